// The pass: what lets this device scan for one event, for a while. Somebody signed in gets one here; a
// device that is nobody's own is given one by a link, in the part of it that no server is sent.
import { send } from "./calls.js";
import { setGate } from "./gate.js";
import { doorOf, keepDoor } from "./store.js";

/** A pass for who is signed in in this browser. */
export async function newPass(event) {
  return doorIn(await send(`/door/events/${encodeURIComponent(event)}/pass`, {}));
}

/** The door of an event on this device, with a pass if there is none yet. */
export async function openDoor(event) {
  return (await doorOf(event)) ?? keep(await newPass(event));
}

/** Take up the pass that the address brings, and take it out of the address. */
export async function acceptPass() {
  const token = new URLSearchParams(location.hash.slice(1)).get("pass");
  if (!token) return null;
  history.replaceState(history.state, "", location.pathname + location.search);
  const given = await send("/door/pass", { token });
  if (given.gate) setGate(given.gate);
  return keep(doorIn(given));
}

async function keep(door) {
  await keepDoor(door);
  return door;
}

function doorIn({ token, expires_at: expires, event }) {
  return { event: event.id, pass: token, expires, facts: event };
}
