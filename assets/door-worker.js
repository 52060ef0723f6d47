// Lets the door page come up without a network. It keeps the page and what the page is made of, and
// nothing else: no answers of the API, nothing about a person or an event.
//
// Files under /assets/ have their content's hash in their name and are never out of date. The page is
// kept only after everything it needs is: what comes up offline is always whole.
const KEPT = "door-1";
const PAGE = "/door";
const PATIENCE = 3000;
const MADE_OF = /^\/(assets\/|site\.webmanifest|door\.webmanifest|favicon\.svg|apple-touch-icon\.png)/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.data?.keep && event.waitUntil(keep(event.data.keep)));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate" && address.pathname === PAGE) event.respondWith(page(event));
  else if (MADE_OF.test(address.pathname)) event.respondWith(part(request));
});

/** The page as it is now; as it was kept where no answer comes in time. */
async function page({ request }) {
  const kept = await caches.open(KEPT).then((cache) => cache.match(PAGE));
  if (!kept) return fetch(request);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const fresh = await Promise.race([fetch(request).catch(() => undefined), late]);
  return fresh?.status < 500 ? fresh : kept;
}

async function part(request) {
  const cache = await caches.open(KEPT);
  const kept = await cache.match(request, { ignoreVary: true });
  if (!kept) return fetch(request);
  if (new URL(request.url).pathname.startsWith("/assets/reflex-env-")) {
    return fetch(request).catch(() => kept); // the one whose name does not change with its content
  }
  return kept;
}

/** Keep the page with `loaded`, the addresses of what it is made of; let go of what it was before. */
async function keep(loaded) {
  const cache = await caches.open(KEPT);
  const answer = await fetch(PAGE, { cache: "no-cache" });
  if (!answer.ok) return;
  const named = (await answer.clone().text()).match(/\/assets\/[\w.~-]+/g) ?? [];
  const paths = [...loaded, ...named].map((address) => new URL(address, location).pathname);
  const needed = [...new Set(paths)].filter((path) => MADE_OF.test(path));
  const present = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  await cache.addAll(needed.filter((path) => !present.has(path)));
  await cache.put(PAGE, answer);
  const gone = [...present].filter((path) => path !== PAGE && !needed.includes(path));
  await Promise.all(gone.map((path) => cache.delete(path)));
}
