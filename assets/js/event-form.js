// The form of an event: it reports what is typed, so that the page can show what it means, and
// keeps people from leaving what they have not saved.
import { createElement as h, useEffect, useId, useRef, useState } from "react";
import { useBlocker } from "react-router";
import { ModalDialog } from "$/public/js/dialog.js";

const PAUSE = 350;
const CHOSEN = new Set(["checkbox", "radio", "datetime-local"]);
const UNREADABLE = "?"; // a time or number that is only half typed, which browsers give as nothing

/**
 * A form whose values go to `onLook` while they are typed and to `onSave` when it is sent.
 *
 * `answered` counts what sending came to, `saved` how often it went well; with `unsaved` it begins
 * with what is not saved. Fields marked `data-list` may come more than once.
 */
export function DraftForm({ kept, unsaved, answered, saved, onLook, onSave, leaving, children, ...rest }) {
  const form = useRef(null);
  const facts = useRef(kept);
  const stored = useRef(null); // what is saved, as text; nothing while nothing of it is
  const sent = useRef(null);
  const edited = useRef(new Set());
  const touched = useRef(new Set()); // whose errors are said: not of what is still being typed
  const typing = useRef(0);
  const counts = useRef({ answered, saved });
  const going = useRef(false); // sent and not answered: wherever that leads, it is meant
  const [dirty, setDirty] = useState(unsaved);

  const isDirty = () => stored.current === null || stored.current !== textOf(form.current);
  const weigh = () => setDirty(isDirty());

  useEffect(() => {
    if (!unsaved) stored.current = textOf(form.current);
    return () => clearTimeout(typing.current);
  }, []);

  useEffect(() => {
    if (answered === counts.current.answered) return;
    going.current = false;
    if (saved > counts.current.saved) {
      stored.current = sent.current ?? textOf(form.current);
      facts.current = kept;
    } else form.current.querySelector("[aria-invalid=true]")?.focus();
    counts.current = { answered, saved };
    weigh();
  }, [answered, saved]);

  useEffect(() => {
    if (!dirty) return;
    const warn = (event) => {
      if (!going.current) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [dirty]);

  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      !going.current && currentLocation.pathname !== nextLocation.pathname && form.current !== null && isDirty(),
  );

  const look = () => {
    clearTimeout(typing.current);
    onLook(payload(form.current, facts.current), [...touched.current]);
  };
  const changed = ({ target }) => {
    edited.current.add(topic(target));
    if (CHOSEN.has(target.type)) touched.current.add(topic(target));
    weigh();
    clearTimeout(typing.current);
    typing.current = setTimeout(look, PAUSE);
  };
  const left = ({ target }) => {
    const name = target.name && topic(target);
    if (!name || touched.current.has(name)) return;
    touched.current.add(name);
    if (target.required || edited.current.has(name)) look();
  };
  const submitted = (event) => {
    event.preventDefault();
    clearTimeout(typing.current);
    for (const field of fieldsOf(form.current)) touched.current.add(topic(field));
    sent.current = textOf(form.current);
    going.current = true;
    onSave(payload(form.current, facts.current));
  };
  return h(
    "form",
    {
      ...rest,
      ref: form,
      noValidate: true,
      "data-unsaved": dirty || undefined,
      onInput: changed,
      onBlur: left,
      onSubmit: submitted,
    },
    children,
    h(LeaveQuestion, { blocker, ...leaving }),
  );
}

function LeaveQuestion({ blocker, title, text, stay, leave }) {
  const id = useId();
  const asked = blocker.state === "blocked";
  const remain = () => blocker.reset?.();
  return h(
    ModalDialog,
    { open: asked, labelledBy: id, onDismiss: remain },
    h("h2", { id }, title),
    h("p", null, text),
    h(
      "div",
      { className: "dialog-actions" },
      h("button", { type: "button", className: "button", onClick: remain }, stay),
      h("button", { type: "button", className: "button danger", onClick: () => blocker.proceed?.() }, leave),
    ),
  );
}

function fieldsOf(form) {
  return [...form.elements].filter(({ name, type }) => name && type !== "submit" && type !== "button");
}

/** What an error of this field is called: the fields of a list share theirs. */
function topic({ name = "", dataset }) {
  return dataset.topic ?? name;
}

function payload(form, facts) {
  const values = { ...facts };
  for (const field of fieldsOf(form)) {
    const { name, type, dataset } = field;
    if ("list" in dataset) {
      values[name] ??= [];
      if (type !== "checkbox" || field.checked) values[name].push(field.value);
    } else if (type === "checkbox") values[name] = field.checked;
    else if (type === "radio") values[name] = field.checked ? field.value : (values[name] ?? "");
    else values[name] = field.validity.badInput ? UNREADABLE : field.value;
  }
  return values;
}

function textOf(form) {
  return JSON.stringify(payload(form, {}));
}

/** Tell the form that something changed which was not typed. */
function report(field) {
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** A time zone, found by any part of its name. Without a `value`: the one of this browser. */
export function ZoneChoice({ id, name, value, label, none, describedBy, error }) {
  const input = useRef(null);
  const list = useId();
  const [found, setFound] = useState(null); // nothing while the list is closed
  const [at, setAt] = useState(-1);
  const closed = found === null;

  useEffect(() => {
    if (closed || at < 0) return;
    document.getElementById(`${list}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [at, closed]);

  const open = (words) => {
    setFound(zonesWith(words));
    setAt(words ? 0 : -1);
  };
  const close = () => setFound(null);
  const choose = (zone) => {
    input.current.value = zone;
    report(input.current);
    close();
  };
  const pressed = (event) => {
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (closed) return open("");
      const step = key === "ArrowDown" ? 1 : -1;
      setAt((at + step + found.length) % Math.max(found.length, 1));
    } else if (key === "Enter" && !closed) {
      event.preventDefault();
      if (found[at]) choose(found[at]);
    } else if (key === "Escape" && !closed) {
      event.stopPropagation();
      close();
    }
  };
  const active = !closed && found[at] ? `${list}-${at}` : undefined;
  return h(
    "div",
    { className: "zone-choice" },
    h("input", {
      ref: input,
      id,
      name,
      className: "input",
      defaultValue: value || ownZone(),
      required: true,
      role: "combobox",
      autoComplete: "off",
      autoCapitalize: "none",
      spellCheck: false,
      "aria-expanded": !closed,
      "aria-controls": list,
      "aria-autocomplete": "list",
      "aria-activedescendant": active,
      "aria-describedby": describedBy,
      "aria-invalid": error ? "true" : "false",
      onKeyDown: pressed,
      onClick: () => closed && open(""),
      onFocus: ({ target }) => target.select(),
      onBlur: close,
      onChange: ({ target, nativeEvent }) => nativeEvent.isTrusted && open(target.value),
    }),
    h(
      "ul",
      { id: list, role: "listbox", "aria-label": label, hidden: closed, className: "zone-list" },
      closed || found.length
        ? found?.map((zone, index) =>
            h(
              "li",
              {
                key: zone,
                id: `${list}-${index}`,
                role: "option",
                "aria-selected": index === at,
                onPointerDown: (event) => event.preventDefault(), // the field keeps the focus
                onClick: () => choose(zone),
              },
              h("span", null, spoken(zone)),
              h("small", null, offsetOf(zone)),
            ),
          )
        : h("li", { className: "zone-none", role: "option", "aria-disabled": true, "aria-selected": false }, none),
    ),
  );
}

const MOST_ZONES = 40;
let zones = null;

function allZones() {
  zones ??= [...new Set([ownZone(), "UTC", ...Intl.supportedValuesOf("timeZone")])];
  return zones;
}

function ownZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Those whose name has every word in it; the words' beginnings count most. */
function zonesWith(words) {
  const wanted = spoken(words).toLowerCase().split(/[\s/,]+/).filter(Boolean);
  const named = allZones().map((zone) => [zone, spoken(zone).toLowerCase()]);
  const fitting = named.filter(([, text]) => wanted.every((word) => text.includes(word)));
  const rank = ([, text]) => (wanted.every((word) => ` ${text.replaceAll("/", " ")}`.includes(` ${word}`)) ? 0 : 1);
  if (wanted.length) fitting.sort((one, other) => rank(one) - rank(other));
  return fitting.slice(0, MOST_ZONES).map(([zone]) => zone);
}

function spoken(zone) {
  return zone.replaceAll("_", " ");
}

function offsetOf(zone) {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "shortOffset" });
  return format.formatToParts().find(({ type }) => type === "timeZoneName").value.replace("GMT", "UTC");
}

/** Names and what each does, a line for each; as many as one likes. */
export function SpeakerLines({ speakers, nameLabel, roleLabel, add, remove, most, describedBy, error }) {
  const next = useRef(0);
  const box = useRef(null);
  const [lines, setLines] = useState(() => speakers.map((speaker) => ({ ...speaker, key: next.current++ })));
  const focused = useRef(null);

  useEffect(() => {
    if (focused.current === null) return;
    const names = box.current.querySelectorAll("[name=speaker_name]");
    (names[focused.current] ?? names[names.length - 1] ?? box.current.querySelector("button"))?.focus();
    focused.current = null;
    report(box.current);
  }, [lines]);

  const added = () => {
    focused.current = lines.length;
    setLines([...lines, { key: next.current++, name: "", role: "" }]);
  };
  const removed = (key, index) => {
    focused.current = index;
    setLines(lines.filter((line) => line.key !== key));
  };
  const field = (name, value, label, index) =>
    h("input", {
      className: "input",
      name,
      defaultValue: value,
      placeholder: label,
      "aria-label": `${label} (${index + 1})`,
      "aria-describedby": describedBy,
      "aria-invalid": error && name === "speaker_name" ? "true" : "false",
      autoComplete: "off",
      "data-list": "",
      "data-topic": "speakers",
    });
  return h(
    "div",
    { ref: box, className: "speaker-lines" },
    lines.length > 0 &&
      h(
        "ul",
        { className: "speaker-list" },
        lines.map(({ key, name, role }, index) =>
          h(
            "li",
            { key },
            field("speaker_name", name, nameLabel, index),
            field("speaker_role", role, roleLabel, index),
            h(
              "button",
              {
                type: "button",
                className: "button quiet",
                "aria-label": `${remove} (${index + 1})`,
                onClick: () => removed(key, index),
              },
              h(
                "svg",
                { className: "icon", viewBox: "0 0 24 24", "aria-hidden": true },
                h("path", { d: "M6 6l12 12M18 6 6 18" }),
              ),
            ),
          ),
        ),
      ),
    lines.length < most && h("button", { type: "button", className: "button", onClick: added }, add),
  );
}
