// The name of this installation: the server writes it into the document it sends.
import { useSyncExternalStore } from "react";

const BUILT = "Ticketapp";
const never = () => () => {};
const stated = () => document.querySelector('meta[name="application-name"]')?.content ?? BUILT;

export function useSiteName() {
  return useSyncExternalStore(never, stated, () => BUILT);
}
