// What the scanner says all the time: how many are in, whether the server is there, what came last.
import { createElement as h, useState } from "react";
import { useLanguage } from "$/public/js/catalogue.js";
import { now } from "./clock.js";
import { Icon } from "./icons.js";
import { toneOf, wordOf } from "./verdict.js";

const CLOCK = { hour: "numeric", minute: "2-digit" };
const DAY = { weekday: "short", day: "numeric", month: "short" };
const A_DAY = 24 * 3600 * 1000;

export function Figures({ figures, words }) {
  const say = useLanguage();
  const figure = (name, value) =>
    h("div", { key: name }, h("dt", null, say(words[name])), h("dd", null, figures ? say.number(value) : "–"));
  return h("dl", { className: "scanner-figures" }, [
    figure("inside", figures?.inside),
    figure("expected", figures?.expected),
    figure("per_minute", figures?.lately),
  ]);
}

/** That scans are decided here, what still has to reach the server, and that nobody may come in now. */
export function LineNotice({ state, words, facts, onStuck }) {
  const say = useLanguage();
  const { online, waiting, stuck, conflicts, listFrom } = state;
  const isOld = listFrom && now() - Date.parse(listFrom) > A_DAY;
  const style = { ...(isOld && DAY), ...CLOCK, timeZone: facts.timezone };
  const parts = [
    !online && h("strong", { key: "line" }, say(words.offline)),
    waiting > stuck && h("span", { key: "waiting" }, say(words.to_upload, { count: waiting - stuck })),
    !online && h("span", { key: "list" }, listFrom ? say(words.list_from, { time: say.when(listFrom, style) }) : say(words.no_list)),
    conflicts > 0 && h("span", { key: "conflicts" }, say(words.conflicts, { count: conflicts })),
    ...closed(facts, words, say),
    stuck > 0 &&
      h("button", { key: "stuck", type: "button", onClick: onStuck }, say(words.stuck, { count: stuck })),
  ].filter(Boolean);
  return h(
    "div",
    { className: "scanner-line", role: "status" },
    parts.length > 0 && h("div", { className: online ? "" : "offline" }, !online && h(Icon, { name: "away" }), parts),
  );
}

function closed({ doors_open_at: opens, ends_at: ends, timezone }, words, say) {
  const style = { ...DAY, ...CLOCK, timeZone: timezone };
  const said = (word, line, time) => [
    h("strong", { key: "closed" }, say(word)),
    h("span", { key: "hours" }, say(line, { time: say.when(time, style) })),
  ];
  if (now() >= Date.parse(ends)) return said(words.over, words.ended, ends);
  return now() < Date.parse(opens) ? said(words.not_open, words.opens, opens) : [];
}

/** The last scan stays readable, and can be taken back or go on with the rest of its group. */
export function LastScan({ last, words, desk, online, zone }) {
  const say = useLanguage();
  const [busy, setBusy] = useState(false);
  const act = (work) => async () => {
    if (busy) return;
    setBusy(true);
    await work().finally(() => setBusy(false));
  };
  if (!last) return h("p", { className: "scanner-last" }, say(words.nothing_yet));
  const admitted = last.result === "ok" && !last.undone;
  const rest = (admitted && online && last.direction === "in" && last.notIn) || [];
  const working = { type: "button", "aria-disabled": busy };
  const which = !last.group && last.of > 1 && say(words.ticket_of, { number: last.number, of: last.of });
  const whose = last.group ? say(words.group, { count: last.group }) : last.name;
  const time = say.when(last.at, { ...CLOCK, timeZone: zone });
  return h(
    "div",
    { className: `scanner-last ${toneOf(last)}` },
    h(Icon, { name: last.undone ? "undo" : toneOf(last) }),
    h(
      "p",
      null,
      h("strong", null, say(last.undone ? words.undone : words[wordOf(last)])),
      h("span", null, [time, whose, which].filter(Boolean).join(" · ")),
      last.problem && h("span", { role: "alert" }, last.problem),
    ),
    admitted &&
      h(
        "button",
        { ...working, "aria-label": say(words.undo), title: say(words.undo), onClick: act(() => desk.undo()) },
        h(Icon, { name: "undo" }),
      ),
    rest.length > 0 &&
      h(
        "button",
        { ...working, className: "scanner-rest", onClick: act(() => desk.admit(rest)) },
        say(words.admit_rest, { count: rest.length }),
      ),
  );
}
