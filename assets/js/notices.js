// Short messages about what just happened. Each comes from the state once, under an id of its own,
// and goes by itself unless somebody is reading it.
import { createElement as h, useEffect, useRef, useState } from "react";

const SHOWN_FOR = 7000;
const SEEN = "ticketapp.notice";

export function Notices({ notice, dismiss }) {
  const [shown, setShown] = useState([]);
  const region = useRef(null);

  useEffect(() => {
    // A reload brings the state's last notice again: it was read already.
    if (!notice?.id || sessionStorage.getItem(SEEN) === notice.id) return;
    sessionStorage.setItem(SEEN, notice.id);
    setShown((others) => [...others.slice(-2), notice]);
  }, [notice]);

  useEffect(() => {
    // Last into the top layer, so that no open dialog hides what came of pressing its button.
    const place = region.current;
    if (place.matches(":popover-open")) place.hidePopover();
    if (shown.length > 0) place.showPopover();
  }, [shown]);

  const remove = (id) => setShown((all) => all.filter((one) => one.id !== id));
  return h(
    "div",
    { ref: region, popover: "manual", className: "notices", role: "status", "aria-live": "polite" },
    shown.map((one) => h(Notice, { key: one.id, ...one, dismiss, onGone: () => remove(one.id) })),
  );
}

function Notice({ text, dismiss, onGone }) {
  const [held, setHeld] = useState(false);
  const gone = useRef(onGone);
  gone.current = onGone;

  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => gone.current(), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [held]);

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
