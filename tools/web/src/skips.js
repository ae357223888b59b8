// SPDX-License-Identifier: GPL-3.0-or-later
// The list of what was not used: shown, counted, and saved as a table. A reason is the name
// of a sentence and its fillings, so that it can be said in whichever language is read.
import { button, download, el } from "./dom.js";
import { count } from "./format.js";
import { say } from "./words.js";

const SHOWN = 100;

function csvCell(text) {
  const safe = /^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) || safe !== text ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function save(skips) {
  const lines = skips.map((s) => [s.file, s.row, say(...s.why)].map((c) => csvCell(String(c))).join(","));
  download("not-used.csv", new Blob(["\uFEFFfile,row,why\n", lines.join("\n"), "\n"], { type: "text/csv" }));
}

/** null when there is nothing to tell. */
export function skipList(skips, open) {
  if (skips.length === 0) return null;
  const rows = skips.slice(0, SHOWN).map((s) =>
    el("tr", {}, el("td", {}, s.file), el("td", { class: "n" }, s.row), el("td", {}, say(...s.why))));
  return el("details", { class: "skips", open },
    el("summary", {}, say("skippedTitle", count(skips.length))),
    el("p", { class: "s" }, say("skippedLead")),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("skippedTitle", count(skips.length)) },
      el("table", {},
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, say("file")),
          el("th", { scope: "col", class: "n" }, say("row")), el("th", { scope: "col" }, say("why")))),
        el("tbody", {}, rows))),
    skips.length > SHOWN && el("p", { class: "s" }, say("skippedMore", count(skips.length - SHOWN))),
    button(say("skippedSave"), () => save(skips), { class: "small" }));
}
