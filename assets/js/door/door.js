// The door page: which event, then its scanner. The address says which, so that Back and a reload do
// what one expects, with and without a network.
import { createElement as h, useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import { keepWorkingOffline } from "./offline.js";
import { acceptPass, openDoor } from "./passes.js";
import { Picker } from "./picker.js";
import { Scanner } from "./scanner.js";

/** `access` is what the server made of who looks: "", "open", "visitor", "forbidden" or "failed". */
export function Door({ words, access, events, children }) {
  const [address, setAddress] = useSearchParams();
  const wanted = address.get("event") ?? "";
  const [door, setDoor] = useState(null);
  const [problem, setProblem] = useState("");
  const open = (event) => setAddress(event ? { event } : {});

  useEffect(keepWorkingOffline, []);

  useEffect(() => {
    acceptPass().then(
      (accepted) => accepted && open(accepted.event),
      () => setProblem("pass"),
    );
  }, []);

  useEffect(() => {
    let left = false;
    setDoor(null);
    if (!wanted) return;
    setProblem("");
    openDoor(wanted).then(
      (opened) => left || setDoor(opened),
      (error) => {
        if (left) return;
        setProblem(error.status ? "refused" : "unreachable");
        open("");
      },
    );
    return () => (left = true);
  }, [wanted]);

  if (door && door.event === wanted) {
    return h(Scanner, { key: door.event, door, words, onLeave: () => open("") });
  }
  return h(Picker, { words, access, events, problem, opening: wanted, onOpen: open }, children);
}
