// SPDX-License-Identifier: GPL-3.0-or-later
// What was read, table by table: what it is, which column is which, how numbers and dates
// are understood, with the reader's own cells beside what they become.
import { button, el, newId, show } from "./dom.js";
import { count } from "./format.js";
import { gather, previewOf } from "./gather.js";
import { fieldsOf, guessForms, handlesAreLinks, NUMERIC, openQuestions, remap, samplesOf, TABLES } from "./mapping.js";
import { hasActions, poolsOffer } from "./pools.js";
import { skipList } from "./skips.js";
import { bringArea } from "./start.js";
import { state } from "./state.js";
import { say } from "./words.js";

const PLATFORMS = ["tiktok", "instagram", "youtube", "facebook", "x", "threads"];
const SAMPLES = 3;

function labelled(words, control, attributes) {
  const id = newId("field");
  control.id = id;
  return el("div", { class: "field", ...attributes }, el("label", { for: id }, words), control);
}

function select(options, chosen, onChange) {
  return el("select", { on: { change: (e) => onChange(e.target.value) } },
    options.map(([value, words]) => el("option", { value, selected: value === chosen }, words)));
}

function kindField(table, changed) {
  const options = [["", say("choose")], ...TABLES.map((t) => [t.name, `${say(t.name)} (${t.name})`])];
  return labelled(say("tableIs"), select(options, table.is, (is) => {
    table.is = is;
    remap(table);
    changed();
  }));
}

function constantFields(table, changed) {
  const fields = [];
  if (!("platform" in table.columns) && !handlesAreLinks(table)) {
    const options = [["", say("choose")], ...PLATFORMS.map((p) => [p, p])];
    fields.push(labelled(say("platformAll"), select(options, table.platform ?? "", (value) => {
      table.platform = value;
      changed();
    })));
  }
  if (!("handle" in table.columns)) {
    const input = el("input", { type: "text", value: table.handle ?? "", on: { change: (e) => {
      table.handle = e.target.value.trim();
      changed();
    } } });
    fields.push(labelled(say("handleAll"), input));
  }
  return fields;
}

/* A choice that is asked for when the cells leave it open, and can be changed always. */
function formField(table, changed, form) {
  const { seen, chosen, value, askWords, nowWords, options } = form;
  if (table[seen] === "") return null;
  const asked = table[seen] === "?" && !table[chosen];
  const list = asked ? [["", say("choose")], ...options] : options;
  return labelled(asked ? askWords : nowWords, select(list, asked ? "" : table[value], (now) => {
    table[chosen] = now || undefined;
    guessForms(table);
    changed();
  }), { class: asked ? "field asked" : "field" });
}

function formFields(table, changed) {
  return [
    formField(table, changed, {
      seen: "markSeen", chosen: "markChosen", value: "mark",
      askWords: say("markAsk", table.markExample), nowWords: say("markNow"),
      options: [[".", say("markPoint")], [",", say("markComma")]],
    }),
    formField(table, changed, {
      seen: "orderSeen", chosen: "orderChosen", value: "order",
      askWords: say("orderAsk", table.orderExample), nowWords: say("orderNow"),
      options: [["dmy", say("orderDmy")], ["mdy", say("orderMdy")]],
    }),
    (table.markSeen === "!" || table.orderSeen === "!") && el("p", { class: "warn" }, say("contradicts")),
  ];
}

function previewCells(table, index, field) {
  const samples = samplesOf(table, index, 200);
  const odd = field && samples.find((c) => previewOf(field, c, table) === null);
  const shown = [...new Set([...(odd ? [odd] : []), ...samples])].slice(0, SAMPLES);
  const asWritten = el("td", { class: "cells" }, shown.map((cell) => el("span", {}, cell.slice(0, 60))));
  if (!field) return [asWritten, el("td", {})];
  return [asWritten, el("td", { class: "cells" }, shown.map((cell) => {
    const read = previewOf(field, cell, table);
    return read === null ? el("span", { class: "warn" }, "?") : el("span", {}, nicely(field, read));
  }))];
}

function nicely(field, read) {
  return NUMERIC.has(field.kind) && read !== "" ? count(Number(read)) : read.slice(0, 60);
}

function columnRow(table, header, index, changed) {
  const fields = fieldsOf(table.is);
  const own = fields.find((f) => table.columns[f.column] === index);
  const options = [["", say("ignored")], ...fields.map((f) => [f.column, f.column + (f.needed ? ` (${say("needed")})` : "")])];
  const chooser = select(options, own?.column ?? "", (column) => {
    for (const [name, i] of Object.entries(table.columns)) if (i === index) delete table.columns[name];
    if (column !== "") table.columns[column] = index;
    guessForms(table);
    changed();
  });
  chooser.setAttribute("aria-label", `${say("takenAs")}: ${header}`);
  return el("tr", { class: own ? "" : "unused" }, el("th", { scope: "row" }, header),
    el("td", {}, chooser), previewCells(table, index, own));
}

function columnTable(table, changed) {
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": table.name },
    el("table", { class: "map" },
      el("thead", {}, el("tr", {}, ["column", "takenAs", "samples", "readAs"].map((w) => el("th", { scope: "col" }, say(w))))),
      el("tbody", {}, table.headers.map((header, i) => columnRow(table, header, i, changed)))));
}

function missingLine(table) {
  const open = openQuestions(table).filter((q) => q !== "mark" && q !== "order");
  return open.length > 0 && el("p", { class: "warn" }, say("missing", open.join(", ")));
}

function tableCard(table, changed) {
  const rows = table.rows.length === 1 ? say("oneRow") : say("rows", count(table.rows.length));
  const leave = el("input", { type: "checkbox", checked: Boolean(table.leftOut), on: { change: (e) => {
    table.leftOut = e.target.checked;
    changed();
  } } });
  return el("section", { class: "card" },
    el("h2", {}, table.name, " ", el("small", {}, rows)),
    el("label", { class: "check" }, leave, say("leaveOut")),
    !table.leftOut && [
      el("div", { class: "fields" }, kindField(table, changed),
        table.is && table.is !== "actions" && constantFields(table, changed), table.is && formFields(table, changed)),
      table.is && missingLine(table),
      table.is ? columnTable(table, changed) : el("p", { class: "warn" }, say("whyNoTable")),
    ]);
}

function readyWords(n) {
  return n === 0 ? say("readyNone") : n === 1 ? say("readyOne") : say("ready", count(n));
}

/* From this many rows on the wait is long enough for a word. */
const MANY_ROWS = 20000;

/* What is ready and what is not used; `place` keeps the newest when two are under way. */
async function drawBottom(place, go) {
  const open = state.tables.some((t) => openQuestions(t).length > 0);
  const turn = (place.turn = (place.turn ?? 0) + 1);
  if (state.tables.reduce((n, t) => n + t.rows.length, 0) > MANY_ROWS) show(place, el("p", { class: "s", role: "status" }, say("gathering")));
  const none = { accounts: [], actions: [], skipped: [] };
  const { accounts, actions, skipped } = open ? none : await gather(state.tables, state.records);
  if (turn !== place.turn) return;
  Object.assign(state, { accounts, actions, skipped, pools: null });
  show(place, bottom(open, go));
}

function bottom(open, go) {
  const { accounts, skipped } = state;
  const all = [...state.readSkips, ...skipped];
  const start = () => {
    Object.assign(state, { answers: [], rows: [], serviceSkips: [], next: 0 });
    go("run");
  };
  return [
    accounts.length === 0 && !open && !hasActions() && el("p", {}, say("nothingRead")),
    skipList(all, accounts.length === 0),
    el("div", { class: "ready", role: "status" }, el("p", {}, readyWords(accounts.length)),
      button(say("assess"), start, { class: "main", disabled: accounts.length === 0 })),
    poolsOffer(go),
  ];
}

function recordsCard() {
  return state.records.length > 0 && el("section", { class: "card" },
    el("h2", {}, say("records"), " ", el("small", {}, count(state.records.length))));
}

export function reviewView(go) {
  const cards = el("div", {}), end = el("div", {});
  const drawCard = (table, place) => {
    const changed = () => {
      const at = [...place.querySelectorAll("select, input")].indexOf(document.activeElement);
      drawCard(table, place);
      place.querySelectorAll("select, input")[at]?.focus();
      drawBottom(end, go);
    };
    show(place, tableCard(table, changed));
  };
  for (const table of state.tables) {
    const place = el("div", {});
    drawCard(table, place);
    cards.append(place);
  }
  drawBottom(end, go);
  return {
    title: say("reviewTitle"),
    node: el("div", {}, el("h1", {}, say("reviewTitle")), el("p", { class: "lead" }, say("reviewLead")),
      recordsCard(), cards, end,
      el("details", { class: "more" }, el("summary", {}, say("addMore")), bringArea(go, false).node)),
  };
}
