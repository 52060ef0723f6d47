// What the device keeps for the door: in IndexedDB, so that a reload or a crash loses nothing.
//   doors      an event this device may scan for: its pass, its facts, the gate
//   lists      the event's tickets as they stood when last read (no names)
//   seen       tickets that this device saw go in or out since
//   scans      what has not reached the server yet
import { openDB } from "idb";

const SAFE = { durability: "strict" }; // on the disk before it is called done
let opened;

export function store() {
  opened ??= openDB("ticketapp-door", 1, {
    upgrade(db) {
      db.createObjectStore("doors", { keyPath: "event" });
      db.createObjectStore("lists", { keyPath: "event" });
      db.createObjectStore("seen", { keyPath: ["event", "ticket"] });
      const scans = db.createObjectStore("scans", { keyPath: "number", autoIncrement: true });
      scans.createIndex("event", "event");
      scans.createIndex("nonce", "nonce", { unique: true });
    },
    blocking(_old, _new, event) {
      event.target.close();
      opened = undefined;
    },
    terminated: () => (opened = undefined),
  }).catch((error) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

export async function doors() {
  return (await store()).getAll("doors");
}

export async function doorOf(event) {
  return (await store()).get("doors", event);
}

export async function keepDoor(door) {
  await (await store()).put("doors", door);
}

/** Let go of an event; scans that wait for the server stay. */
export async function forgetDoor(event) {
  const changes = (await store()).transaction(["doors", "lists", "seen"], "readwrite");
  changes.objectStore("doors").delete(event);
  changes.objectStore("lists").delete(event);
  changes.objectStore("seen").delete(ticketsOf(event));
  await changes.done;
}

export async function listOf(event) {
  return (await store()).get("lists", event);
}

/** Keep a newer list. What this device saw before `asOf` is in it. */
export async function keepList(list) {
  const changes = (await store()).transaction(["lists", "seen"], "readwrite");
  changes.objectStore("lists").put(list);
  let at = await changes.objectStore("seen").openCursor(ticketsOf(list.event));
  while (at) {
    if (at.value.at < list.asOf && !at.value.waiting) at.delete();
    at = await at.continue();
  }
  await changes.done;
}

export async function seenOf(event, ticket) {
  return (await store()).get("seen", [event, ticket]);
}

export async function keepSeen(seen) {
  await (await store()).put("seen", seen);
}

/** Note a scan that waits for the server, and what it means for its ticket, both or neither. */
export async function keepScan(scan, seen) {
  const changes = (await store()).transaction(["scans", "seen"], "readwrite", SAFE);
  const number = await changes.objectStore("scans").add(scan);
  if (seen) changes.objectStore("seen").put(seen);
  await changes.done;
  return number;
}

export async function changeScan(scan) {
  await (await store()).put("scans", scan);
}

export async function scanOf(number) {
  return (await store()).get("scans", number);
}

export async function scansOf(event) {
  return (await store()).getAllFromIndex("scans", "event", event);
}

/** How many wait, and how many of them the server would not take. */
export async function countScans(event) {
  const all = await scansOf(event);
  return { waiting: all.length, stuck: all.filter(({ refused }) => refused).length };
}

/** The server has them now. */
export async function forgetScans(numbers) {
  const changes = (await store()).transaction("scans", "readwrite", SAFE);
  numbers.forEach((number) => changes.store.delete(number));
  await changes.done;
}

function ticketsOf(event) {
  return IDBKeyRange.bound([event], [event, []]);
}
