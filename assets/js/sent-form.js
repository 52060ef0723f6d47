// Forms that the server answers over HTTP: only HTTP sets cookies, and some of what they answer is
// secret, so it is kept here in the page and in no state. Without scripts the browser posts them.
import { createElement as h, useEffect, useRef, useSyncExternalStore } from "react";
import { useParameter } from "$/public/js/address-parts.js";
import { sessionChanged } from "$/public/js/session.js";

const PATIENCE = 15000;
const SIGNED_OUT = "unauthenticated";
const BLANK = { problem: "", errors: {}, steps: {}, answer: null, finished: 0 };
const outcomes = new Map();
const listeners = new Set();

/** What came of the form sent to `action`: a problem, errors by field, or an answer. */
export function useOutcome(action) {
  return useSyncExternalStore(subscribe, () => outcomes.get(action) ?? BLANK, () => BLANK);
}

/**
 * `beside` names the field that a problem is about, by the problem's code. `steps` are codes that
 * are no problem but ask for more: from then on they are among the outcome's steps.
 */
export function SentForm({ action, beside = {}, steps = [], needed, unreachable, children, ...rest }) {
  const form = useRef(null);
  const outcome = useOutcome(action);
  const next = useParameter("next");

  // From here on we say what is wrong, in the page's language; the browser would in its own.
  useEffect(() => {
    form.current.noValidate = true;
  }, []);

  useEffect(() => {
    form.current.querySelector("[aria-invalid=true]")?.focus();
  }, [outcome.finished]);

  const submitted = async (event) => {
    event.preventDefault();
    const missing = missingIn(form.current);
    if (missing.length) {
      return settle(action, { errors: Object.fromEntries(missing.map((name) => [name, needed])) });
    }
    const { leave, code, ...result } = await send(form.current, action, beside, unreachable);
    if (leave) return leave(); // the button stays busy until the next page is there
    settle(action, steps.includes(code) ? { steps: { [code]: true } } : result);
  };
  const typed = ({ target }) => {
    const { [target.name]: corrected, ...errors } = outcome.errors;
    if (corrected) outcomes.set(action, { ...outcome, errors }), announce();
  };
  return h(
    "form",
    { ...rest, ref: form, method: "post", action, onSubmit: submitted, onInput: typed },
    next && h("input", { type: "hidden", name: "next", value: next }),
    children,
  );
}

/** Around all that shows an outcome: what was answered is forgotten when this leaves the page. */
export function Outcomes({ actions, children }) {
  useEffect(() => () => forget(...actions), []);
  return children;
}

/** A button that goes back to before the form was sent. */
export function ForgetButton({ actions, onClick, children, ...rest }) {
  const pressed = (event) => {
    forget(...actions);
    onClick?.(event);
  };
  return h("button", { ...rest, type: "button", onClick: pressed }, children);
}

async function send(form, action, beside, unreachable) {
  let answer, body;
  try {
    answer = await fetch(action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams(new FormData(form)),
      signal: AbortSignal.timeout(PATIENCE),
    });
    body = await answer.json();
  } catch {
    return { problem: unreachable };
  }
  if (body.code === SIGNED_OUT) return { leave: () => location.assign(wayIn()) };
  if (!answer.ok) return refused(body, beside, unreachable);
  if (body.session) await sessionChanged(body.session);
  if (body.next) return { leave: () => location.assign(body.next) };
  return { answer: body };
}

function refused({ code, detail, errors = [] }, beside, unreachable) {
  const found = Object.fromEntries(errors.map(({ field, message }) => [field, message]));
  if (beside[code]) found[beside[code]] = detail;
  return { code, errors: found, problem: Object.keys(found).length ? "" : detail || unreachable };
}

function wayIn() {
  return `/login?next=${encodeURIComponent(location.pathname)}`;
}

function missingIn(form) {
  return [...form.elements]
    .filter((field) => field.required && !field.value.trim() && !field.closest("[hidden]"))
    .map((field) => field.name);
}

function settle(action, result) {
  const before = outcomes.get(action) ?? BLANK;
  const steps = { ...before.steps, ...result.steps };
  outcomes.set(action, { ...BLANK, ...result, steps, finished: before.finished + 1 });
  announce();
}

function forget(...actions) {
  actions.forEach((action) => outcomes.delete(action));
  announce();
}

function announce() {
  listeners.forEach((changed) => changed());
}

function subscribe(changed) {
  listeners.add(changed);
  return () => listeners.delete(changed);
}
