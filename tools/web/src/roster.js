// SPDX-License-Identifier: GPL-3.0-or-later
// The roster: decisions at a glance, then a table of which only the rows in sight exist, so
// that ten thousand sort and filter as quickly as ten.
import { button, download, el, show, svg } from "./dom.js";
import { count, known, money, percent, range } from "./format.js";
import { askKey } from "./key_dialog.js";
import { poolsOffer } from "./pools.js";
import { fileOf } from "./service.js";
import { COLUMNS, flagAll, sift } from "./sift.js";
import { skipList } from "./skips.js";
import { freshWish, state } from "./state.js";
import { language, ofBoth, say } from "./words.js";

const DECISIONS = ["decline", "review", "sign", "insufficient_data", "undecided"];
/* The rate of false flags, as `assay audit` and the service's own report have it. */
const FALSE_FLAGS = 0.1;
/* What the service puts into one table or page when nobody set it otherwise. */
const FILE_ACCOUNTS = 10000, FILE_BYTES = 60e6;
const BEYOND = 8; /* rows kept above and below what is seen */
const PHONE = window.matchMedia("(max-width: 47.99rem)");
const rowHeight = () => (PHONE.matches ? 108 : 60);

let lastScroll = 0, lastRow = 0;

// ---- at a glance

function decisionBar(counts, total) {
  let at = 0;
  const bar = svg("svg", { class: "bar", role: "img", "aria-label": say("decisionsTitle") });
  for (const name of DECISIONS) {
    const share = (100 * (counts.get(name) ?? 0)) / total;
    if (share > 0) bar.append(svg("rect", { class: name, x: `${at}%`, width: `${share}%`, height: "100%" }));
    at += share;
  }
  return bar;
}

function chips(counts, changed) {
  const { wish } = state;
  const present = DECISIONS.filter((name) => counts.get(name) > 0);
  return el("div", { class: "chips", role: "group", "aria-label": say("decision") }, present.map((name) =>
    button([el("i", { class: name, "aria-hidden": "true" }), el("b", {}, count(counts.get(name))), " ", say(name)], (event) => {
      if (wish.decisions.has(name)) wish.decisions.delete(name);
      else wish.decisions.add(name);
      event.currentTarget.setAttribute("aria-pressed", String(wish.decisions.has(name)));
      changed();
    }, { class: "chip", "aria-pressed": String(wish.decisions.has(name)) })));
}

function tile(name, big, small) {
  return el("div", {}, el("dt", {}, name), el("dd", {}, el("b", {}, big), " ", el("span", {}, small)));
}

function tiles() {
  const flagged = flagAll(state.rows, FALSE_FLAGS);
  const sums = new Map();
  for (const row of state.rows) {
    if (!known(row.money)) continue;
    const sum = sums.get(row.currency) ?? { risk: 0, fees: 0, n: 0 };
    sum.risk += row.money;
    sum.fees += known(row.fee) ? row.fee : 0;
    sum.n += 1;
    sums.set(row.currency, sum);
  }
  const tested = state.rows.some((r) => known(r.pValue));
  return el("dl", { class: "est" },
    tested && tile(say("flaggedOf"), count(flagged), say("flaggedWrong", count(Math.ceil(flagged * FALSE_FLAGS)), percent(FALSE_FLAGS))),
    [...sums].sort().map(([currency, sum]) =>
      tile(say("feesAtRisk"), money(sum.risk, currency), say("feesOf", count(sum.fees), count(sum.n)))));
}

// ---- files

/* The accounts of the rows, most doubtful first, as many as one file may have. */
function textsForFile() {
  const all = sift(state.rows, { ...freshWish(), by: "risk" });
  const texts = [];
  let bytes = 0;
  for (const row of all) {
    const { text } = state.accounts[row.account];
    bytes += text.length * 1.2;
    if (texts.length === FILE_ACCOUNTS || bytes > FILE_BYTES) break;
    texts.push(text);
  }
  return { texts, cut: texts.length < all.length };
}

async function saveFile(name, type, status) {
  const { texts, cut } = textsForFile();
  show(status, say("saving", name));
  try {
    download(name, await fileOf(texts, type, language(), { askKey }));
    show(status, cut && say("saveCut", count(FILE_ACCOUNTS), count(texts.length)));
  } catch (error) {
    show(status, error.message);
  }
}

function saveVerdicts() {
  const parts = state.rows.flatMap((row) => [state.answers[row.account], "\n"]);
  download("verdicts.ndjson", new Blob(parts, { type: "application/x-ndjson" }));
}

function saveMenu() {
  const status = el("p", { class: "s", role: "status" });
  const menu = el("details", { class: "menu" }, el("summary", { class: "button" }, say("save")),
    el("div", { class: "items" },
      button(say("saveCsv"), () => saveFile("verdicts.csv", "text/csv", status)),
      button(say("saveJson"), saveVerdicts),
      button(say("saveReport"), () => saveFile("report.html", "text/html", status))));
  menu.addEventListener("click", (e) => e.target.closest(".items button") && (menu.open = false));
  menu.addEventListener("keydown", (e) => {
    if (e.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  return { menu, status };
}

// ---- one row

function name(row) {
  return [el("bdi", { class: "who" }, row.handle), el("small", {}, row.platform)];
}

function riskCell(row) {
  if (!known(row.p)) return "–";
  return [el("b", {}, percent(row.p)), " ", el("small", {}, range(row.low, row.high, percent))];
}

function rowNode(row, at, place, opened) {
  const cell = (kind, ...inner) => el("div", { role: "gridcell", class: `c-${kind}` }, inner);
  const node = el("div", {
    role: "row", class: "line", tabindex: at === place ? 0 : -1, "aria-rowindex": at + 2, "data-at": at,
    on: { click: () => opened(at) },
  },
  el("div", { role: "rowheader", class: "c-account" }, name(row),
    el("span", { class: "because" }, row.reason ? ofBoth(row.reason) : "")),
  cell("followers", count(row.followers) || "–", el("span", { class: "phone-word" }, " ", say("followersWord"))),
  cell("decision", el("span", { class: `word ${row.decision}` }, say(row.decision)), row.flagged && el("small", { class: "flag" }, say("flagged"))),
  cell("integrity", known(row.integrity) ? count(row.integrity) : "–"),
  cell("risk", riskCell(row)),
  cell("atRisk", money(row.money, row.currency) || "–"));
  node.style.transform = `translateY(${at * rowHeight()}px)`;
  return node;
}

// ---- the table

function headerRow(changed) {
  const { wish } = state;
  return el("div", { role: "row", class: "line head", "aria-rowindex": 1 }, Object.keys(COLUMNS).map((by) =>
    el("div", { role: "columnheader", class: `c-${by}`, "aria-sort": wish.by !== by ? "none" : wish.down ? "descending" : "ascending" },
      button(say(by), () => {
        wish.down = wish.by === by ? !wish.down : COLUMNS[by].down;
        wish.by = by;
        changed(by);
      }))));
}

function sortSelect(changed) {
  const { wish } = state;
  const options = Object.entries(COLUMNS).flatMap(([by, { down }]) => [[by, down], [by, !down]]);
  const chosen = `${wish.by} ${wish.down}`;
  return el("label", { class: "phone" }, el("span", {}, say("sortBy")), el("select", { on: { change: (e) => {
    const [by, down] = e.target.value.split(" ");
    Object.assign(wish, { by, down: down === "true" });
    changed();
  } } }, options.map(([by, down]) => el("option", { value: `${by} ${down}`, selected: `${by} ${down}` === chosen },
    `${say(by)}, ${say(down ? "descending" : "ascending")}`))));
}

function filters(changed) {
  const { wish } = state;
  const platforms = [...new Set(state.rows.map((r) => r.platform))].sort();
  const search = el("input", { type: "search", value: wish.text, placeholder: say("search"), "aria-label": say("search"),
    on: { input: (e) => { wish.text = e.target.value; changed(); } } });
  const platform = el("select", { "aria-label": say("platform"), on: { change: (e) => { wish.platform = e.target.value; changed(); } } },
    [["", say("allPlatforms")], ...platforms.map((p) => [p, p])].map(([value, words]) => el("option", { value, selected: value === wish.platform }, words)));
  return el("div", { class: "row filters" }, search, platforms.length > 1 && platform, sortSelect(changed));
}

/* The rows in sight, moved as the window scrolls. */
class Table {
  constructor(opened) {
    this.opened = opened;
    this.place = 0;
    this.head = el("div", { role: "rowgroup", class: "heads" });
    this.body = el("div", { role: "rowgroup", class: "lines" });
    this.none = el("p", { class: "none", hidden: true });
    this.node = el("div", { role: "grid", class: "roster", "aria-label": say("rosterTitle", count(state.rows.length)),
      "aria-describedby": "roster-keys", on: { keydown: (e) => this.key(e) } }, this.head, this.body);
    this.nodes = new Map();
  }

  take(rows) {
    this.rows = rows;
    this.place = Math.min(this.place, Math.max(rows.length - 1, 0));
    this.node.setAttribute("aria-rowcount", rows.length + 1);
    this.body.style.height = `${rows.length * rowHeight()}px`;
    this.body.replaceChildren();
    this.nodes.clear();
    this.draw();
  }

  inSight() {
    const top = -this.body.getBoundingClientRect().top, high = rowHeight();
    const from = Math.max(0, Math.floor(top / high) - BEYOND);
    const to = Math.min(this.rows.length, Math.ceil((top + window.innerHeight) / high) + BEYOND);
    return [Math.min(from, this.rows.length), Math.max(to, 0)];
  }

  draw() {
    const [from, to] = this.inSight();
    const focused = document.activeElement?.dataset?.at;
    for (const [at, node] of this.nodes)
      if ((at < from || at >= to) && String(at) !== focused) {
        node.remove();
        this.nodes.delete(at);
      }
    for (let at = from; at < to; at++) this.need(at);
    if (this.rows.length > 0) this.need(this.place); /* there is always one to tab to */
  }

  /* The row's node, put where it belongs among the others. */
  need(at) {
    if (this.nodes.has(at)) return this.nodes.get(at);
    const node = rowNode(this.rows[at], at, this.place, this.opened);
    let after = null;
    for (const [other, there] of this.nodes)
      if (other > at && (after === null || other < Number(after.dataset.at))) after = there;
    this.body.insertBefore(node, after);
    this.nodes.set(at, node);
    return node;
  }

  moveTo(at) {
    const to = Math.max(0, Math.min(at, this.rows.length - 1));
    if (this.rows.length === 0) return;
    this.nodes.get(this.place)?.setAttribute("tabindex", "-1");
    this.place = to;
    const high = rowHeight(), top = this.body.getBoundingClientRect().top + to * high;
    const least = this.head.offsetHeight + 8, most = window.innerHeight - high - 8;
    if (top < least) window.scrollBy(0, top - least);
    else if (top > most) window.scrollBy(0, top - most);
    const node = this.need(to);
    node.setAttribute("tabindex", "0");
    node.focus({ preventScroll: true });
    this.draw();
  }

  key(event) {
    if (!event.target.classList.contains("line")) return;
    const page = Math.max(1, Math.floor(window.innerHeight / rowHeight()) - 3);
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key in moves) this.moveTo(this.place + moves[event.key]);
    else if (event.key === "Enter" || event.key === " ") this.opened(this.place);
    else return;
    event.preventDefault();
  }
}

function countDecisions() {
  const counts = new Map();
  for (const row of state.rows) counts.set(row.decision, (counts.get(row.decision) ?? 0) + 1);
  return counts;
}

/** The rows as last shown, for going from one creator to the next. */
export function rowsShown() {
  return sift(state.rows, state.wish);
}

export function rosterView(go) {
  const counts = countDecisions();
  const shownWords = el("p", { class: "s", role: "status" });
  const table = new Table((at) => {
    lastScroll = window.scrollY;
    lastRow = at;
    go(`creator/${table.rows[at].index}`);
  });
  const controls = el("div", {}), chosen = el("div", {});
  const drawControls = () => {
    show(chosen, chips(counts, changed));
    show(controls, filters(changed));
  };
  const clear = button(say("clearFilters"), () => {
    state.wish = { ...freshWish(), by: state.wish.by, down: state.wish.down };
    drawControls();
    changed();
  }, { class: "link" });
  function changed(sorted) {
    const rows = sift(state.rows, state.wish);
    table.take(rows);
    show(table.head, headerRow(changed));
    if (sorted) table.head.querySelector(`.c-${sorted} button`).focus();
    show(shownWords, rows.length < state.rows.length && say("shown", count(rows.length), count(state.rows.length)));
    show(table.none, say("noneMatch"), clear);
    table.none.hidden = rows.length > 0;
  }
  const summary = tiles();
  drawControls();
  const { menu, status } = saveMenu();
  const onScroll = () => table.draw();
  const onSize = () => table.take(table.rows);
  window.addEventListener("scroll", onScroll, { passive: true });
  window.addEventListener("resize", onScroll);
  PHONE.addEventListener("change", onSize);
  const skips = [...state.readSkips, ...state.skipped, ...state.serviceSkips];
  const n = state.rows.length;
  const node = el("div", {},
    el("div", { class: "titles" }, el("h1", {}, n === 1 ? say("rosterTitleOne") : say("rosterTitle", count(n))), menu),
    status, decisionBar(counts, n), chosen, summary,
    state.rows.some((r) => r.basis === "simulation") && el("p", { class: "s" }, say("modelBased")),
    poolsOffer(go), skipList(skips, false), controls, shownWords,
    el("p", { id: "roster-keys", class: "s wide" }, say("keys")),
    table.node, table.none, el("p", { class: "s" }, say("caveat")));
  table.rows = [];
  changed();
  return {
    node, title: node.querySelector("h1").textContent,
    scroll: () => (table.draw(), lastScroll),
    focus: lastRow > 0 || lastScroll > 0 ? () => { table.draw(); table.moveTo(lastRow); } : undefined,
    leave: () => {
      window.removeEventListener("scroll", onScroll);
      window.removeEventListener("resize", onScroll);
      PHONE.removeEventListener("change", onSize);
    },
  };
}
