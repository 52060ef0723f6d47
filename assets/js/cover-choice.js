// An event's picture: chosen, sent at once, shown. It goes over HTTP because pages' states take no
// files; what came of it is told to the page's state, which then looks itself.
import { createElement as h, useRef, useState } from "react";

const PATIENCE = 60000;
const LARGEST = 10 * 1024 * 1024;

export function CoverChoice({ action, shown, name, choose, replace, remove, help, tooLarge, unreachable, onChanged }) {
  const input = useRef(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  const send = async (path, body) => {
    setBusy(true);
    setProblem("");
    setProblem(await answerOf(path, body, unreachable));
    setBusy(false);
    onChanged();
  };
  const chosen = ({ target }) => {
    const [picture] = target.files;
    target.value = ""; // so that the same one can be chosen again
    if (!picture) return;
    if (picture.size > LARGEST) return setProblem(tooLarge);
    const body = new FormData();
    body.set("picture", picture);
    send(action, body);
  };
  const working = { "aria-busy": busy, "aria-disabled": busy };
  return h(
    "div",
    { className: "cover-choice" },
    shown && h("img", { className: "event-cover", src: shown, alt: name }),
    problem && h("p", { className: "field-error", role: "alert" }, problem),
    h("input", {
      ref: input,
      type: "file",
      accept: "image/jpeg,image/png,image/webp",
      hidden: true,
      onChange: chosen,
      "aria-label": choose,
    }),
    h(
      "div",
      { className: "row" },
      h(
        "button",
        { type: "button", className: "button", ...working, onClick: () => !busy && input.current.click() },
        shown ? replace : choose,
      ),
      shown &&
        h(
          "button",
          {
            type: "button",
            className: "button",
            "aria-disabled": busy,
            onClick: () => !busy && send(`${action}/remove`, new URLSearchParams()),
          },
          remove,
        ),
    ),
    h("p", { className: "field-help" }, help),
  );
}

/** Why it was refused; nothing if it was not. */
async function answerOf(path, body, unreachable) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { Accept: "application/json" },
      body,
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.ok) return "";
    const { detail } = await answer.json();
    return detail || unreachable;
  } catch {
    return unreachable;
  }
}
