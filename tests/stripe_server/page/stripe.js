/* A stand-in for Stripe.js: the part of it that the shop's pay page uses. The card stays in a frame of this server. */
(function () {
  "use strict";
  const origin = new URL(document.currentScript.src).origin;

  function frame(page, question, height) {
    const element = document.createElement("iframe");
    element.src = origin + "/page/" + page + "?" + new URLSearchParams(question);
    element.style.cssText = "border:0;inline-size:100%;block-size:" + height;
    return element;
  }

  function answerOf(element, kind) {
    return new Promise(function (resolve) {
      window.addEventListener("message", function heard(message) {
        if (message.source === element.contentWindow && message.data.kind === kind) {
          window.removeEventListener("message", heard);
          resolve(message.data);
        }
      });
    });
  }

  async function prove(key, secret) {
    const element = frame("three-d-secure.html", { key: key, secret: secret }, "100%");
    element.title = "3D Secure";
    element.style.cssText += ";position:fixed;inset:0;z-index:2147483647;background:rgba(0,0,0,.6)";
    document.body.append(element);
    const answer = await answerOf(element, "proved");
    element.remove();
    return answer;
  }

  window.Stripe = function (key) {
    return {
      elements: function (options) {
        const card = frame("card.html", { key: key, secret: options.clientSecret }, "17rem");
        card.title = "Secure payment input frame";
        const heard = {};
        return {
          frame: card,
          secret: options.clientSecret,
          create: function () {
            return {
              on: function (kind, act) { heard[kind] = act; },
              mount: function (place) {
                (typeof place === "string" ? document.querySelector(place) : place).append(card);
                card.addEventListener("load", function () { if (heard.ready) { heard.ready(); } });
              },
            };
          },
        };
      },
      confirmPayment: async function (options) {
        const card = options.elements.frame;
        const answered = answerOf(card, "confirmed");
        card.contentWindow.postMessage({ kind: "confirm" }, origin);
        let answer = await answered;
        if (answer.intent && answer.intent.status === "requires_action") {
          answer = await prove(key, options.elements.secret);
        }
        return answer.error ? { error: answer.error } : { paymentIntent: answer.intent };
      },
    };
  };
})();
