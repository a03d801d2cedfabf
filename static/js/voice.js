/* A note of up to a minute is recorded in the browser and put into the field for a file. Without this script the phone's recorder is asked. */
(function () {
  "use strict";
  /* What the server reads, the smallest first. */
  const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
  const ENDINGS = { "audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a" };
  const BITS = 24000;
  const form = document.querySelector("form[data-voice]");
  if (!form || !window.MediaRecorder || !window.DataTransfer || !navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) {
    return;
  }
  const kind = KINDS.find((name) => window.MediaRecorder.isTypeSupported(name));
  if (!kind) {
    return;
  }
  const row = form.querySelector("[data-voice-row]");
  const button = form.querySelector("[data-voice-button]");
  const label = button.querySelector("span");
  const start = label.textContent;
  const said = form.querySelector("[data-voice-said]");
  const player = row.querySelector("audio");
  const input = form.querySelector("input[type=file]");
  let recorder = null;
  let timer = 0;

  function take(pieces) {
    const plain = kind.split(";")[0];
    const file = new File([new Blob(pieces, { type: plain })], "note." + ENDINGS[plain], { type: plain });
    const files = new DataTransfer();
    files.items.add(file);
    input.files = files.files;
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
      recorder.addEventListener("stop", () => form.requestSubmit(event.submitter), { once: true });
      stop();
    }
  });
})();
