// Shows the kept copy of somebody's tickets when their page can't be reached. It keeps nothing by
// itself: the pages put the copies there and take them away (js/kept-tickets.js). Everything that
// is not the opening of such a page passes it by.
const KEPT = "ticketapp.tickets";
const PATIENCE = 3000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") event.respondWith(page(event.request));
});

async function page(request) {
  const copy = await copyOf(request.url);
  if (!copy) return fetch(request);
  try {
    const answer = await soon(fetch(request));
    return answer.status < 500 ? answer : copy;
  } catch {
    return copy;
  }
}

async function copyOf(url) {
  const { origin, pathname } = new URL(url);
  const kept = await caches.open(KEPT);
  return kept.match(origin + pathname.replace(/\/+$/, ""));
}

function soon(answer) {
  return Promise.race([answer, new Promise((_, give) => setTimeout(give, PATIENCE, new Error("late")))]);
}
