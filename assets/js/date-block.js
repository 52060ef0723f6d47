// The calendar leaf on a ticket: a given moment, or today where the visitor is.
import { createElement as h, useSyncExternalStore } from "react";
import { useLanguage } from "$/public/js/catalogue.js";

const never = () => () => {};
const LOADED = new Date().toISOString();

export function DateBlock({ moment, zone, brief = false }) {
  const length = brief ? "short" : "long";
  const language = useLanguage();
  // Pages are built long before they are shown, so only the browser knows today.
  const today = useSyncExternalStore(never, () => LOADED, () => "");
  const shown = moment || today;
  const part = (options) => language.when(shown, zone ? { ...options, timeZone: zone } : options);
  return h(
    "time",
    { className: "date-block", dateTime: shown || undefined },
    h("span", { className: "date-block-weekday" }, part({ weekday: length })),
    h("span", { className: "date-block-day" }, shown && dayOf(shown, zone)),
    h("span", { className: "date-block-month" }, part({ month: length })),
  );
}

/** Only the figure, without the dot that some languages put behind it. */
function dayOf(moment, zone) {
  const parts = new Intl.DateTimeFormat("en", { day: "numeric", timeZone: zone || undefined });
  return parts.format(new Date(moment));
}
