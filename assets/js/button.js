// A button that shows its work and can't be pressed twice while it lasts.
import { createElement as h, useEffect, useRef, useState } from "react";

const GIVE_UP_AFTER = 15000;

/** `finished` counts the state's finished actions: the next one ends this button's work. */
export function ActionButton({ finished, onClick, type = "button", children, ...rest }) {
  const [busy, setBusy] = useState(false);
  const working = useRef(false); // true at once, while `busy` waits for the next rendering
  const button = useRef(null);
  const set = (now) => {
    working.current = now;
    setBusy(now);
  };

  useEffect(() => set(false), [finished]);

  useEffect(() => {
    if (!busy) return;
    const relax = () => set(false);
    const timer = setTimeout(relax, GIVE_UP_AFTER);
    // Back to a page that was left by a form: the browser shows it as it was.
    window.addEventListener("pageshow", relax);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("pageshow", relax);
    };
  }, [busy]);

  useEffect(() => {
    const form = type === "submit" && button.current?.form;
    if (!form) return;
    const submitted = (event) => {
      if (!working.current) return set(true);
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    form.addEventListener("submit", submitted, { capture: true });
    return () => form.removeEventListener("submit", submitted, { capture: true });
  }, [type]);

  const pressed = (event) => {
    if (working.current) return event.preventDefault();
    if (type === "submit") return;
    set(true);
    onClick?.(event);
  };
  return h(
    "button",
    { ...rest, ref: button, type, onClick: pressed, "aria-busy": busy, "aria-disabled": busy },
    children,
  );
}
