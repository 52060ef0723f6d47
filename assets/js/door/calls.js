// What the scanner asks the server for, with its pass. It never waits long, for somebody stands at the
// door. An answer that can't be the server's own counts as none: hotels answer everything.
import { heard } from "./clock.js";

export const PATIENCE = 3000;
const SLOW = 30000;

/**
 * No answer (`late` if it was waited for in vain), or with a `status` one that says nothing about what
 * was asked.
 */
export class Unreachable extends Error {
  constructor({ late = false, status = 0 } = {}) {
    super("no answer from the server");
    this.late = late;
    this.status = status;
  }

  /** It is there and failed at this, or this was too much for it: at something else it may not. */
  get isAboutThis() {
    return [500, 413].includes(this.status);
  }
}

/** The server says no. */
export class Refused extends Error {
  constructor(status, { code = "", detail = "", errors = [] }) {
    super(errors.map(({ field, message }) => `${field.split(".").at(-1)}: ${message}`).join(" ") || detail);
    this.status = status;
    this.code = code;
  }

  /** The pass is no longer any good. (With one that is, 403 is about this call alone: another's scan.) */
  get locksOut() {
    return this.status === 401;
  }

  get isAboutThis() {
    return !this.locksOut;
  }
}

export async function get(path, pass, patience = PATIENCE) {
  return (await ask(`/api/v1${path}`, { pass, patience })).said;
}

export async function post(path, pass, body, patience = PATIENCE) {
  return (await ask(`/api/v1${path}`, { method: "POST", pass, body, patience })).said;
}

/** The list as it is now; without one (`said`) if it is still the one called `etag`. */
export async function getList(path, pass, etag) {
  const headers = etag ? { "If-None-Match": etag } : {};
  const { said, answer } = await ask(`/api/v1${path}`, { pass, patience: SLOW, headers });
  return { said, etag: answer.headers.get("etag"), asOf: answer.headers.get("snapshot-as-of") };
}

/** What a form of our own pages is answered; the browser's session goes with it. */
export async function send(path, fields) {
  const body = new URLSearchParams(fields);
  return (await ask(path, { method: "POST", body, patience: SLOW, credentials: "same-origin" })).said;
}

async function ask(address, { method = "GET", pass, body, patience, headers = {}, credentials = "omit" }) {
  const isForm = body instanceof URLSearchParams;
  if (body && !isForm) headers["Content-Type"] = "application/json";
  if (pass) headers.Authorization = `Bearer ${pass}`;
  const asked = Date.now();
  let answer, said;
  try {
    answer = await fetch(address, {
      method,
      headers: { Accept: "application/json", "Accept-Language": document.documentElement.lang, ...headers },
      body: body && !isForm ? JSON.stringify(body) : body,
      credentials,
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(patience),
    });
    said = answer.status === 304 || answer.status === 204 ? null : await answer.json();
  } catch (error) {
    throw new Unreachable({ late: error.name === "TimeoutError", status: answer?.status });
  }
  if (answer.ok || answer.status === 304) {
    heard(answer.headers.get("date"), asked);
    return { answer, said };
  }
  if (answer.status >= 500 || [408, 425, 429].includes(answer.status)) {
    throw new Unreachable({ status: answer.status });
  }
  throw new Refused(answer.status, said ?? {});
}
