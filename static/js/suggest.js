// Lines under the search box while somebody types. Without this script the box searches as it always did.
"use strict";
for (const [number, form] of document.querySelectorAll("form[data-suggest]").entries()) {
  const box = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  const seen = new Map();
  let waiting, asked = "", chosen = -1;
  list.id = "suggested-" + number;
  list.className = "suggested";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.suggestLabel);
  form.append(list);
  // What the lines look like is fetched when somebody turns to the box: no first view pays for it.
  box.addEventListener("focus", () => {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = form.dataset.suggestSheet;
    document.head.append(sheet);
  }, { once: true });
  for (const [name, value] of [["role", "combobox"], ["autocomplete", "off"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]])
    box.setAttribute(name, value);

  const close = () => {
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const choose = (step) => {
    const lines = list.children;
    chosen = (chosen + step + lines.length + 1) % (lines.length + 1);
    if (chosen === lines.length) chosen = -1;
    for (const [at, line] of [...lines].entries()) line.setAttribute("aria-selected", String(at === chosen));
    if (chosen < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", lines[chosen].id);
  };
  const show = (lines) => {
    close();
    list.replaceChildren(...lines.map((one, at) => {
      const line = document.createElement("li");
      const title = document.createElement("span");
      const kind = document.createElement("small");
      line.id = list.id + "-" + at;
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", "false");
      line.dataset.href = one.href;
      title.textContent = one.title;
      title.dir = "auto";
      kind.textContent = one.kind;
      line.append(title, kind);
      return line;
    }));
    list.hidden = !lines.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
  };
  const ask = async () => {
    const words = asked = box.value.trim().toLowerCase();
    if (words.length < 2) return close();
    try {
      if (!seen.has(words)) {
        const answer = await fetch(form.dataset.suggest + "?" + new URLSearchParams({ q: words }), { credentials: "omit" });
        if (!answer.ok) return close();
        seen.set(words, (await answer.json()).suggestions);
      }
      if (words === asked && document.activeElement === box) show(seen.get(words));
    } catch {
      close(); // without a network the box still searches when there is one
    }
  };

  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 150);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) close();
    else if (!list.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) choose(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" && chosen >= 0) location.assign(list.children[chosen].dataset.href);
    else return;
    event.preventDefault();
  });
  box.addEventListener("blur", () => { asked = ""; close(); });
  form.addEventListener("submit", () => clearTimeout(waiting));
  // Before the box loses the focus, so that the list does not close under the finger.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const line = event.target.closest("[role=option]");
    if (line) location.assign(line.dataset.href);
  });
}
