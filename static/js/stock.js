// Minus and plus change the number at once, without a round trip; "Save all changes" writes it. Without this script each press saves.
"use strict";
document.addEventListener("click", (event) => {
  const button = event.target.closest(".stepper button");
  const input = button && button.parentElement.querySelector("input");
  if (!input || !/^[0-9]+$/.test(input.value)) return;
  event.preventDefault();
  input.value = Math.max(0, Number(input.value) + (button.name === "plus" ? 1 : -1));
});
