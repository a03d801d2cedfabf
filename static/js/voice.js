/* A note of up to a minute is recorded in the browser and put into the field for a file. Without this script the phone's recorder is asked.
   On the page of a note it goes through the outbox, in pieces, and waits there for signal. */
(function () {
  "use strict";
  /* What the server reads, the smallest first. */
  const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
  const ENDINGS = { "audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a" };
  const BITS = 24000;
  const mayRecord = window.MediaRecorder && window.DataTransfer && navigator.mediaDevices && navigator.mediaDevices.getUserMedia;
  const kind = mayRecord && KINDS.find((name) => window.MediaRecorder.isTypeSupported(name));

  function recording(form) {
    const row = form.querySelector("[data-voice-row]");
    const button = form.querySelector("[data-voice-button]");
    const label = button.querySelector("span");
    const start = label.textContent;
    const said = form.querySelector("[data-voice-said]");
    const player = row.querySelector("audio");
    let recorder = null;
    let timer = 0;

    function take(pieces) {
      const plain = kind.split(";")[0];
      const file = new File([new Blob(pieces, { type: plain })], "note." + ENDINGS[plain], { type: plain });
      const files = new DataTransfer();
      files.items.add(file);
      form.elements.sound.files = files.files;
      URL.revokeObjectURL(player.src);
      player.src = URL.createObjectURL(file);
      player.hidden = false;
      said.textContent = said.dataset.done;
    }

    function stop() {
      window.clearTimeout(timer);
      if (recorder && recorder.state !== "inactive") {
        recorder.stop();
      }
    }

    async function begin() {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const pieces = [];
      recorder = new window.MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: BITS });
      recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
      recorder.addEventListener("stop", function () {
        stream.getTracks().forEach((track) => track.stop());
        label.textContent = start;
        take(pieces);
      });
      recorder.start();
      timer = window.setTimeout(stop, Number(form.dataset.seconds) * 1000);
      label.textContent = button.dataset.stop;
      said.textContent = said.dataset.running;
    }

    row.hidden = false;
    button.addEventListener("click", function () {
      if (recorder && recorder.state === "recording") {
        stop();
      } else {
        begin().catch(function () {
          said.textContent = said.dataset.refused;
        });
      }
    });
    form.addEventListener("submit", function (event) {
      if (recorder && recorder.state === "recording") {
        event.preventDefault();
        event.stopImmediatePropagation();
        recorder.addEventListener("stop", () => form.requestSubmit(event.submitter), { once: true });
        stop();
      }
    });
    form.addEventListener("reset", function () {
      player.hidden = true;
      said.textContent = "";
    });
  }

  /* Kept first, then sent; what could not be sent waits, what was refused says why. */
  async function throughTheOutbox(form, file) {
    const { goods, seen, title } = form.dataset;
    const key = crypto.randomUUID();
    const sound = await outboxPage.piece(file, "sound", key, title);
    const data = { goods: goods, seen: seen, language: form.elements.language.value, sound: outboxPage.announced(sound) };
    await outboxPage.add({ key: key, kind: "note", title: title, data: data, about: "note" + goods }, [sound]);
    form.reset();
    await outboxPage.sendNow().catch(() => null);
    const left = (await outbox.all()).filter((entry) => (entry.key === key || entry.parent === key) && entry.state !== "done");
    if (!left.length) {
      location.assign(form.action);
    }
    return left.map((entry) => entry.words).find(Boolean);
  }

  for (const form of document.querySelectorAll("form[data-voice]")) {
    if (kind) {
      recording(form);
    }
    let isNative = !form.dataset.goods;
    form.addEventListener("submit", function (event) {
      const file = form.elements.sound.files[0];
      if (isNative || !file || !self.outboxPage) {
        return;
      }
      event.preventDefault();
      const said = form.querySelector("[data-voice-said]");
      throughTheOutbox(form, file).then(
        (words) => (said.textContent = words || said.dataset.kept),
        function () {
          isNative = true; // nothing could be kept here: as without a script
          form.requestSubmit(event.submitter);
        }
      );
    });
  }
})();
