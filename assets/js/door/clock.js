// The server's time, as far as this device can tell: scans that wait are dated by it, whatever the
// device's own clock says.

const KEPT = "ticketapp.door.skew";
let skew; // milliseconds that the server is ahead

export function now() {
  skew ??= Number(localStorage.getItem(KEPT)) || 0;
  return Date.now() + skew;
}

export function nowText() {
  return new Date(now()).toISOString();
}

/** An answer that was asked for at `asked` (of the device's clock) says when it was made. */
export function heard(date, asked) {
  const made = Date.parse(date ?? "");
  if (Number.isNaN(made)) return;
  const off = made + 500 - (asked + Date.now()) / 2; // the header counts whole seconds
  skew = Math.abs(off) > 1500 ? Math.round(off) : 0;
  localStorage.setItem(KEPT, skew);
}
