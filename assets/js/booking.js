// Booking on an event's page: how many tickets somebody chooses, what they may do about it now, and
// that pressing twice, or again after an answer was lost, books once.
import { createElement as h, Fragment, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { ActionButton } from "$/public/js/button.js";
import { ModalDialog } from "$/public/js/dialog.js";

const CHOICE = "tickets";
const INTENTION = "ticketapp.booking";
const listeners = new Set();

/** How many tickets are chosen. The address says so, and takes it along to signing in and back. */
export function useChosen() {
  return useSyncExternalStore(subscribe, chosen, () => 1);
}

function chosen() {
  const said = new URLSearchParams(location.search).get(CHOICE) ?? "";
  return /^[1-9]\d{0,3}$/.test(said) ? Number(said) : 1;
}

/** Changes the address in place: no page is loaded, and Back leads to where one came from. */
function choose(count) {
  const { pathname, search } = location;
  const query = new URLSearchParams(search);
  query.set(CHOICE, count);
  history.replaceState(history.state, "", `${pathname}?${query}`);
  listeners.forEach((changed) => changed());
}

function subscribe(changed) {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

/** To sign in, and back to this page with what was chosen. */
export function wayIn(quantity) {
  return `/login?next=${encodeURIComponent(`${location.pathname}?${CHOICE}=${quantity}`)}`;
}

/**
 * What can be done now about the tickets that are chosen: "book" them, join the "line", choose
 * "fewer"; nothing because they "wait" already or have "enough", or because the sale is "shut".
 * `most` is how far the choice can be raised. It is never lowered because others were quicker.
 */
export function offerOf(sale, terms, own, wanted) {
  const allowed = Math.min(terms.at_once, Math.max(0, terms.each - own.tickets));
  const quantity = Math.max(1, Math.min(wanted, allowed));
  const { state, left } = sale;
  const offer = (kind, most = allowed) => ({ kind, quantity, most: Math.max(most, quantity) });
  if (own.place) return offer("wait");
  if (state !== "open" && state !== "line") return offer("shut");
  if (!allowed) return offer("enough");
  if (state === "line") return offer("line");
  if (quantity <= left) return offer("book", Math.min(allowed, left));
  return offer(terms.line ? "line" : "fewer", quantity);
}

export function Stepper({ count, most, label, fewer, more }) {
  const step = (text, sign, to, possible) =>
    h(
      "button",
      { type: "button", "aria-label": text, "aria-disabled": !possible, onClick: () => possible && choose(to) },
      h("span", { "aria-hidden": true }, sign),
    );
  return h(
    "div",
    { className: "stepper", role: "group", "aria-label": label },
    step(fewer, "−", count - 1, count > 1),
    h("output", { "aria-live": "polite" }, count),
    step(more, "+", count + 1, count < most),
  );
}

/** `held` is what the person has already: once that changed, pressing again means something new. */
export function BookButton({ order, held, fulfilled, finished, onBook, children, ...rest }) {
  const send = useIntention(order.event_id, held, fulfilled, onBook);
  return h(ActionButton, { ...rest, finished, onClick: () => send(order) }, children);
}

/** The same for guests, who say first in a dialog who they are. */
export function GuestBooking({ order, fulfilled, words, labelledBy, close, onBook, children }) {
  const [open, setOpen] = useState(false);
  const send = useIntention(order.event_id, 0, fulfilled, onBook);
  const dismiss = () => setOpen(false);
  const submitted = (event) => {
    event.preventDefault();
    const { first_name, last_name, email } = Object.fromEntries(new FormData(event.target));
    send({ ...order, guest: { first_name, last_name, email } });
  };
  return h(
    Fragment,
    null,
    h("button", { type: "button", className: "button primary", onClick: () => setOpen(true) }, words),
    h(
      ModalDialog,
      { open, labelledBy, onDismiss: dismiss },
      h("form", { className: "form guest-form", noValidate: true, onSubmit: submitted }, children),
      h("button", { type: "button", className: "button quiet", onClick: dismiss }, close),
    ),
  );
}

/** Sends orders, each with the key of what the person means to do by it. The key outlives this page
    and lost connections; it is done with when it is fulfilled, or when another press means another. */
function useIntention(eventId, held, fulfilled, onBook) {
  const sent = useRef("");

  useEffect(() => {
    const kept = intention();
    if (kept && (kept.key === fulfilled || (kept.eventId === eventId && kept.held !== held))) forget();
  }, [eventId, held, fulfilled]);

  return (order) => {
    if (sent.current && sent.current === fulfilled) return; // booked: the next page is on its way
    sent.current = keyOf(eventId, held, JSON.stringify(order));
    onBook({ ...order, key: sent.current });
  };
}

function keyOf(eventId, held, order) {
  const kept = intention();
  if (kept?.order === order && kept.held === held) return kept.key;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const key = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem(INTENTION, JSON.stringify({ eventId, held, order, key }));
  return key;
}

function intention() {
  return JSON.parse(sessionStorage.getItem(INTENTION) ?? "null");
}

function forget() {
  sessionStorage.removeItem(INTENTION);
}
