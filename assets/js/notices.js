// Short messages about what just happened. Each comes from the state once, under an id of its own,
// and goes by itself when it can have been read, unless somebody is reading it still or it says what
// must not be missed: then it stays until it is closed.
import { createElement as h, useEffect, useRef, useState } from "react";

const SHOWN_FOR = 7000;
const READING_A_SIGN = 100;
const SEEN = "ticketapp.notice";

export function Notices({ notice, dismiss }) {
  const [shown, setShown] = useState([]);

  useEffect(() => {
    // A reload brings the state's last notice again: it was read already.
    if (!notice?.id || sessionStorage.getItem(SEEN) === notice.id) return;
    sessionStorage.setItem(SEEN, notice.id);
    setShown((others) => [...others.slice(-2), notice]);
  }, [notice]);

  const remove = (id) => setShown((all) => all.filter((one) => one.id !== id));
  return h(
    "div",
    { className: "notices", role: "status", "aria-live": "polite" },
    shown.map((one) => h(Notice, { key: one.id, ...one, dismiss, onGone: () => remove(one.id) })),
  );
}

function Notice({ text, stays, dismiss, onGone }) {
  const [held, setHeld] = useState(false);
  const gone = useRef(onGone);
  gone.current = onGone;

  useEffect(() => {
    if (held || stays) return;
    const timer = setTimeout(() => gone.current(), Math.max(SHOWN_FOR, text.length * READING_A_SIGN));
    return () => clearTimeout(timer);
  }, [held, stays, text]);

  const hold = () => setHeld(true);
  const release = () => setHeld(false);
  return h(
    "div",
    { className: "notice", onPointerEnter: hold, onPointerLeave: release, onFocus: hold, onBlur: release },
    h("span", null, text),
    h("button", { type: "button", "aria-label": dismiss, onClick: onGone }, h(Cross)),
  );
}

function Cross() {
  return h(
    "svg",
    { className: "icon", viewBox: "0 0 24 24", "aria-hidden": true },
    h("path", { d: "M6 6l12 12M18 6L6 18", stroke: "currentColor", strokeWidth: 2 }),
  );
}
