// The server's answers as the scanner speaks of them: the one place that knows their names.

const LATELY = 5;
const RESULTS = new Set([
  "ok", "already_in", "void", "wrong_event", "not_open", "over", "invalid", "not_inside",
]);

/** A verdict, or null if the answer is none: green is for a real verdict only. */
export function verdictIn(answer) {
  if (!RESULTS.has(answer?.result)) return null;
  const { ticket, event } = answer;
  return {
    result: answer.result,
    id: answer.id,
    at: answer.at,
    ticket: ticket?.id,
    name: ticket?.holder,
    number: ticket?.number,
    of: ticket?.of,
    notIn: ticket?.not_in ?? [],
    first: answer.first,
    event,
    times: event && { opens: event.doors_open_at, ends: event.ends_at },
    replayed: answer.replayed,
  };
}

/** A scan as the server takes it. */
export function wireOf({ code, nonce, gate, direction, at }, more = { mode: "live" }) {
  return { code, nonce, gate, direction, scanned_at: at, ...more };
}

/** `lately` is how many came in per minute over the last few. */
export function figuresIn({ inside, booked, per_minute: minutes }, now) {
  const latest = minutes.filter(({ at }) => Date.parse(at) > now - LATELY * 60_000);
  const entered = latest.reduce((sum, minute) => sum + minute.entered, 0);
  return { inside, expected: booked, lately: Math.ceil(entered / LATELY) };
}

/** Somebody found by name. */
export function personIn({ ticket, email, checked_in: admitted, inside }) {
  const { id, holder: name, number, of, reference } = ticket;
  return { id, name, number, of, reference, email, admitted, inside };
}
