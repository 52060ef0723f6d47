// Brings to the server what was done without it, under the nonces and times it had then. Nothing
// leaves the queue before the server has said what became of it, and nothing holds up the others: what
// the server fails at is put off, what it refuses is set aside for somebody to see.
import { post, Refused, Unreachable } from "./calls.js";
import { changeScan, forgetScans, scansOf } from "./store.js";

const MOST = 200;
const IN_VAIN = 3;
const PATIENCE = 15000;
const WHOLE_DOOR = [403, 404];

// How many go at once: fewer after a part that failed, until the one that it failed at goes alone.
let most = MOST;

/** `ask(work)` calls `work` with a pass; `onSettled` is given each part with its results. */
export async function upload(event, ask, onSettled) {
  // Two windows on one device would only repeat each other's work.
  await navigator.locks.request(`ticketapp-door-${event}`, { ifAvailable: true }, async (lock) => {
    if (lock) await bringAll(event, ask, onSettled);
  });
}

async function bringAll(event, ask, onSettled) {
  const failed = new Set();
  for (let inVain = 0; ; ) {
    const part = nextPart(await scansOf(event), failed);
    if (!part.length) return;
    try {
      if (part[0].undoes) await takeBack(part[0], ask);
      else await bring(event, part, ask, onSettled);
      most = Math.min(MOST, most * 2);
      inVain = 0;
    } catch (error) {
      if (error.late) most = Math.ceil(most / 2); // a slow line brings less at once
      if (!isAbout(part[0], error)) throw error;
      if (part.length > 1) {
        most = Math.ceil(part.length / 2);
      } else if (error instanceof Refused) {
        await park(part[0], error);
      } else {
        failed.add(part[0].number);
        await changeScan({ ...part[0], tries: triesOf(part[0]) + 1 });
        if ((inVain += 1) === IN_VAIN) throw error; // it is not these: the server is in trouble
      }
    }
  }
}

/** What goes next: first what has failed least often, each in the order in which it was done. */
function nextPart(scans, failed) {
  const nonces = new Set(scans.filter(({ refused }) => !refused).map(({ nonce }) => nonce));
  const isDue = ({ number, refused, undoes, id }) =>
    !refused && !failed.has(number) && (!undoes || id || !nonces.has(undoes));
  const due = scans.filter(isDue).sort((one, other) => triesOf(one) - triesOf(other) || one.number - other.number);
  if (!due.length || due[0].undoes) return due.slice(0, 1);
  const end = due.findIndex((scan) => scan.undoes || triesOf(scan) !== triesOf(due[0]));
  return due.slice(0, Math.min(most, end < 0 ? due.length : end));
}

/** Whether the server failed at this, or refused it, and may well take another. */
function isAbout({ undoes }, error) {
  return Boolean(error.isAboutThis && (undoes || !WHOLE_DOOR.includes(error.status)));
}

async function bring(event, part, ask, onSettled) {
  const scans = part.map(({ wire }) => wire);
  const send = (pass) => post(`/events/${event}/checkins/batch`, pass, { scans }, PATIENCE);
  const { results } = await ask(send);
  const settled = part
    .map((scan, at) => ({ scan, answer: results?.[at] }))
    .filter(({ answer }) => answer?.result);
  await onSettled(settled);
  await tellUndos(event, settled);
  await forgetScans(settled.map(({ scan }) => scan.number));
  if (!settled.length) throw new Unreachable({ status: 500 }); // an answer that says nothing
}

/** Who takes back a scan that had no id yet can name it now. */
async function tellUndos(event, settled) {
  const ids = new Map(settled.map(({ scan, answer }) => [scan.nonce, answer.id]));
  for (const undo of await scansOf(event)) {
    if (undo.undoes && ids.has(undo.undoes)) await changeScan({ ...undo, id: ids.get(undo.undoes) });
  }
}

async function takeBack(undo, ask) {
  if (!undo.id) return park(undo, { code: "unknown_scan" }); // its scan was not taken
  await ask((pass) => post(`/checkins/${undo.id}/undo`, pass, {}, PATIENCE));
  await forgetScans([undo.number]);
}

function triesOf({ tries = 0 }) {
  return tries;
}

function park(scan, { code, status, message }) {
  return changeScan({ ...scan, refused: code || String(status), problem: message });
}
