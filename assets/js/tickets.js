// A person's tickets on their device: to swipe through, to hold against a scanner, to hand on.
import { createElement as h, useEffect, useId, useRef, useState } from "react";
import { useFileOf } from "$/public/js/kept-tickets.js";

const SAID_FOR = 4000;

/** Tickets side by side, one at a time in sight: by swiping, by buttons, by arrow keys. */
export function TicketDeck({ count, label, previous, following, place, children }) {
  const strip = useRef(null);
  const [shown, setShown] = useState(0);
  const name = useId();

  useEffect(() => {
    const box = strip.current;
    const look = () => setShown(Math.round(box.scrollLeft / Math.max(box.clientWidth, 1)));
    box.addEventListener("scroll", look, { passive: true });
    look();
    return () => box.removeEventListener("scroll", look);
  }, [count]);

  const last = Math.max(count - 1, 0);
  const current = Math.min(shown, last);
  const go = (to) => {
    const box = strip.current;
    const wanted = Math.min(Math.max(to, 0), last);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    box.scrollTo({ left: wanted * box.clientWidth, behavior: calm ? "auto" : "smooth" });
  };
  const pressed = (event) => {
    const way = { ArrowRight: current + 1, ArrowLeft: current - 1, Home: 0, End: last }[event.key];
    if (way === undefined || event.target !== strip.current) return;
    event.preventDefault();
    go(way);
  };
  const said = place.replace("{number}", current + 1).replace("{count}", count);
  return h(
    "section",
    { className: "ticket-deck", "aria-label": label },
    count > 1 &&
      h(
        "div",
        { className: "deck-bar" },
        h(Turn, { text: previous, to: "M15 5l-7 7 7 7", idle: current === 0, by: () => go(current - 1), name }),
        h("p", { role: "status" }, said),
        h(Turn, { text: following, to: "M9 5l7 7-7 7", idle: current === last, by: () => go(current + 1), name }),
      ),
    h(
      "ul",
      { ref: strip, id: name, className: "ticket-strip", tabIndex: count > 1 ? 0 : undefined, "aria-label": label, onKeyDown: pressed },
      children,
    ),
  );
}

function Turn({ text, to, idle, by, name }) {
  return h(
    "button",
    { type: "button", className: "button", "aria-label": text, "aria-controls": name, "aria-disabled": idle, onClick: () => !idle && by() },
    h("svg", { className: "icon", viewBox: "0 0 24 24", "aria-hidden": true }, h("path", { d: to })),
  );
}

/** The QR code; pressed, it fills the screen in full white, which stays awake meanwhile. */
export function TicketCode({ lines, width, name, code, holder, enlarge, close }) {
  const dialog = useRef(null);
  const [open, setOpen] = useState(false);
  useAwake(open);

  const show = () => {
    dialog.current.showModal();
    setOpen(true);
  };
  const drawing = (label) =>
    h(
      "svg",
      { className: "ticket-qr", viewBox: `0 0 ${width} ${width}`, role: "img", "aria-label": label, shapeRendering: "crispEdges" },
      h("path", { d: lines, stroke: "#000", strokeWidth: 1, fill: "none" }),
    );
  return [
    h("button", { key: "code", type: "button", className: "qr-button", "aria-label": enlarge, onClick: show }, drawing(name)),
    h(
      "dialog",
      { key: "bright", ref: dialog, className: "bright", "aria-label": name, onClose: () => setOpen(false), onClick: () => dialog.current.close() },
      h("div", { className: "bright-code" }, open && drawing(name)),
      h("p", { className: "ticket-code" }, code),
      h("p", { className: "bright-holder" }, holder),
      h("button", { type: "button", className: "button", autoFocus: true }, close),
    ),
  ];
}

/** A ticket to choose or not: it reacts at once, and agrees with the state when that has answered. */
export function TicketChoice({ chosen, finished, onToggle, ...rest }) {
  const [checked, setChecked] = useState(chosen);
  useEffect(() => setChecked(chosen), [chosen, finished]);
  const toggled = () => {
    setChecked(!checked);
    onToggle();
  };
  return h("input", { ...rest, type: "checkbox", checked, onChange: toggled });
}

/** A link to a file of a booking, with a guest's key where the page has one. */
export function FileLink({ booking, file, children, ...rest }) {
  return h("a", { ...rest, href: useFileOf(booking, file), download: "" }, children);
}

/** Hands one ticket on as a PDF, by the device's own means; where it has none, saves it. What is
    shared opens a door, but not the booking: an address of this page would do more. */
export function ShareTicket({ booking, ticket, name, title, saved, failed, children }) {
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState("");
  const address = useFileOf(booking, `tickets/${ticket}.pdf`);
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(setSaid, SAID_FOR, "");
    return () => clearTimeout(timer);
  }, [said]);

  const share = async () => {
    if (busy) return;
    setBusy(true);
    try {
      setSaid((await handOn(address, `${name}.pdf`, title)) ? "" : saved);
    } catch (error) {
      if (error.name !== "AbortError") setSaid(failed); // else they thought better of it
    }
    setBusy(false);
  };
  return h(
    "span",
    { className: "share" },
    h("button", { type: "button", className: "button", "aria-busy": busy, "aria-disabled": busy, onClick: share }, children),
    h("span", { role: "status", className: "share-said" }, said),
  );
}

/** Whether the device took it to hand it on; else it was saved. */
async function handOn(address, name, title) {
  const answer = await fetch(address, { signal: AbortSignal.timeout(SAID_FOR * 2) });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const file = new File([await answer.blob()], name, { type: "application/pdf" });
  if (navigator.canShare?.({ files: [file] })) {
    await navigator.share({ files: [file], title });
    return true;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(URL.revokeObjectURL, SAID_FOR, link.href);
  return false;
}

/** Keep the screen from dimming, where the browser can. It lets go whenever the page is out of
    sight, so it is asked again on coming back. */
function useAwake(wanted) {
  useEffect(() => {
    if (!wanted || !navigator.wakeLock) return;
    let lock = null;
    let over = false;
    const hold = async () => {
      if (document.visibilityState !== "visible") return;
      try {
        const got = await navigator.wakeLock.request("screen");
        if (over) got.release();
        else lock = got;
      } catch {
        // low battery, or not allowed: the screen dims as it always does
      }
    };
    hold();
    document.addEventListener("visibilitychange", hold);
    return () => {
      over = true;
      lock?.release();
      document.removeEventListener("visibilitychange", hold);
    };
  }, [wanted]);
}
