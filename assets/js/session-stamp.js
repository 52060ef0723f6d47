// What all tabs see of the last time that somebody signed in or out in this browser.
const STAMP = "ticketapp.session";

export function sessionStamp() {
  return localStorage.getItem(STAMP) ?? "";
}

export function stampSession(kind) {
  localStorage.setItem(STAMP, `${kind} ${Date.now()} ${Math.random()}`);
}
