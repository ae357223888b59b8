// SPDX-License-Identifier: GPL-3.0-or-later
// Asking for a key. One dialog for all requests that wait for one.
import { button, el, newId } from "./dom.js";
import { key, keepKey } from "./service.js";
import { say } from "./words.js";

let open = null;

/** Resolves true with a new key kept, false when the reader does not want to. */
export function askKey(wrong) {
  open ??= show(wrong).finally(() => (open = null));
  return open;
}

function show(wrong) {
  return new Promise((done) => {
    let given = false;
    const title = newId("key-title"), field = newId("key");
    const input = el("input", { id: field, type: "password", autocomplete: "off", required: true, value: key(), spellcheck: "false" });
    const submit = (event) => {
      event.preventDefault();
      if (input.value.trim() === "") return;
      keepKey(input.value.trim());
      given = true;
      dialog.close();
    };
    const dialog = el("dialog", { class: "ask-key", "aria-labelledby": title },
      el("form", { on: { submit } },
        el("h2", { id: title }, say("keyTitle")),
        el("p", {}, say("keyLead")),
        wrong && el("p", { class: "warn", role: "alert" }, say("keyWrong")),
        el("label", { for: field }, say("keyLabel")), input,
        el("div", { class: "row end" },
          button(say("cancel"), () => dialog.close(), { class: "quiet" }),
          el("button", { type: "submit", class: "main" }, say("keyUse")))));
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(given);
    });
    document.body.append(dialog);
    dialog.showModal();
    input.select();
  });
}
