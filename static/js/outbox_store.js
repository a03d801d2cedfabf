/* What was written without signal: kept in the phone's own database, sent exactly once each. Used by pages and by the worker. */
self.outbox = (function () {
  "use strict";
  const PIECE = 65536;
  const NAME = "outbox";
  let opened = null;

  function database() {
    opened = opened || new Promise(function (resolve, reject) {
      const ask = indexedDB.open(NAME, 1);
      ask.onupgradeneeded = () => ask.result.createObjectStore("entries", { keyPath: "key" });
      ask.onsuccess = () => resolve(ask.result);
      ask.onerror = () => reject(ask.error);
    });
    return opened;
  }

  async function run(mode, act) {
    const work = (await database()).transaction("entries", mode);
    const ask = act(work.objectStore("entries"));
    return new Promise(function (resolve, reject) {
      work.oncomplete = () => resolve(ask && ask.result);
      work.onabort = work.onerror = () => reject(work.error);
    });
  }

  const all = async () => (await run("readonly", (store) => store.getAll())).sort((a, b) => a.at - b.at);
  const put = (...entries) => run("readwrite", (store) => entries.forEach((entry) => store.put(entry)));
  const drop = (...keys) => run("readwrite", (store) => keys.forEach((key) => store.delete(key)));

  async function sum(data) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /* An answer that is neither yes nor no: the line broke, the server is busy, or nobody is logged in. The entry waits on. */
  class Later extends Error {}

  async function post(address, me, body, headers) {
    const answer = await fetch(address, { method: "POST", body: body, redirect: "manual", headers: { "X-CSRFToken": me.token, ...headers } });
    if (answer.type === "opaqueredirect" || answer.status === 429 || answer.status >= 500) {
      throw new Later();
    }
    const isData = (answer.headers.get("Content-Type") || "").includes("json");
    if (!isData && answer.status !== 403 && answer.status !== 404) {
      throw new Later(); // cut off in the middle: browsers take half of the headers for an answer
    }
    return { status: answer.status, said: isData ? await answer.json() : {} };
  }

  async function settle(entry, status, said) {
    entry.words = said.words || "";
    entry.href = said.href || "";
    entry.rows = said.rows || [];
    entry.seen = said.seen || "";
    entry.state = status === 200 ? "done" : status === 409 ? "conflict" : "refused";
    entry.gone = status === 404;
    await put(entry);
    if (entry.state === "done" && entry.seen) {
      const next = (await all()).filter((other) => other.state === "waiting" && other.about === entry.about && other.data.seen === entry.data.seen);
      next.forEach((other) => (other.data.seen = entry.seen));
      await put(...next);
    }
  }

  async function sendText(entry, me) {
    const body = JSON.stringify({ who: entry.who, key: entry.key, kind: entry.kind, data: entry.data });
    const { status, said } = await post(entry.to, me, body, { "Content-Type": "application/json" });
    await settle(entry, status, said);
  }

  async function sendPieces(entry, me) {
    const last = Math.floor((entry.blob.size - 1) / PIECE) * PIECE;
    for (let tries = 0, from = entry.sent; tries < 4; ) {
      from = Math.min(from, last);
      const data = await entry.blob.slice(from, from + PIECE).arrayBuffer();
      const kind = { "Content-Type": "application/octet-stream", "X-Offset": String(from), "X-Sum": await sum(data) };
      const { status, said } = await post(entry.to, me, data, kind);
      if (said.received === undefined || said.state === "done" || status === 422) {
        entry.blob = status === 200 ? null : entry.blob;
        return settle(entry, status, said);
      }
      tries = said.received > entry.sent ? 0 : tries + 1;
      from = entry.sent = said.received;
      await put(entry);
    }
    throw new Later();
  }

  /* Text goes first, photos and recordings one at a time after it, each once the text that it belongs to has arrived. */
  function next(entries, me, tried) {
    const arrived = new Set(entries.filter((entry) => entry.state === "done").map((entry) => entry.key));
    const ready = entries.filter((entry) => entry.who === me.who && entry.state === "waiting" && !tried.has(entry.key));
    return ready.find((entry) => !entry.parent) || ready.find((entry) => arrived.has(entry.parent));
  }

  async function sendAll(home) {
    const answer = await fetch(home + "offline/me/", { redirect: "manual", cache: "no-store" });
    if (!answer.ok) {
      return answer.type === "opaqueredirect" ? "login" : "later";
    }
    const me = await answer.json();
    const tried = new Set();
    for (let entry; (entry = next(await all(), me, tried)); ) {
      tried.add(entry.key);
      await (entry.parent ? sendPieces : sendText)(entry, me);
    }
    return "";
  }

  /* One sender at a time, whether a page or the worker. Returns "", "login" or "later". */
  async function send(home) {
    const work = () => sendAll(home).catch(() => "later");
    return navigator.locks ? navigator.locks.request(NAME, work) : work();
  }

  return { all: all, put: put, drop: drop, sum: sum, send: send };
})();
