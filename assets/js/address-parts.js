// What the address of the page says. Pages are rendered without one, so it comes a moment later.
import { useSyncExternalStore } from "react";

const never = () => () => {};

/** A parameter of the query; empty without it. */
export function useParameter(name) {
  return useSyncExternalStore(
    never,
    () => new URLSearchParams(location.search).get(name) ?? "",
    () => "",
  );
}

/** What stands behind the last slash of the path. */
export function useLastSegment() {
  return useSyncExternalStore(
    never,
    () => decodeURIComponent(location.pathname.replace(/\/+$/, "").split("/").pop()),
    () => "",
  );
}

/** Where to go on after this page: to another of this site, or nowhere. */
export function useNext() {
  const next = useParameter("next");
  return /^\/(?![/\\])/.test(next) ? next : "";
}

/** The way to another page that leads on to where this one would. */
export function useWayOn(path) {
  const next = useParameter("next");
  return next ? `${path}?next=${encodeURIComponent(next)}` : path;
}
