// The camera's picture, with what is to be done while there is none.
import { createElement as h, useEffect, useRef } from "react";
import { useLanguage } from "$/public/js/catalogue.js";
import { useCamera } from "./camera.js";
import { watchForCodes } from "./decoder.js";
import { Icon } from "./icons.js";

const SAME_WITHIN = 3000;

/** Calls `onCode` with what comes into view, but not again while it stays there. */
export function Viewfinder({ words, paused, busy, onCode, children }) {
  const say = useLanguage();
  const camera = useCamera();
  const looksAway = useRef(false);
  looksAway.current = paused || busy;
  const tell = useRef(onCode);
  tell.current = onCode;

  useEffect(() => {
    if (!camera.running) return;
    const seen = { code: "", at: 0 };
    return watchForCodes(camera.video.current, (code) => {
      const isSame = code === seen.code && performance.now() - seen.at < SAME_WITHIN;
      if (isSame || !looksAway.current) Object.assign(seen, { code, at: performance.now() });
      if (!isSame && !looksAway.current) tell.current(code);
    });
  }, [camera.running]);

  return h(
    "section",
    { className: "viewfinder", "aria-label": say(words.camera), "data-running": camera.running },
    h("video", { ref: camera.video, playsInline: true, muted: true, hidden: Boolean(camera.trouble) }),
    camera.trouble
      ? h(
          "div",
          { className: "viewfinder-trouble", role: "alert" },
          h("h2", null, say(words[`camera_${camera.trouble}`])),
          h("p", null, say(words[`camera_${camera.trouble}_what`])),
          h("button", { type: "button", className: "button", onClick: camera.again }, say(words.try_again)),
        )
      : h("div", { className: "viewfinder-frame", "aria-hidden": true }),
    !camera.trouble && h("p", { className: "viewfinder-hint" }, say(words[busy ? "checking" : camera.running ? "hold_still" : "camera_starts"])),
    h(
      "div",
      { className: "viewfinder-keys" },
      children,
      camera.light &&
        h(
          "button",
          { type: "button", "aria-pressed": camera.lit, "aria-label": say(words.light), onClick: camera.light },
          h(Icon, { name: "light" }),
        ),
      camera.next &&
        h("button", { type: "button", "aria-label": say(words.other_camera), onClick: camera.next }, h(Icon, { name: "turn" })),
    ),
  );
}
