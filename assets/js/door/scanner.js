// The scanner of one event: the camera's view, what it says, and what can be done by hand.
import { createElement as h, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useLanguage } from "$/public/js/catalogue.js";
import { Desk } from "./desk.js";
import { Figures, LastScan, LineNotice } from "./facts.js";
import { Icon } from "./icons.js";
import { watchForBursts } from "./keyboard.js";
import { EnterCode, Search, Stuck } from "./panels.js";
import { Ended } from "./ended.js";
import { signal } from "./signals.js";
import { toneOf, Verdict } from "./verdict.js";
import { Viewfinder } from "./viewfinder.js";
import { useWakefulScreen } from "./wake.js";

export function Scanner({ door, words, onLeave }) {
  const say = useLanguage();
  const [desk] = useState(() => new Desk(door));
  const state = useSyncExternalStore(desk.subscribe, () => desk.state);
  const [panel, setPanel] = useState("");
  const [direction, setDirection] = useState("in");
  const { verdict, last } = state;
  const { facts } = desk.door;
  const scan = useRef(null);
  scan.current = (code) => {
    setPanel("");
    desk.next();
    desk.scan(code, { direction });
  };

  const admit = (ticket) => {
    setPanel("");
    desk.admit([ticket]);
  };

  useWakefulScreen();
  useEffect(() => desk.start(), [desk]);
  useEffect(() => watchForBursts((code) => scan.current(code)), []);
  useEffect(() => {
    if (verdict) signal(toneOf(verdict));
  }, [verdict]);

  if (state.ended) return h(Ended, { words, facts, waiting: state.waiting, onLeave });
  const asks = verdict?.result === "stale";
  const open = (name) => () => setPanel(name);
  const close = () => setPanel("");
  return h(
    "div",
    { className: "scanner", "data-online": state.online },
    h(
      "header",
      { className: "scanner-head" },
      h("button", { type: "button", className: "scanner-leave", "aria-label": say(words.leave), onClick: onLeave }, h(Icon, { name: "back" })),
      h("h1", null, facts.name),
      h(Figures, { figures: state.figures, words }),
    ),
    h(LineNotice, { state, words, facts, onStuck: open("stuck") }),
    h(
      Viewfinder,
      {
        words,
        paused: verdict !== null || panel !== "",
        busy: state.busy,
        onCode: (code) => scan.current(code),
      },
      facts.reentry && h(Direction, { words, direction, onChoose: setDirection }),
    ),
    h(
      "footer",
      { className: "scanner-foot" },
      h(LastScan, { last, words, desk, online: state.online, zone: facts.timezone }),
      h(
        "div",
        { className: "scanner-keys" },
        h("button", { type: "button", onClick: open("code") }, h(Icon, { name: "keys" }), say(words.type_code)),
        h("button", { type: "button", onClick: open("search") }, h(Icon, { name: "search" }), say(words.search)),
      ),
    ),
    h(EnterCode, { open: panel === "code", words, onCode: scan.current, onClose: close }),
    h(Search, { open: panel === "search", words, desk, online: state.online, onAdmit: admit, onClose: close }),
    h(Stuck, { open: panel === "stuck", words, desk, stuck: state.stuck, zone: facts.timezone, onClose: close }),
    h(
      Verdict,
      { verdict, words, zone: facts.timezone, held: asks, onDone: desk.next },
      asks &&
        h(
          "div",
          { className: "verdict-choices" },
          h("button", { type: "button", className: "button", autoFocus: true, onClick: desk.next }, say(words.refuse)),
          h(
            "button",
            {
              type: "button",
              className: "button",
              onClick: () => {
                desk.next();
                desk.scan(verdict.code, { direction: verdict.direction, overridden: true });
              },
            },
            say(words.admit_anyway),
          ),
        ),
    ),
  );
}

function Direction({ words, direction, onChoose }) {
  const say = useLanguage();
  const choice = (value) =>
    h(
      "label",
      { key: value },
      h("input", {
        type: "radio",
        name: "direction",
        value,
        checked: direction === value,
        onChange: () => onChoose(value),
      }),
      say(words[`going_${value}`]),
    );
  return h("fieldset", { className: "choice scanner-direction", "aria-label": say(words.direction) }, ["in", "out"].map(choice));
}
