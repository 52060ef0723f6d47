// Ways to keep what is shown only once: copied, or on paper.
import { createElement as h, Fragment, useState } from "react";

const SAID_FOR = 2500;

/** Copies `text`; where the browser does not let a page do so, nothing is claimed. */
export function CopyButton({ text, copied, children, ...rest }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    setTimeout(() => setDone(false), SAID_FOR);
  };
  if (typeof navigator !== "undefined" && !navigator.clipboard) return null;
  return h(
    Fragment,
    null,
    h("button", { ...rest, type: "button", onClick: copy }, done ? copied : children),
    h("span", { role: "status", className: "visually-hidden" }, done && copied),
  );
}

export function PrintButton({ children, ...rest }) {
  return h("button", { ...rest, type: "button", onClick: () => window.print() }, children);
}
