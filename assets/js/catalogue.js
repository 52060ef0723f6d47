// The texts of the pages in the language the document says it is in. English is the key and needs
// no catalogue. Pages are rendered in English at build; the browser takes over that rendering
// first and changes to the visitor's language at once, which styles/base.css keeps out of sight.
import { useSyncExternalStore } from "react";
import { catalogues } from "$/catalogues";

const BUILT_REGION = "en-US";
const NO_CATALOGUE = { plurals: { one: 0, other: 1 }, texts: {} };
const BUILT = language("en", NO_CATALOGUE, BUILT_REGION);
const ORDINALS = { en: { one: "st", two: "nd", few: "rd", other: "th" }, de: { other: "." } };
const listeners = new Set();
let spoken = BUILT;

if (typeof document !== "undefined") speak(document.documentElement.lang);

/** The language now spoken: a function that translates, with formatters beside it. */
export function useLanguage() {
  return useSyncExternalStore(subscribe, () => spoken, () => BUILT);
}

/** Change the language of the page in place. */
export async function speak(tag) {
  try {
    spoken = tag in catalogues ? language(tag, (await catalogues[tag]()).default) : english();
  } catch {
    spoken = language("en", NO_CATALOGUE); // it can't be loaded now: readable beats blank
  }
  document.documentElement.lang = spoken.tag;
  listeners.forEach((changed) => changed());
}

function subscribe(changed) {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

function english() {
  return regionOf("en") === BUILT_REGION ? BUILT : language("en", NO_CATALOGUE);
}

function language(tag, { plurals, texts }, region = regionOf(tag)) {
  const rules = new Intl.PluralRules(tag);
  const nth = new Intl.PluralRules(tag, { type: "ordinal" });
  const whole = new Intl.NumberFormat(region);
  const shown = (value) => (typeof value === "number" ? whole.format(value) : String(value ?? ""));
  const filled = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => shown(facts[name]));

  const translate = (text, facts) => {
    const found = texts[text] || text;
    return facts ? filled(Array.isArray(found) ? found[0] : found, facts) : found;
  };
  translate.plural = (one, many, facts) => {
    const forms = texts[one] || [one, many];
    return filled(forms[plurals[rules.select(facts.count)]] ?? many, facts);
  };
  translate.number = shown;
  translate.ordinal = (value) => shown(value) + ORDINALS[tag][nth.select(value)];
  translate.when = (moment, options) => moment && dateFormat(region, options).format(new Date(moment));
  translate.range = (from, to, options) =>
    from && dateFormat(region, options).formatRange(new Date(from), new Date(to));
  translate.tag = tag;
  return translate;
}

/** The visitor's own variety of a language, for the order of dates and the marks in numbers. */
function regionOf(tag) {
  return navigator.languages.find((variety) => variety.split("-")[0] === tag) ?? tag;
}

const dateFormats = new Map();

function dateFormat(region, options) {
  const key = region + JSON.stringify(options);
  if (!dateFormats.has(key)) dateFormats.set(key, newDateFormat(region, options));
  return dateFormats.get(key);
}

/** By a 24-hour clock, hours have two digits: alone, browsers leave the nought out; in a range they don't. */
function newDateFormat(region, options) {
  const format = new Intl.DateTimeFormat(region, options);
  const isByDay = options.hour && !format.resolvedOptions().hour12;
  return isByDay ? new Intl.DateTimeFormat(region, { ...options, hour: "2-digit" }) : format;
}
