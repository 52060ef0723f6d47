// Which event this device scans for, and where it stands.
import { createElement as h, useEffect, useId, useState } from "react";
import { useLanguage } from "$/public/js/catalogue.js";
import { now } from "./clock.js";
import { gate, LONGEST_GATE, setGate } from "./gate.js";
import { Icon } from "./icons.js";
import { countScans, doors, forgetDoor } from "./store.js";

const WHEN = { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" };
const A_DAY = 24 * 3600 * 1000;

/** `children` are what the server has to say where it has no events to show. */
export function Picker({ words, access, events, problem, opening, onOpen, children }) {
  const say = useLanguage();
  const kept = useKeptDoors();
  const known = access === "open";
  const unsent = kept.filter(({ waiting }) => waiting > 0);
  const open = known ? events : kept.filter((event) => !isOver(event));
  const shown = open.filter(({ id }) => !unsent.some((event) => event.id === id));
  const today = shown.filter(isToday);
  const later = shown.filter((event) => !isToday(event));
  const list = (title, some) => some.length > 0 && h(Events, { title, events: some, words, say, opening, onOpen });

  return h(
    "div",
    { className: "door-picker" },
    h("h1", null, say(words.door)),
    problem &&
      h("p", { className: "message stop", role: "alert" }, h(Icon, { name: "stop" }), say(words[`problem_${problem}`])),
    h(GateField, { words, say }),
    list(say(words.unsent), unsent),
    !known && shown.length > 0 && h("p", { className: "door-kept" }, say(words.kept_here)),
    list(say(words.today), today),
    list(say(today.length ? words.later : words.soon), later),
    known && !events.length && h("p", { className: "door-none" }, say(words.no_events)),
    !known && (access || !kept.length) && children,
  );
}

function Events({ title, events, words, say, opening, onOpen }) {
  return h(
    "section",
    { className: "door-events", "aria-label": title },
    h("h2", null, title),
    h(
      "ul",
      { className: "door-list" },
      events.map((event) =>
        h(
          "li",
          { key: event.id },
          h(
            "button",
            {
              type: "button",
              className: "door-event",
              "aria-busy": opening === event.id,
              onClick: () => onOpen(event.id),
            },
            h("strong", null, event.name),
            h("span", null, say.when(event.starts_at, { ...WHEN, timeZone: event.timezone })),
            event.location && h("span", null, event.location),
            event.waiting > 0 && h("em", null, say(words.to_upload, { count: event.waiting })),
            h(Icon, { name: "on" }),
          ),
        ),
      ),
    ),
  );
}

function GateField({ words, say }) {
  const id = useId();
  const [name, setName] = useState("");
  useEffect(() => setName(gate()), []);
  const changed = ({ target }) => {
    setName(target.value);
    setGate(target.value);
  };
  return h(
    "div",
    { className: "field" },
    h("label", { htmlFor: id }, say(words.gate)),
    h("input", {
      id,
      className: "input",
      value: name,
      maxLength: LONGEST_GATE,
      placeholder: say(words.gate_example),
      autoComplete: "off",
      onChange: changed,
      "aria-describedby": `${id}-help`,
    }),
    h("p", { id: `${id}-help`, className: "field-help" }, say(words.gate_help)),
  );
}

/**
 * The events this device has a pass for, whether or not the server can be asked, with how many scans wait
 * for it. One that is long over is forgotten, but not before the last of its scans was uploaded.
 */
function useKeptDoors() {
  const [kept, setKept] = useState([]);
  useEffect(() => {
    keptDoors().then(setKept, () => {});
  }, []);
  return kept;
}

async function keptDoors() {
  const all = await Promise.all(
    (await doors()).map(async ({ event, facts }) => ({ ...facts, ...(await countScans(event)) })),
  );
  const isDone = (event) => !event.waiting && isOver(event, A_DAY);
  await Promise.all(all.filter(isDone).map(({ id }) => forgetDoor(id)));
  return all.filter((event) => !isDone(event));
}

function isOver({ ends_at: ends }, since = 0) {
  return now() - Date.parse(ends) > since;
}

function isToday({ starts_at: starts, ends_at: ends }) {
  const [midnight, next] = [new Date(), new Date()];
  midnight.setHours(0, 0, 0, 0);
  next.setHours(24, 0, 0, 0);
  return new Date(starts) < next && new Date(ends) > midnight;
}
