// A part of the page that takes the place of what was just pressed: whoever works without seeing
// it, or without a mouse, goes on from here.
import { createElement as h, useEffect, useRef } from "react";

export function Arrival({ children, className }) {
  const here = useRef(null);

  useEffect(() => {
    here.current.focus();
  }, []);

  return h("div", { ref: here, tabIndex: -1, className: `arrival ${className ?? ""}` }, children);
}
