// Where this device stands: told with each scan, remembered from one evening to the next.
const GATE = "ticketapp.door.gate";
export const LONGEST_GATE = 40;

export function gate() {
  return localStorage.getItem(GATE) ?? "";
}

export function setGate(name) {
  localStorage.setItem(GATE, name.trim().slice(0, LONGEST_GATE));
}
