/* The pay page for cards: Stripe's fields are mounted, and its answer is shown or sent on. The server asks Stripe again by itself. */
(function () {
  "use strict";
  const box = document.getElementById("card");
  const form = document.getElementById("card-form");
  const button = form.querySelector("button");
  const problem = document.getElementById("card-problem");

  function say(words) {
    problem.textContent = words;
    problem.hidden = !words;
    if (words) {
      problem.focus();
    }
  }

  function wait(isWaiting) {
    button.disabled = isWaiting;
    box.setAttribute("aria-busy", String(isWaiting));
  }

  if (typeof window.Stripe !== "function") {
    say(box.dataset.notLoaded);
    return;
  }
  const stripe = window.Stripe(box.dataset.key);
  const elements = stripe.elements({ clientSecret: box.dataset.secret });
  elements.create("payment").mount("#card-fields");
  form.hidden = false;

  form.addEventListener("submit", async function (event) {
    event.preventDefault();
    if (button.disabled) {
      return;
    }
    say("");
    wait(true);
    try {
      const answer = await stripe.confirmPayment({
        elements: elements,
        confirmParams: { return_url: location.href },
        redirect: "if_required",
      });
      if (!answer.error) {
        form.submit();
        return;
      }
      say(answer.error.message || box.dataset.refused);
    } catch (error) {
      say(box.dataset.notSent);
    }
    wait(false);
  });
})();
