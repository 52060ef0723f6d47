// The copy of a booking's tickets that this device keeps for when it has no network. The server
// makes it, as a page by itself; here it is put where tickets-worker.js finds it, made anew when
// something changes, and taken away when the server no longer gives it to whoever is here.
import { useEffect } from "react";
import { useLocation } from "react-router";
import { sessionStamp } from "$/public/js/session-stamp.js";

const KEPT = "ticketapp.tickets";
const WORKER = "/tickets-worker.js";
const GUESTS = "/manage/";
const GONE = [401, 403, 404, 409];

/** Where the browser asks for a file of a booking; a guest's key goes along. */
export function useFileOf(booking, file) {
  const { pathname } = useLocation();
  return fileOf(pathname, booking, file);
}

/** `there` says whether there is anything to keep, "some" or "none", once it is known. `mark` is
    another one whenever the tickets, or when and where they are for, have changed. */
export function KeptTickets({ booking, there, mark }) {
  const { pathname } = useLocation();
  useEffect(() => {
    if (!booking || !there || !navigator.serviceWorker || !globalThis.caches) return;
    const over = new AbortController();
    const work = there === "some" ? keep(pathname, booking, over.signal) : letGo(pathname);
    work.catch(() => {}); // no network: what is kept stays
    return () => over.abort();
  }, [pathname, booking, there, mark]);
  return null;
}

/** Whoever is at this device next finds nothing. */
export async function forgetTickets() {
  await globalThis.caches?.delete(KEPT);
}

async function keep(pathname, booking, signal) {
  const session = sessionStamp();
  const answer = await fetch(fileOf(pathname, booking, "kept.html"), { signal, cache: "no-store" });
  const box = await caches.open(KEPT);
  await sweep(box);
  if (signal.aborted) return;
  if (answer.ok) await box.put(addressOf(pathname), answer);
  else if (GONE.includes(answer.status)) await box.delete(addressOf(pathname));
  if (sessionStamp() !== session) await forgetTickets(); // another tab signed out meanwhile
  const scope = pathname.startsWith(GUESTS) ? GUESTS : "/me/bookings/";
  await navigator.serviceWorker.register(WORKER, { scope });
}

async function letGo(pathname) {
  const box = await caches.open(KEPT);
  await box.delete(addressOf(pathname));
}

/** Take away what is of no use any more. */
async function sweep(box) {
  for (const request of await box.keys()) {
    const until = Number((await box.match(request))?.headers.get("X-Keep-Until"));
    if (until < Date.now()) await box.delete(request);
  }
}

/** Under what the worker looks for it: the page's address, whatever stands behind a ? or #. */
function addressOf(pathname) {
  return location.origin + pathname.replace(/\/+$/, "");
}

function fileOf(pathname, booking, file) {
  const key = pathname.startsWith(GUESTS) ? pathname.replace(/\/+$/, "").split(".").pop() : "";
  return `/bookings/${booking}/${file}${key && `?key=${encodeURIComponent(key)}`}`;
}
