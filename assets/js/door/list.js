// The event's tickets as the server last told them, as bytes: 100,000 are 2 MB and are looked up in
// place. How a record is made up is said by ticketapp/door/snapshot.py.
import { hex, signsOf } from "./codes.js";

const [RECORD, ID, VERSION, STATE, CODE] = [20, 10, 10, 11, 12];
const STATES = [{}, { inside: true, admitted: true }, { admitted: true }, { void: true }];

/** The server's answer as it is kept on the device. */
export function listIn(said, etag) {
  return {
    event: said.event.id,
    etag,
    asOf: said.as_of,
    reentry: said.reentry,
    times: { opens: said.event.doors_open_at, ends: said.event.ends_at },
    fingerprint: hex(bytesOf(said.fingerprint)),
    keys: said.keys.map(({ id, key }) => [id, bytesOf(key)]),
    records: bytesOf(said.tickets),
  };
}

/** A kept list, ready to be asked. */
export function readList(kept) {
  const { event, times, keys, records } = kept;
  const count = records.length / RECORD;
  return {
    ...kept,
    keys: new Map(keys),
    opensAt: Date.parse(times.opens),
    endsAt: Date.parse(times.ends),

    /** Where the ticket with this id stands; nothing if it is not on the list. */
    entry(ticket) {
      let [low, high] = [0, count];
      while (low < high) {
        const middle = (low + high) >> 1;
        const id = idAt(records, middle);
        if (id === ticket) return entryAt(records, middle);
        // Base 32 puts letters before digits, text puts digits first.
        if (sortable(id) < sortable(ticket)) low = middle + 1;
        else high = middle;
      }
    },

    /** The id of the ticket with this typed code; null if none on the list has it. */
    async ticketOf(code) {
      const text = new TextEncoder().encode(`${event}/${code}`);
      const wanted = new Uint8Array(await crypto.subtle.digest("SHA-256", text));
      for (let at = 0; at < count; at += 1) {
        const from = at * RECORD + CODE;
        let same = 0;
        while (same < RECORD - CODE && records[from + same] === wanted[same]) same += 1;
        if (same === RECORD - CODE) return idAt(records, at);
      }
      return null;
    },
  };
}

function idAt(records, at) {
  return signsOf(records.subarray(at * RECORD, at * RECORD + ID)).toLowerCase();
}

function entryAt(records, at) {
  return { version: records[at * RECORD + VERSION], ...STATES[records[at * RECORD + STATE]] };
}

function sortable(id) {
  return id.replace(/[2-7]/g, (digit) => `{${digit}`);
}

function bytesOf(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}
