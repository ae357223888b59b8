// SPDX-License-Identifier: GPL-3.0-or-later
// Which of our tables a foreign table is, and which of its columns is which of ours: a first
// guess that the reader sees and changes. A column of ours is given away once.
import FIELDS from "assay:fields";
import { SYNONYMS, TABLE_NAMES } from "./synonyms.js";
import { decimalMark, dayOrder, fold, isPlainNumber, isPlainTime } from "./values.js";

/* Who acted on whom and when: no table of an account, but one of the roster's network. */
const ACTIONS = {
  name: "actions",
  fields: [["actor", "NAME"], ["object", "NAME"], ["at", "TIME"]].map(([column, kind]) => ({ column, key: column, kind, needed: true })),
};
export const TABLES = [...FIELDS, ACTIONS];
export const NUMERIC = new Set(["NUMBER", "COUNT", "SHARE"]);
/* Tables that a guess may choose; the others are ours by name of the file only. */
const GUESSED = ["accounts", "growth", "posts", "comments", "actions"];
const SAMPLED = 2000;

export function tableOf(name) {
  return TABLES.find((t) => t.name === name);
}

/** The columns that a table's rows have, with the account's own first. */
export function fieldsOf(name) {
  const own = tableOf(name).fields;
  if (name === "accounts" || name === "actions") return own;
  const [platform, handle] = tableOf("accounts").fields;
  return [platform, handle, ...own];
}

/** `authorMeta.nickName` and `Author meta: nick-name` are both `author meta nick name`. */
export function plainHeader(text) {
  return fold(text.replace(/([a-z0-9])([A-Z])/g, "$1 $2")).replace(/[^a-z0-9]+/g, " ").trim();
}

function likeness(header, column) {
  const own = column.replaceAll("_", " ");
  if (header === own) return 100;
  const words = SYNONYMS.get(column) ?? [];
  const at = words.indexOf(header);
  if (at >= 0) return 90 - at / words.length;
  if (header.split(" ").length > 6) return 0;
  const padded = ` ${header} `;
  const inside = [own, ...words].filter((w) => w.length > 3 && padded.includes(` ${w} `));
  return inside.length > 0 ? 40 + Math.max(...inside.map((w) => w.length)) : 0;
}

/* Beside a comment, `username` is who wrote it and not whose account it is. */
function isWriter(table, field, header) {
  return table === "comments" && field.column === "handle" && SYNONYMS.get("author").includes(header);
}

/** {column of ours: index of theirs}, best likeness first. */
export function guessColumns(headers, table) {
  const plain = headers.map(plainHeader);
  const pairs = [];
  for (const field of fieldsOf(table))
    plain.forEach((header, i) => {
      const like = likeness(header, field.column) - (isWriter(table, field, header) ? 60 : 0);
      if (like > 0) pairs.push({ like: like + (field.needed ? 0.5 : 0), column: field.column, i });
    });
  pairs.sort((a, b) => b.like - a.like || a.i - b.i);
  const columns = {}, used = new Set();
  for (const { column, i } of pairs) {
    if (column in columns || used.has(i)) continue;
    columns[column] = i;
    used.add(i);
  }
  return columns;
}

function fits(headers, table) {
  const columns = guessColumns(headers, table);
  const needed = tableOf(table).fields.filter((f) => f.needed && f.column !== "platform");
  const have = needed.filter((f) => f.column in columns).length;
  const exact = Object.entries(columns)
    .filter(([c, i]) => plainHeader(headers[i]) === c.replaceAll("_", " ")).length;
  return have < needed.length ? -1 : Object.keys(columns).length + exact;
}

/** The table that headers look like, "" when nothing fits. */
export function guessTable(headers, name) {
  const stem = plainHeader(name.replace(/(\.(csv|tsv|txt|xlsx|json|ndjson|jsonl|gz))+$/i, ""));
  const own = TABLES.find((t) => stem.split(" ").includes(t.name));
  if (own && fits(headers, own.name) >= 0) return own.name;
  let best = "", most = 0;
  for (const table of GUESSED) {
    const named = TABLE_NAMES[table].split(" ").some((w) => stem.includes(w)) ? 1.5 : 0;
    const fit = fits(headers, table);
    if (fit >= 0 && fit + named > most) [best, most] = [table, fit + named];
  }
  return best;
}

/** Cells of a column, none of them empty, at most so many. */
export function samplesOf(table, index, most = SAMPLED) {
  const found = [];
  for (const row of table.rows) {
    const cell = row[index];
    if (cell !== undefined && cell.trim() !== "") found.push(cell);
    if (found.length >= most) break;
  }
  return found;
}

function cellsOfKinds(table, wanted) {
  if (!table.is) return [];
  const indices = fieldsOf(table.is).filter((f) => wanted(f.kind)).map((f) => table.columns[f.column]);
  return indices.filter((i) => i !== undefined).flatMap((i) => samplesOf(table, i, Infinity));
}

/** What the cells tell of numbers and dates; the reader's own choice is kept. */
export function guessForms(table) {
  const numbers = cellsOfKinds(table, (kind) => NUMERIC.has(kind));
  const times = cellsOfKinds(table, (kind) => kind === "TIME");
  table.markSeen = decimalMark(numbers);
  table.orderSeen = dayOrder(times);
  table.markExample = numbers.find((c) => decimalMark([c]) === "?") ?? "";
  table.orderExample = times.find((c) => dayOrder([c]) === "?") ?? "";
  table.mark = table.markChosen ?? (/[.,]/.test(table.markSeen) ? table.markSeen : ".");
  table.order = table.orderChosen ?? (table.orderSeen.length === 3 ? table.orderSeen : "");
  table.spoken = !numbers.every(isPlainNumber) || !times.every(isPlainTime);
}

/** Makes the guesses for a table that was just read. */
export function guess(table) {
  table.is = guessTable(table.headers, table.name);
  remap(table);
}

/** After the reader said what the table is. */
export function remap(table) {
  table.columns = table.is ? guessColumns(table.headers, table.is) : {};
  guessForms(table);
}

/** Questions that only the reader can answer. */
export function openQuestions(table) {
  const open = [];
  if (!table.is || table.leftOut) return open;
  for (const field of fieldsOf(table.is)) {
    if (!field.needed || field.column in table.columns) continue;
    if (field.column === "platform" && (table.platform || handlesAreLinks(table))) continue;
    if (field.column === "handle" && table.handle) continue;
    open.push(field.column);
  }
  if (table.markSeen === "?" && !table.markChosen) open.push("mark");
  if (table.orderSeen === "?" && !table.orderChosen) open.push("order");
  return open;
}

export function handlesAreLinks(table) {
  const index = table.columns.handle;
  if (index === undefined) return false;
  const cells = samplesOf(table, index, 50);
  return cells.length > 0 && cells.every((c) => /^(https?:\/\/)?[\w.]+\.[a-z]+\/\S/i.test(c.trim()));
}

/** Whether a table is exactly ours, so that there is nothing to look at. */
export function isOurs(table) {
  if (!table.is || table.spoken || openQuestions(table).length > 0) return false;
  return table.headers.every((header, i) => table.columns[header] === i);
}
