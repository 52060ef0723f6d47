// The verdict: it fills the screen, says in colour, sign and word what to do, and goes by itself.
import { createElement as h, useEffect, useState } from "react";
import { useLanguage } from "$/public/js/catalogue.js";
import { Icon } from "./icons.js";

const SHOWN_FOR = 1500;
const CLOCK = { hour: "numeric", minute: "2-digit" };
const DAY_AND_CLOCK = { weekday: "short", day: "numeric", month: "short", ...CLOCK };

/** Which colour, sign and sound a result has. */
export function toneOf({ result }) {
  if (result === "ok") return "go";
  return ["invalid", "void", "wrong_event"].includes(result) ? "stop" : "wait";
}

/** `held` keeps it until somebody answers it; so does a finger on it until that is lifted. */
export function Verdict({ verdict, words, zone, held, onDone, children }) {
  const say = useLanguage();
  const tone = verdict && toneOf(verdict);
  const [touched, setTouched] = useState(false);
  const touch = (is) => () => setTouched(is);

  useEffect(() => setTouched(false), [verdict]);
  useEffect(() => {
    if (!verdict || held || touched) return;
    const timer = setTimeout(onDone, SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [verdict, held, touched]);

  // The place stands empty beforehand, so that what comes into it is read out.
  return h(
    "div",
    { className: "verdict-place", role: "alert" },
    verdict &&
      h(
        "div",
        {
          className: `verdict ${tone}`,
          "data-result": verdict.result,
          onClick: held ? undefined : onDone,
          onPointerDown: touch(true),
          onPointerCancel: touch(false),
          onPointerLeave: touch(false),
        },
        h(Icon, { name: tone, className: "verdict-sign" }),
        h("p", { className: "verdict-word" }, say(words[wordOf(verdict)])),
        verdict.group && h("p", { className: "verdict-name" }, say(words.group, { count: verdict.group })),
        !verdict.group && verdict.name && h("p", { className: "verdict-name" }, verdict.name),
        !verdict.group && verdict.of > 1 && h("p", null, say(words.ticket_of, { number: verdict.number, of: verdict.of })),
        explanation(verdict, words, say, zone).map((line) => h("p", { key: line, className: "verdict-line" }, line)),
        verdict.offline && h("p", { className: "verdict-mark" }, say(words.decided_here)),
        children,
      ),
  );
}

/** The name of what is said: going out is welcome, too, but another word. */
export function wordOf({ result, direction }) {
  return result === "ok" && direction === "out" ? "out" : result;
}

function explanation({ result, first, times, event, since }, words, say, zone) {
  const at = (moment, style = CLOCK) => say.when(moment, { ...style, ...(zone && { timeZone: zone }) });
  const lines = {
    already_in: () => [
      first?.at && say(words.first_at, { time: at(first.at) }),
      first?.gate && say(words.first_gate, { gate: first.gate }),
      first?.by && say(words.first_by, { name: first.by }),
      first?.here && say(words.first_here),
      first?.before && say(words.first_before, { time: at(first.before) }),
    ],
    wrong_event: () => [event?.name && say(words.is_for, { event: event.name })],
    not_open: () => [times?.opens && say(words.opens, { time: at(times.opens, DAY_AND_CLOCK) })],
    over: () => [times?.ends && say(words.ended, { time: at(times.ends, DAY_AND_CLOCK) })],
    stale: () => [since && say(words.list_from, { time: at(since, DAY_AND_CLOCK) }), say(words.stale_what)],
    no_list: () => [say(words.no_list_what)],
    unclear: () => [say(words.unclear_what)],
  };
  return (lines[result]?.() ?? []).filter(Boolean);
}
