// What pages about events say that only a browser can: times in two zones, figures that tick over,
// days from today on, handing a page on.
import { createElement as h, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Link, useLocation, useSearchParams } from "react-router";
import { useLanguage } from "$/public/js/catalogue.js";
import { changed as withParameters } from "$/public/js/address.js";

const never = () => () => {};
const HERE = typeof Intl === "undefined" ? "UTC" : Intl.DateTimeFormat().resolvedOptions().timeZone;
const WALL = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const DATE = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
const SHORT_DATE = { day: "numeric", month: "short", year: "numeric" };
const SHORT_DAY = { weekday: "short", day: "numeric", month: "short" };
const CLOCK = { hour: "numeric", minute: "2-digit" };
const HALF_A_DAY = 12 * 60 * 60 * 1000;
const COPIED_FOR = 2500;

/** Pages are built long before they are shown, so only the browser knows where and when it is. */
function useHere() {
  return useSyncExternalStore(never, () => HERE, () => "");
}

/** When an event is: at its place, and for the visitor where clocks there show another time.

    Beside a date block, `brief` leaves out the day that stands there. */
export function EventTime({ starts, ends, zone, own, brief = false }) {
  const language = useLanguage();
  const here = useHere();
  const isOneDay = isOneEvening(starts, ends, zone);
  const saysDate = isOneDay && !(brief && isThisYear(starts, zone));
  const date = saysDate && language.when(starts, { ...(brief ? SHORT_DATE : DATE), timeZone: zone });
  const differs = here && wall(starts, here) !== wall(starts, zone);
  return h(
    "span",
    { className: "event-time" },
    date && h("time", { className: "event-date", dateTime: starts }, date),
    h("time", { className: "event-hours", dateTime: starts }, hours(language, starts, ends, zone, isOneDay, true)),
    differs && h("span", { className: "event-own-time" }, own, " ", ownHours(language, starts, ends, zone, here)),
  );
}

function ownHours(language, starts, ends, zone, here) {
  const isSameDay = day(starts, here) === day(starts, zone) && isOneEvening(starts, ends, here);
  return hours(language, starts, ends, here, isSameDay, false);
}

/** From when to when; with the days where there is more than one, or another one. */
function hours(language, starts, ends, zone, isOneDay, isNamed) {
  const clock = { ...CLOCK, timeZone: zone };
  const last = isNamed ? { ...clock, timeZoneName: "short" } : clock;
  if (!isOneDay) return language.range(starts, ends, { ...SHORT_DAY, ...last });
  if (day(starts, zone) === day(ends, zone)) return language.range(starts, ends, last);
  return `${language.when(starts, clock)}–${language.when(ends, last)}`; // past midnight
}

/** Whether it is over on the day it begins, or in the night after. */
function isOneEvening(starts, ends, zone) {
  const isShort = new Date(ends) - new Date(starts) < HALF_A_DAY;
  return day(starts, zone) === day(ends, zone) || (isShort && wall(ends, zone).split(", ")[1] < "06:00");
}

const plain = new Map();

function wall(moment, zone) {
  if (!plain.has(zone)) plain.set(zone, new Intl.DateTimeFormat("en", { ...WALL, timeZone: zone }));
  return plain.get(zone).format(new Date(moment));
}

function day(moment, zone) {
  return wall(moment, zone).split(",")[0];
}

function isThisYear(moment, zone) {
  return day(moment, zone).split("/")[2] === String(new Date().getFullYear());
}

/** A sentence whose figures tick over when they change. */
export function Ticking({ text }) {
  const parts = text.split(/(\d[\d.,\u00a0\u202f]*)/);
  return h(
    "span",
    { className: "ticking" },
    parts.map((part, index) => (index % 2 ? h(Figure, { key: index, text: part }) : part)),
  );
}

function Figure({ text }) {
  const last = useRef(text);
  const [gone, setGone] = useState("");
  useEffect(() => {
    if (last.current === text) return;
    setGone(last.current);
    last.current = text;
  }, [text]);
  return h(
    "span",
    { className: "figure-now", key: text, "data-was": gone || undefined },
    text,
  );
}

/** The days people ask for most, from today on, as links that filter. */
export function DayChoices({ label, any, today, weekend, week, month }) {
  const [query] = useSearchParams();
  const { pathname } = useLocation();
  const here = useHere();
  const now = here ? new Date() : null;
  const choices = [
    [any, ["", ""]],
    [today, now && [iso(now, 0), iso(now, 0)]],
    [weekend, now && [iso(now, toSaturday(now)), iso(now, toSunday(now))]],
    [week, now && [iso(now, 0), iso(now, 6)]],
    [month, now && [iso(now, 0), iso(now, 29)]],
  ];
  const [from, to] = [query.get("from") ?? "", query.get("to") ?? ""];
  return h(
    "ul",
    { className: "day-choices", "aria-label": label },
    choices.map(([text, days]) => {
      const [since, until] = days ?? ["", ""];
      const search = withParameters(query, { from: since, to: until, zone: since && here, n: "" });
      const chosen = days !== null && from === since && to === until;
      const current = chosen ? "true" : undefined;
      return h(
        "li",
        { key: text },
        h(Link, { to: { pathname, search }, preventScrollReset: true, "aria-current": current }, text),
      );
    }),
  );
}

function iso(now, later) {
  const then = new Date(now.getFullYear(), now.getMonth(), now.getDate() + later);
  const two = (number) => String(number).padStart(2, "0");
  return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())}`;
}

function toSaturday(now) {
  return now.getDay() === 0 ? 0 : 6 - now.getDay();
}

function toSunday(now) {
  return (7 - now.getDay()) % 7;
}

/** Opens more of the list below, while there is any; whoever does so by keyboard goes on at the
    first new entry. */
export function MoreLink({ count, shown, children }) {
  const [query] = useSearchParams();
  const { pathname } = useLocation();
  const awaited = useRef(0);
  useEffect(() => {
    if (!awaited.current || shown <= awaited.current) return;
    document.querySelector(`.event-list > li:nth-child(${awaited.current + 1}) a`)?.focus({ preventScroll: true });
    awaited.current = 0;
  }, [shown]);
  const pressed = ({ detail }) => {
    awaited.current = detail === 0 ? shown : 0;
  };
  if (!count) return null;
  const search = withParameters(query, { n: count });
  return h(Link, { to: { pathname, search }, replace: true, preventScrollReset: true, className: "button", onClick: pressed }, children);
}

/** Hands the page on by the device's own means, or puts its address on the clipboard. */
export function ShareButton({ name, copied, failed, children }) {
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(setSaid, COPIED_FOR, "");
    return () => clearTimeout(timer);
  }, [said]);
  const share = async () => {
    const url = location.origin + location.pathname;
    try {
      if (navigator.share) return await navigator.share({ title: name, url });
      await navigator.clipboard.writeText(url);
      setSaid(copied);
    } catch (error) {
      if (error.name !== "AbortError") setSaid(failed);
    }
  };
  return h(
    "span",
    { className: "share" },
    h("button", { type: "button", className: "button", onClick: share }, children),
    h("span", { role: "status", className: "share-said" }, said),
  );
}

/** What the server wrote into the document for this address, until the page knows more. */
export function ServedWords({ children }) {
  const { pathname } = useLocation();
  const words = useSyncExternalStore(never, () => (pathname === served.path ? served.words : ""), () => "");
  if (!words) return children;
  return h("div", { className: "served-words", dangerouslySetInnerHTML: { __html: words } });
}

const SERVED = "first-words";
const served = typeof document === "undefined" ? {} : {
  path: location.pathname,
  words: document.querySelector(SERVED)?.innerHTML ?? "",
};

/** The last part of the address, also after going from page to page. From here on the page speaks
    for itself, so what the server said first leaves the document. */
export function useOpenSegment() {
  const { pathname } = useLocation();
  useEffect(() => document.querySelector(SERVED)?.remove(), []);
  const segment = pathname.replace(/\/+$/, "").split("/").pop();
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
