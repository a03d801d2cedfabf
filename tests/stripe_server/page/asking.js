/* What both frames do: ask the server about the one payment, and tell the page around them. */
"use strict";
const question = new URLSearchParams(location.search);
const intentId = question.get("secret").split("_secret_")[0];

async function ask(act, fields) {
  const body = new URLSearchParams({ key: question.get("key"), client_secret: question.get("secret"), ...fields });
  const answer = await fetch("/v1/payment_intents/" + intentId + "/" + act, { method: "POST", body: body });
  return answer.json();
}

function tell(kind, answer) {
  const failed = answer.error || (answer.status === "requires_payment_method" ? answer.last_payment_error : null);
  parent.postMessage(failed ? { kind: kind, error: failed } : { kind: kind, intent: answer }, "*");
}
