/* Photos are made small on the phone before they are sent: 1280 pixels, without place and time. Without this script the server does it. */
(function () {
  "use strict";
  /* Longest side and quality, the first that is small enough: 1280 pixels are plenty for all but the finest patterns. */
  const TRIES = [[1280, 0.72], [1280, 0.6], [1280, 0.45], [1024, 0.45], [800, 0.45], [640, 0.35]];
  const MOST_BYTES = 200 * 1024;
  if (typeof window.createImageBitmap !== "function" || typeof window.DataTransfer !== "function") {
    return;
  }

  function drawn(picture, longest, quality, name) {
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise(function (resolve) {
      canvas.toBlob(
        function (blob) {
          resolve(blob ? new File([blob], name, { type: "image/jpeg" }) : null);
        },
        "image/jpeg",
        quality
      );
    });
  }

  async function small(file) {
    if (!file.type.startsWith("image/")) {
      return file;
    }
    const picture = await window.createImageBitmap(file, { imageOrientation: "from-image" });
    const name = file.name.replace(/\.[^.]*$/, "") + ".jpg";
    let made = null;
    for (const [longest, quality] of TRIES) {
      made = await drawn(picture, longest, quality, name);
      if (made && made.size <= MOST_BYTES) {
        break;
      }
    }
    picture.close();
    return made || file;
  }

  window.smallPhoto = (file) => small(file).catch(() => file);

  /* A photo that can not be drawn here, such as HEIC on many phones, is sent as it is. */
  async function shrink(input) {
    const files = new DataTransfer();
    for (const file of Array.from(input.files)) {
      files.items.add(await window.smallPhoto(file));
    }
    input.files = files.files;
  }

  for (const form of document.querySelectorAll("form[data-small-photos]")) {
    let isReady = false;
    form.addEventListener("submit", async function (event) {
      const inputs = Array.from(form.querySelectorAll("input[type=file]")).filter((input) => input.files.length);
      if (isReady || !inputs.length) {
        return;
      }
      event.preventDefault();
      const button = event.submitter;
      await Promise.all(inputs.map(shrink));
      isReady = true;
      form.requestSubmit(button);
    });
  }
})();
