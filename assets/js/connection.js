// Says when the server can't be reached, and when it can be again. Short gaps, as when a page is
// left or a server restarts, pass unmentioned.
import { createElement as h, useContext, useEffect, useState } from "react";
import { EventLoopContext } from "$/utils/context-registry";

const PATIENCE = 1200;
const RELIEF = 2500;

export function ConnectionNotice({ lost, offline, restored }) {
  const failing = useContext(EventLoopContext)[1].length > 0;
  const online = useOnline();
  const trouble = failing || !online;
  const [said, setSaid] = useState("nothing");

  useEffect(() => {
    const next = { nothing: trouble && "trouble", trouble: !trouble && "restored" }[said];
    if (next === "restored") return setSaid("restored");
    if (next) return after(PATIENCE, () => setSaid(next));
    if (said === "restored") return after(RELIEF, () => setSaid("nothing"));
  }, [trouble, said]);

  const text = { nothing: null, trouble: online ? lost : offline, restored }[said];
  return h(
    "div",
    { className: `connection ${said}`, role: "status", "aria-live": "polite" },
    text && h("p", null, text),
  );
}

function after(delay, act) {
  const timer = setTimeout(act, delay);
  return () => clearTimeout(timer);
}

function useOnline() {
  const [online, setOnline] = useState(true);
  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    look();
    window.addEventListener("online", look);
    window.addEventListener("offline", look);
    return () => {
      window.removeEventListener("online", look);
      window.removeEventListener("offline", look);
    };
  }, []);
  return online;
}
