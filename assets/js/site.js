// The name of this installation: the server writes it into the document it sends.
import { useSyncExternalStore } from "react";

const BUILT = "Ticketapp";
const STATED =
  typeof document === "undefined"
    ? BUILT
    : document.querySelector('meta[name="application-name"]')?.content || BUILT;
const never = () => () => {};

export function useSiteName() {
  return useSyncExternalStore(never, () => STATED, () => BUILT);
}
