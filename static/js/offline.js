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

  const partsOf = async (entry) => (await outbox.all()).filter((other) => other.parent === entry.key);

  /* Sent once more with the mark of what is there now, as a new entry, which its recording follows. */
  async function meant(entry) {
    const key = crypto.randomUUID();
    const parts = await partsOf(entry);
    await outbox.put({ ...entry, key: key, state: "waiting", data: { ...entry.data, seen: entry.seen } }, ...parts.map((part) => ({ ...part, parent: key })));
    await outbox.drop(entry.key);
  }

  function acts(entry) {
    const throwAway = button(entry.state === "done" ? facts.seen : facts.drop, async function () {
      if (entry.state === "done" || confirm(facts.sure)) {
        await outbox.drop(entry.key, ...(await partsOf(entry)).map((part) => part.key));
      }
    });
    if (entry.state === "conflict") {
      return [button(facts.mine, () => meant(entry)), button(facts.theirs, async () => outbox.drop(entry.key, ...(await partsOf(entry)).map((part) => part.key)))];
    }
    if (entry.state === "refused") {
      return [button(facts.again, () => outbox.put({ ...entry, state: "waiting" })), throwAway];
    }
    return [throwAway];
  }

  function drawn(entry) {
    const row = element("li", "", "outbox-entry " + entry.state);
    row.append(element("b", entry.title));
    const sent = entry.state === "waiting" && entry.sent ? " " + Math.floor((100 * entry.sent) / entry.size) + " %" : "";
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
    list.replaceChildren(...own.filter((entry) => !(entry.parent && entry.state === "done")).map(drawn));
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

  /* The photos, made small, and the recording of a form: what follows its text in pieces. */
  async function piecesOf(form, parent, title) {
    const photos = Array.from(form.querySelectorAll("input[accept='image/*']")).flatMap((input) => Array.from(input.files)).slice(0, 5);
    const made = [];
    for (const photo of photos) {
      const small = await (self.smallPhoto ? self.smallPhoto(photo) : photo);
      made.push(await outboxPage.piece(small, "photo", parent, title + ", " + facts.photo + " " + (made.length + 1)));
    }
    const sound = form.elements.sound && form.elements.sound.files[0];
    return sound ? [...made, await outboxPage.piece(sound, "sound", parent, title + ", " + facts.sound)] : made;
  }

  async function keepEntry(form, kind) {
    const data = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") {
        data[name] = value.trim();
      }
    }
    const chosen = form.querySelector("option[data-seen]:checked");
    if (chosen) {
      data.seen = chosen.dataset.seen;
    }
    const key = crypto.randomUUID();
    const title = titleOf(form);
    const pieces = await piecesOf(form, key, title);
    const sound = pieces.find((each) => each.kind === "sound");
    if (kind === "note" && !sound) {
      return facts.silent;
    }
    if (kind === "listing") {
      data.photos = pieces.filter((each) => each !== sound).map(outboxPage.announced);
    }
    if (sound) {
      data.sound = outboxPage.announced(sound);
    }
    await outboxPage.add({ key: key, kind: kind, title: title, data: data, about: kind + (data.row || data.listing || data.goods || "") }, pieces);
    return facts.kept;
  }

  function report(form, words) {
    form.querySelector("[role=status]:not([data-voice-said])").textContent = words;
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
        const said = await keepEntry(form, (event.submitter && event.submitter.value) || form.dataset.kind);
        if (said === facts.kept && ["listing", "note", "slip"].includes(form.dataset.kind)) {
          form.reset();
          today();
        }
        report(form, said);
      } catch (error) {
        report(form, facts.full);
      }
      isBusy = false;
      outboxPage.sendNow();
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
