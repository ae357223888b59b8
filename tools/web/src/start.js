// SPDX-License-Identifier: GPL-3.0-or-later
// The first view: bringing data, and the same area again when more is added.
import { button, el, newId, show } from "./dom.js";
import { count } from "./format.js";
import { droppedFiles, readFiles, readPasted } from "./files.js";
import { gather } from "./gather.js";
import { isOurs } from "./mapping.js";
import { forget, state } from "./state.js";
import { say } from "./words.js";

/** What reading fills, over the page's state. */
function reader(status) {
  return {
    tables: [], records: [],
    skip: (file, row, why) => state.readSkips.push({ file, row, why }),
    progress: (name, rows) => show(status, say("reading", name), rows > 0 && ` · ${say("rowsSoFar", count(rows))}`),
  };
}

/* What was read becomes part of the state; where nothing is to be looked at, it is assessed. */
async function take(into, go) {
  state.tables = state.tables.concat(into.tables);
  state.records = state.records.concat(into.records);
  if (state.readSkips.length > 0 || !state.tables.every(isOurs)) return go("review");
  const { accounts, actions, skipped } = await gather(state.tables, state.records);
  Object.assign(state, { accounts, actions, skipped, pools: null });
  return go(skipped.length === 0 && accounts.length > 0 ? "run" : "review");
}

/** Reads with `read(into)` and goes on to where the reader must look. */
async function bring(read, status, go) {
  status.hidden = false;
  if (state.rows.length > 0) forget();
  const into = reader(status);
  try {
    await read(into);
    await take(into, go);
  } catch (error) {
    show(status, say("whyUnreadable", error.message));
  }
}

function fileInput(attributes, onFiles) {
  return el("input", { type: "file", multiple: true, class: "hidden-input", tabindex: "-1", "aria-hidden": "true", ...attributes,
    on: { change: (e) => e.target.files.length > 0 && onFiles([...e.target.files]) } });
}

function pasteArea(status, go) {
  const id = newId("paste");
  const area = el("textarea", { id, rows: 8, spellcheck: "false", placeholder: "handle\tplatform\tfollowers\tfee\ncaphe.dalat\ttiktok\t15230\t400" });
  const use = () => area.value.trim() !== "" && bring((into) => readPasted(say("pasteName"), area.value, into), status, go);
  return { area, node: el("div", { class: "paste", hidden: true },
    el("h2", {}, say("pasteTitle")), el("label", { for: id }, say("pasteLabel")), area,
    el("div", { class: "row" }, button(say("pasteUse"), use, { class: "main" }))) };
}

function tableCards() {
  return el("dl", { class: "cards" }, ["accounts", "growth", "posts", "comments"].map((name) =>
    el("div", {}, el("dt", {}, say(name)), el("dd", {}, say(`${name}What`), el("code", {}, `${name}.csv`)))));
}

function dropEvents(area, onFiles) {
  let depth = 0;
  const over = (on) => area.classList.toggle("over", on);
  area.addEventListener("dragenter", () => over((depth += 1) > 0));
  area.addEventListener("dragleave", () => over((depth -= 1) > 0));
  area.addEventListener("drop", async (event) => {
    event.preventDefault();
    over((depth = 0) > 0);
    onFiles(await droppedFiles(event.dataTransfer));
  });
}

/** The area that takes files, folders, pasted rows and the invented sample. */
export function bringArea(go, withSample) {
  const status = el("p", { class: "status", role: "status", hidden: true });
  const onFiles = (files) => bring((into) => readFiles(files, into), status, go);
  const files = fileInput({ accept: ".csv,.tsv,.txt,.xlsx,.json,.ndjson,.jsonl,.gz" }, onFiles);
  const folder = fileInput({ webkitdirectory: true }, onFiles);
  const paste = pasteArea(status, go);
  const openPaste = () => {
    paste.node.hidden = !paste.node.hidden;
    if (!paste.node.hidden) paste.area.focus();
  };
  const sample = async (into) => {
    const text = await (await fetch("sample.txt")).text();
    await readFiles([new File([text], "sample.ndjson")], into);
  };
  const area = el("div", { class: "drop" },
    el("p", { class: "big" }, say("drop")), el("p", { class: "s" }, say("dropKinds")),
    el("div", { class: "row center" },
      button(say("chooseFiles"), () => files.click(), { class: "main" }),
      button(say("chooseFolder"), () => folder.click()),
      button(say("paste"), openPaste, { "aria-expanded": "false" })),
    withSample && el("p", {}, button(say("sample"), () => bring(sample, status, go), { class: "link" })),
    files, folder);
  dropEvents(area, onFiles);
  const pasted = (text) => {
    paste.node.hidden = false;
    paste.area.value = text;
    paste.area.focus();
  };
  return { node: el("div", {}, area, status, paste.node), pasted };
}

export function startView(go) {
  const bringing = bringArea(go, true);
  /* Ctrl+V works without looking for the place. */
  const onPaste = (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (text === "" || event.target.closest?.("textarea, input")) return;
    event.preventDefault();
    bringing.pasted(text);
  };
  document.addEventListener("paste", onPaste);
  return {
    leave: () => document.removeEventListener("paste", onPaste),
    node: el("div", {},
      el("h1", {}, say("startTitle")), el("p", { class: "lead" }, say("startLead")),
      bringing.node,
      el("section", {}, el("h2", {}, say("whatGoesIn")), el("p", {}, say("whatTables")), tableCards())),
  };
}
