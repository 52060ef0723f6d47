// Brings to the server what was done without it, in order, under the nonces and times it had then.
// Nothing leaves the queue before the server has said what became of it.
import { post, Refused } from "./calls.js";
import { changeScan, forgetScans, scansOf } from "./store.js";

const PART = 200;
const PATIENCE = 15000;

/** `ask(work)` calls `work` with a pass; `onSettled` is given each part with its results. */
export async function upload(event, ask, onSettled) {
  // Two windows on one device would only repeat each other's work.
  await navigator.locks.request(`ticketapp-door-${event}`, { ifAvailable: true }, async (lock) => {
    let waiting = lock ? await left(event) : [];
    while (waiting.length) {
      const [first] = waiting;
      if (first.undoes) await takeBack(first, ask);
      else await bring(event, nextScans(waiting), ask, onSettled);
      waiting = await left(event, first.number);
    }
  });
}

async function left(event, past = 0) {
  const all = await scansOf(event);
  return all.filter((scan) => !scan.refused && scan.number > past);
}

function nextScans(waiting) {
  const undo = waiting.findIndex(({ undoes }) => undoes);
  return waiting.slice(0, Math.min(PART, undo < 0 ? PART : undo));
}

async function bring(event, part, ask, onSettled) {
  const scans = part.map(({ wire }) => wire);
  try {
    const send = (pass) => post(`/events/${event}/checkins/batch`, pass, { scans }, PATIENCE);
    const { results } = await ask(send);
    const settled = part
      .map((scan, at) => ({ scan, answer: results[at] }))
      .filter(({ answer }) => answer?.result);
    await tellUndos(event, settled);
    await onSettled(settled);
    await forgetScans(settled.map(({ scan }) => scan.number));
  } catch (error) {
    if (!(error instanceof Refused) || error.locksOut) throw error;
    // One that the server can't take must neither hold up the others nor get lost.
    if (part.length === 1) return park(part[0], error);
    const half = Math.ceil(part.length / 2);
    await bring(event, part.slice(0, half), ask, onSettled);
    await bring(event, part.slice(half), ask, onSettled);
  }
}

/** Who takes back a scan that had no id yet can name it now. */
async function tellUndos(event, settled) {
  const ids = new Map(settled.map(({ scan, answer }) => [scan.nonce, answer.id]));
  for (const undo of await scansOf(event)) {
    if (undo.undoes && ids.has(undo.undoes)) await changeScan({ ...undo, id: ids.get(undo.undoes) });
  }
}

async function takeBack(undo, ask) {
  if (!undo.id) return park(undo, { code: "unknown_scan" }); // somebody has to look
  try {
    await ask((pass) => post(`/checkins/${undo.id}/undo`, pass, {}, PATIENCE));
    await forgetScans([undo.number]);
  } catch (error) {
    if (!(error instanceof Refused) || error.locksOut) throw error;
    await park(undo, error);
  }
}

function park(scan, { code, status, message }) {
  return changeScan({ ...scan, refused: code || String(status), problem: message });
}
