/* On every page of the workspace: says what waits to be sent, sends it when there is signal, and clears it on logging out. */
(function () {
  "use strict";
  const bar = document.getElementById("outbox");
  if (!bar || !self.indexedDB || !self.crypto.subtle) {
    return;
  }
  const facts = bar.dataset;
  const PAUSES = [5, 15, 60, 300];
  const CACHE = "offline-" + facts.who;
  let tries = 0;
  let timer = 0;

  async function show(state) {
    const own = (await outbox.all()).filter((entry) => entry.state !== "done" && entry.who === facts.who);
    const stuck = own.filter((entry) => entry.state !== "waiting").length;
    const said = own.length > stuck ? [facts.waiting.replace("{}", own.length - stuck)] : [];
    if (stuck) {
      said.push(facts.stuck.replace("{}", stuck));
    }
    if (own.length && state === "login") {
      said.push(facts.login);
    }
    bar.querySelector("a").textContent = said.join(" ");
    bar.hidden = !said.length;
    document.dispatchEvent(new Event("outbox"));
    return own.length - stuck;
  }

  async function sendNow() {
    clearTimeout(timer);
    if (!(await show(""))) {
      return;
    }
    const state = await outbox.send(facts.home);
    const left = await show(state);
    tries = left ? tries + 1 : 0;
    if (left) {
      timer = setTimeout(sendNow, PAUSES[Math.min(tries, PAUSES.length) - 1] * 1000);
    } else if (await caches.has(CACHE)) {
      keep(facts.page).catch(() => null);
    }
  }

  /* A photo or a recording, which follows the text ``parent`` in pieces. */
  async function piece(file, kind, parent, title) {
    const data = await file.arrayBuffer();
    const key = crypto.randomUUID();
    return { key: key, kind: kind, parent: parent, to: facts.page + "photos/" + key + "/", title: title, blob: new Blob([data], { type: file.type }), size: data.byteLength, sum: await outbox.sum(data), sent: 0, data: {} };
  }

  const announced = (file) => ({ key: file.key, size: file.size, sum: file.sum });

  /* A text and what follows it are kept together or not at all; the browser may send them when this page is closed. */
  async function add(entry, pieces) {
    const shared = { who: facts.who, at: Date.now(), state: "waiting" };
    await outbox.put({ to: facts.page + "send/", ...entry, ...shared }, ...pieces.map((each, number) => ({ ...each, ...shared, at: shared.at + number + 1 })));
    const worker = navigator.serviceWorker && (await navigator.serviceWorker.getRegistration());
    if (worker && worker.sync) {
      worker.sync.register("outbox").catch(() => null);
    }
  }

  /* The page that is shown without signal, with its styles and scripts. */
  async function keep(address) {
    const answer = await fetch(address, { redirect: "error" });
    const page = new DOMParser().parseFromString(await answer.clone().text(), "text/html");
    const parts = Array.from(page.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]"), (part) => part.getAttribute("href") || part.getAttribute("src"));
    const cache = await caches.open(CACHE);
    await cache.addAll(parts);
    await cache.put(address, answer);
  }

  /* What was sent yesterday needs no line in the list, and pages of somebody else are not kept. */
  async function tidy() {
    const old = (await outbox.all()).filter((entry) => entry.state === "done" && Date.now() - entry.at > 86400000);
    await outbox.drop(...old.map((entry) => entry.key));
    for (const name of await caches.keys()) {
      if (name.startsWith("offline-") && name !== CACHE) {
        await caches.delete(name);
      }
    }
  }

  async function isOld() {
    const held = facts.page && (await caches.has(CACHE)) && (await caches.match(facts.page, { ignoreVary: true }));
    return held && Date.now() - new Date(held.headers.get("Date")) > 900000;
  }

  async function leave(form) {
    const own = (await outbox.all()).filter((entry) => entry.who === facts.who);
    const left = own.filter((entry) => entry.state !== "done").length;
    if (left && !confirm(facts.leave.replace("{}", left))) {
      return;
    }
    await outbox.drop(...own.map((entry) => entry.key));
    for (const name of await caches.keys()) {
      await caches.delete(name);
    }
    form.submit();
  }

  for (const form of document.querySelectorAll("form[action$='/logout/']")) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      leave(form).catch(() => form.submit());
    });
  }
  addEventListener("online", sendNow);
  if (navigator.serviceWorker) {
    navigator.serviceWorker.addEventListener("message", () => show(""));
  }
  self.outboxPage = { sendNow: sendNow, show: show, keep: keep, piece: piece, announced: announced, add: add };
  tidy().then(sendNow).then(async () => (await isOld()) && keep(facts.page)).catch(() => null);
})();
