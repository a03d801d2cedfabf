/* The page for working without signal: its forms write into the outbox, its list shows what waits and why. */
(function () {
  "use strict";
  const bar = document.getElementById("outbox");
  const list = document.getElementById("outbox-list");
  const page = document.getElementById("offline");
  if (!self.outboxPage || !page) {
    return;
  }
  const facts = page.dataset;
  const isMine = (entry) => entry.who === bar.dataset.who;

  function element(name, words, className) {
    const made = document.createElement(name);
    made.textContent = words;
    made.className = className || "";
    return made;
  }

  function button(words, act) {
    const made = element("button", words, "button quiet");
    made.type = "button";
    made.addEventListener("click", () => act().then(outboxPage.sendNow));
    return made;
  }

  function acts(entry) {
    const throwAway = button(entry.state === "done" ? facts.seen : facts.drop, async function () {
      if (entry.state === "done" || confirm(facts.sure)) {
        await outbox.drop(entry.key, ...(await outbox.all()).filter((other) => other.parent === entry.key).map((other) => other.key));
      }
    });
    if (entry.state === "conflict") {
      const mine = button(facts.mine, () => outbox.drop(entry.key).then(() => outbox.put({ ...entry, key: crypto.randomUUID(), state: "waiting", data: { ...entry.data, seen: entry.seen } })));
      return [mine, button(facts.theirs, () => outbox.drop(entry.key))];
    }
    if (entry.state === "refused") {
      return [button(facts.again, () => outbox.put({ ...entry, state: "waiting" })), throwAway];
    }
    return [throwAway];
  }

  function drawn(entry) {
    const row = element("li", "", "outbox-entry " + entry.state);
    row.append(element("b", entry.title));
    const sent = entry.kind === "photo" && entry.state === "waiting" && entry.sent ? " " + Math.floor((100 * entry.sent) / entry.size) + " %" : "";
    row.append(element("span", facts[entry.state] + sent, "state"));
    const words = entry.gone ? facts.gone : entry.words;
    if (words) {
      row.append(element("p", words));
    }
    for (const each of entry.rows || []) {
      row.append(element("p", each.label + ": " + facts.there + " “" + each.theirs + "”, " + facts.yours + " “" + each.mine + "”"));
    }
    if (entry.state === "done" && entry.href) {
      const link = element("a", facts.look);
      link.href = entry.href;
      row.append(link);
    }
    row.append(...acts(entry));
    return row;
  }

  async function draw() {
    const entries = await outbox.all();
    const own = entries.filter(isMine);
    const photos = own.filter((entry) => entry.kind === "photo" && entry.state === "done").map((entry) => entry.key);
    list.replaceChildren(...own.filter((entry) => !photos.includes(entry.key)).map(drawn));
    const others = entries.filter((entry) => !isMine(entry) && entry.state !== "done").length;
    if (others) {
      list.append(element("li", facts.others.replace("{}", others), "outbox-entry"));
    }
    document.getElementById("outbox-none").hidden = list.children.length > 0;
  }

  function titleOf(form) {
    const said = Array.from(form.querySelectorAll("[data-say]"), (field) => (field.selectedOptions ? field.selectedOptions[0].text : field.value));
    return [form.dataset.title, ...said.filter(Boolean)].filter(Boolean).join(", ");
  }

  async function photosOf(form, parent, title) {
    const files = Array.from(form.querySelectorAll("input[type=file]")).flatMap((input) => Array.from(input.files)).slice(0, 5);
    const made = [];
    for (const file of files) {
      const blob = await (self.smallPhoto ? self.smallPhoto(file) : file);
      const data = await blob.arrayBuffer();
      const key = crypto.randomUUID();
      made.push({ key: key, kind: "photo", parent: parent, to: facts.photos.replace("/0/", "/" + key + "/"), title: title + ", " + facts.photo + " " + (made.length + 1), blob: new Blob([data], { type: "image/jpeg" }), size: data.byteLength, sum: await outbox.sum(data), sent: 0, data: {} });
    }
    return made;
  }

  async function keepEntry(form, kind) {
    const data = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") {
        data[name] = value.trim();
      }
    }
    const key = crypto.randomUUID();
    const title = titleOf(form);
    const photos = await photosOf(form, key, title);
    if (kind === "listing") {
      data.photos = photos.map((photo) => ({ key: photo.key, size: photo.size, sum: photo.sum }));
    }
    const text = { key: key, kind: kind, to: facts.to, title: title, data: data, about: kind + (data.row || data.listing || "") };
    const shared = { who: bar.dataset.who, at: Date.now(), state: "waiting" };
    await outbox.put({ ...text, ...shared }, ...photos.map((photo, number) => ({ ...photo, ...shared, at: shared.at + number + 1 })));
  }

  function report(form, words) {
    const said = form.querySelector("[role=status]");
    said.textContent = words;
  }

  for (const form of page.querySelectorAll("form[data-kind]")) {
    let isBusy = false;
    form.addEventListener("submit", async function (event) {
      event.preventDefault();
      if (isBusy) {
        return;
      }
      isBusy = true;
      try {
        await keepEntry(form, (event.submitter && event.submitter.value) || form.dataset.kind);
        report(form, facts.kept);
        if (form.dataset.kind === "listing" || form.dataset.kind === "slip") {
          form.reset();
          today();
        }
      } catch (error) {
        report(form, facts.full);
      }
      isBusy = false;
      outboxPage.sendNow();
      const worker = navigator.serviceWorker && (await navigator.serviceWorker.getRegistration());
      if (worker && worker.sync) {
        worker.sync.register("outbox").catch(() => null);
      }
    });
  }

  /* What was sent leads to new marks; the forms of this page learn them, so that a second change is no conflict with oneself. */
  async function learn() {
    for (const entry of (await outbox.all()).filter((each) => each.state === "done" && each.seen && isMine(each))) {
      for (const form of page.querySelectorAll("form[data-about='" + CSS.escape(entry.about) + "']")) {
        if (form.elements.seen.value === entry.data.seen) {
          form.elements.seen.value = entry.seen;
        }
      }
    }
  }

  function today() {
    const now = new Date();
    now.setMinutes(now.getMinutes() - now.getTimezoneOffset());
    page.querySelectorAll("input[type=date]").forEach((field) => (field.value = now.toISOString().slice(0, 10)));
  }

  async function turnOn() {
    await navigator.serviceWorker.register(facts.worker);
    await outboxPage.keep(location.pathname);
    if (navigator.storage && navigator.storage.persist) {
      navigator.storage.persist();
    }
    isOn();
  }

  async function isOn() {
    const worker = navigator.serviceWorker && (await navigator.serviceWorker.getRegistration());
    document.getElementById("offline-on").hidden = !worker;
    document.getElementById("offline-off").hidden = Boolean(worker) || !navigator.serviceWorker;
    return worker;
  }

  page.hidden = false;
  today();
  document.getElementById("turn-on").addEventListener("click", turnOn);
  document.getElementById("send-now").addEventListener("click", outboxPage.sendNow);
  document.addEventListener("outbox", () => learn().then(draw));
  draw();
  isOn().then((worker) => worker && navigator.onLine && outboxPage.keep(location.pathname)).catch(() => null);
})();
