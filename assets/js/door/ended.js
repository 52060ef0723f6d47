// The pass is no longer any good: nothing is scanned until there is another. What waits stays.
import { createElement as h } from "react";
import { useLanguage } from "$/public/js/catalogue.js";

export function Ended({ words, facts, waiting, onLeave }) {
  const say = useLanguage();
  const here = `/door?event=${facts.id}`;
  return h(
    "div",
    { className: "scanner scanner-ended", role: "alert" },
    h("h1", null, say(words.pass_ended)),
    h("p", null, say(words.pass_ended_what)),
    waiting > 0 && h("p", null, say(words.kept_waiting, { count: waiting })),
    h("a", { className: "button primary", href: `/login?next=${encodeURIComponent(here)}` }, say(words.sign_in)),
    h("button", { type: "button", className: "button", onClick: onLeave }, say(words.leave)),
  );
}
