// Signing in or out concerns every tab of this browser. Each such change leaves a stamp that all
// tabs can see: one that was loaded under an older stamp says so and offers to load again.
import { createElement as h, useEffect, useState } from "react";
import { forgetTickets } from "$/public/js/kept-tickets.js";
import { sessionStamp as stamp, stampSession } from "$/public/js/session-stamp.js";

const SEEN = "ticketapp.session.seen";
const STATE = "token";

if (typeof window !== "undefined" && seen() !== stamp()) startAfresh();

/** Tell the other tabs; `kind` is "begun" or "ended". What was kept for who was here is gone. */
export function sessionChanged(kind) {
  const forgotten = forgetTickets();
  stampSession(kind);
  startAfresh();
  return forgotten;
}

export function SessionNotice({ begun, ended, reload }) {
  const [news, setNews] = useState("");

  useEffect(() => {
    const look = () => setNews(seen() === stamp() ? "" : stamp());
    // A page that the browser kept, and comes back to, heard nothing in the meantime.
    const events = ["storage", "pageshow", "focus"];
    events.forEach((name) => window.addEventListener(name, look));
    return () => events.forEach((name) => window.removeEventListener(name, look));
  }, []);

  return h(
    "div",
    { className: "session-notice", role: "status" },
    news &&
      h(
        "div",
        { className: "notice" },
        h("span", null, news.startsWith("ended") ? ended : begun),
        h("button", { type: "button", className: "notice-action", onClick: () => location.reload() }, reload),
      ),
  );
}

function seen() {
  return sessionStorage.getItem(SEEN) ?? "";
}

/** What the server keeps for this tab belonged to who was signed in before: leave it behind. */
function startAfresh() {
  sessionStorage.setItem(SEEN, stamp());
  sessionStorage.removeItem(STATE);
}
