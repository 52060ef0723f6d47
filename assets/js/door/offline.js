// Makes the page come up without a network, and as an app of its own.
import { DECODER_FILES } from "./decoder.js";
import { prepareSignatures } from "./signature.js";

const WORKER = "/door-worker.js";
const SCOPE = "/door";
const MANIFEST = "/door.webmanifest";

/** Answers how to undo what concerns this page alone. */
export function keepWorkingOffline() {
  const link = document.querySelector("link[rel=manifest]");
  const usual = link?.getAttribute("href");
  link?.setAttribute("href", MANIFEST);
  register().catch(() => {}); // without it the page needs a network to come up, and nothing else
  return () => link?.setAttribute("href", usual);
}

async function register() {
  await navigator.serviceWorker?.register(WORKER, { scope: SCOPE });
  const { active } = await navigator.serviceWorker.getRegistration(SCOPE).then(ready);
  await Promise.all([document.fonts.ready, prepareSignatures()]);
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const own = [...loaded, ...DECODER_FILES].filter((file) => new URL(file, location).origin === location.origin);
  active.postMessage({ keep: own });
}

/** The registration once its worker is at work. `serviceWorker.ready` waits for another page's, too. */
function ready(registration) {
  const coming = registration.installing ?? registration.waiting;
  if (!coming || registration.active) return registration;
  return new Promise((resolve) => {
    coming.addEventListener("statechange", () => registration.active && resolve(registration));
  });
}
