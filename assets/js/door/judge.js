// A verdict without the server: from the ticket's signature, the list as last read, and what this
// device saw since. The order of checks is the server's.
import { readToken, typedCode } from "./codes.js";
import { isGenuine } from "./signature.js";

export const LIST_KEEPS = 24 * 3600 * 1000;

/**
 * `list` is a read list (list.js) or null, `seenOf` says what this device saw of a ticket since, `at`
 * is the moment of the scan. The answer holds a `result` and, where it is known, the `ticket`'s id.
 */
export async function judge({ code, direction, overridden }, { list, seenOf, at }) {
  if (!list) return { result: "no_list" };
  const known = await identify(code, list);
  if (typeof known === "string") return { result: known };
  const { ticket, version, entry } = known;
  const found = { ticket, number: entry?.number, of: entry?.of };
  const isFormer = entry && version !== undefined && version < entry.version;

  const seen = await seenOf(ticket);
  const isNewer = seen && (seen.waiting || seen.at >= list.asOf);
  const { inside, admitted } = isNewer ? seen : (entry ?? {});
  if (direction === "out" && inside && !isFormer) return { result: "ok", ...found };
  if (entry?.void || isFormer) return { result: "void", ...found };
  if (at < list.opensAt) return { result: "not_open", times: list.times, ...found };
  if (at >= list.endsAt) return { result: "over", times: list.times, ...found };
  if (direction === "out") return { result: "not_inside", ...found };
  if (inside || (admitted && !list.reentry)) {
    const first = isNewer ? { at: seen.since, gate: seen.gate, here: true } : { before: list.asOf };
    return { result: "already_in", first, ...found };
  }
  if (at - Date.parse(list.asOf) > LIST_KEEPS && !overridden) return { result: "stale", ...found };
  return { result: "ok", ...found };
}

/** Which ticket it is; else the result that says why it is none of this event's. */
async function identify(code, list) {
  const typed = typedCode(code);
  if (typed) {
    const ticket = await list.ticketOf(typed);
    return ticket ? { ticket, entry: list.entry(ticket) } : "invalid";
  }
  const token = readToken(code);
  const key = token && list.keys.get(token.key);
  if (!key || !(await isGenuine(token, key))) return "invalid";
  if (token.event !== list.fingerprint) return "wrong_event";
  return { ticket: token.ticket, version: token.version, entry: list.entry(token.ticket) };
}
