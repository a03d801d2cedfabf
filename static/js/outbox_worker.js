/* The worker: without signal every page of the workspace is answered by the page for working without signal. */
(function () {
  "use strict";
  const PREFIX = "offline-";

  async function kept(request) {
    for (const name of (await caches.keys()).filter((key) => key.startsWith(PREFIX))) {
      const cache = await caches.open(name);
      const same = await cache.match(request, { ignoreVary: true });
      if (same) {
        return same;
      }
      if (request.mode === "navigate") {
        const pages = (await cache.keys()).filter((key) => key.url.endsWith("/offline/"));
        if (pages.length) {
          return cache.match(pages[pages.length - 1], { ignoreVary: true });
        }
      }
    }
    return Response.error();
  }

  self.addEventListener("install", () => self.skipWaiting());
  self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

  self.addEventListener("fetch", function (event) {
    const request = event.request;
    const isOurs = new URL(request.url).origin === self.location.origin;
    const isPart = request.method === "GET" && ["style", "script", "image"].includes(request.destination);
    if (isOurs && (request.mode === "navigate" || isPart)) {
      event.respondWith(fetch(request).catch(() => kept(request)));
    }
  });

  self.addEventListener("sync", function (event) {
    if (event.tag === "outbox") {
      event.waitUntil(
        self.outbox.send(new URL(self.registration.scope).pathname).then(async function (state) {
          (await self.clients.matchAll()).forEach((client) => client.postMessage("outbox"));
          if (state === "later") {
            throw new Error(state); // the browser tries again later
          }
        })
      );
    }
  });
})();
