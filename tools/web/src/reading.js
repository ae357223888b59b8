// SPDX-License-Identifier: GPL-3.0-or-later
// Files to tables and records, in the worker. A table is {name, headers, rows, first}, its cells as text;
// a record is one account as JSON text that is passed on as it came. Whatever is not used
// is told to `skip(file, row, why)`.
import Papa from "papaparse";
import { isVisited } from "./actions.js";
import { flatten, parseExact, splitJson } from "./json_text.js";

const NESTED = ["growth", "posts", "comments", "audience", "livestreams", "sales", "explanations"];
const PIECE = 4e6; /* characters of a table between two words about progress */

/** Text of a file by its byte order mark; UTF-8 else. */
async function textOf(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le"
    : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
  return new TextDecoder(utf16).decode(bytes);
}

async function unpacked(file) {
  if (!/\.gz$/i.test(file.name)) return { name: file.name, blob: file };
  const stream = file.stream().pipeThrough(new DecompressionStream("gzip"));
  return { name: file.name.replace(/\.gz$/i, ""), blob: await new Response(stream).blob() };
}

// ---- rows

/** Rows of text with their header; delimiters are found, quotes and line ends kept. */
export function readDelimited(name, text, into) {
  const all = [];
  Papa.parse(text.replace(/^\uFEFF/, ""), {
    skipEmptyLines: "greedy",
    delimitersToGuess: [",", ";", "\t", "|"],
    chunkSize: PIECE,
    chunk: ({ data }) => {
      for (const row of data) all.push(row);
      into.progress(name, all.length);
    },
  });
  takeRows(name, all, into);
}

/* The header is the first row of at least two cells, or of the table's only column. */
function takeRows(name, all, into) {
  const wide = Math.max(0, ...all.slice(0, 50).map((row) => filled(row)));
  const at = all.findIndex((row) => filled(row) >= Math.min(2, wide) && filled(row) > 0);
  if (at < 0 || all.length < at + 2) {
    into.skip(name, "", ["whyEmpty"]);
    return;
  }
  const headers = all[at].map((cell, i) => (cell.trim() === "" ? `#${i + 1}` : cell.trim()));
  const rows = [];
  for (let i = at + 1; i < all.length; i++) {
    if (all[i].length > headers.length && all[i].slice(headers.length).some((c) => c.trim() !== ""))
      into.skip(name, i + 1, ["whyWidth", all[i].length, headers.length]);
    else rows.push(Object.assign(all[i], { row: i + 1 }));
  }
  into.tables.push({ name, headers, rows });
}

function filled(row) {
  return row.filter((cell) => cell.trim() !== "").length;
}

// ---- spreadsheets

function cellText(cell) {
  if (cell === null || cell === undefined) return "";
  if (cell instanceof Date) {
    const iso = cell.toISOString();
    return iso.endsWith("T00:00:00.000Z") ? iso.slice(0, 10) : iso.replace(/\.\d+Z$/, "Z");
  }
  return String(cell);
}

async function readWorkbook(name, blob, into) {
  const { default: readSheets } = await import("read-excel-file/universal");
  for (const { sheet, data } of await readSheets(blob)) {
    const rows = data.map((row) => row.map(cellText));
    const widest = rows.reduce((most, row) => Math.max(most, row.length), 0);
    for (const row of rows) while (row.length < widest) row.push("");
    const before = into.tables.length;
    takeRows(`${name} › ${sheet}`, rows, into);
    for (const table of into.tables.slice(before)) {
      table.serial = true;
      tellRounded(table, into);
    }
  }
}

/* A spreadsheet keeps 15 digits: ids that are longer have been rounded before they came. */
function tellRounded(table, into) {
  table.headers.forEach((header, i) => {
    const at = table.rows.find((row) => /^\d{16,}$|^\d(\.\d+)?e\+\d\d$/.test(row[i] ?? ""));
    if (at && /0{2,}$|e\+/.test(at[i])) into.skip(table.name, at.row, ["whyDigits", header]);
  });
}

// ---- JSON

function isRecord(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const named = typeof value.platform === "string" && ["string", "number"].includes(typeof value.handle);
  /* a flat row of another table has platform and handle too, and no table in it */
  const flatRow = ["at", "text", "likes", "post"].some((key) => key in value && !Array.isArray(value[key]));
  return named && (NESTED.some((key) => Array.isArray(value[key])) || !flatRow);
}

/* The array of rows that an export wraps: {data: [...]}, {items: [...]}. */
function unwrapped(text, value) {
  const inner = Object.entries(value).filter(([, v]) => Array.isArray(v) && typeof v[0] === "object");
  if (inner.length !== 1 || "platform" in value) return null;
  return inner[0][1].map((v, i) => ({ value: v, row: i + 1 }));
}

function readJson(name, text, into) {
  const rows = [];
  const pieces = splitJson(text.replace(/^\uFEFF/, ""));
  if (pieces.length === 0) into.skip(name, "", ["whyEmpty"]);
  for (const [i, piece] of pieces.entries()) {
    if (i % 1000 === 999) into.progress(name, i);
    let value;
    try {
      value = parseExact(piece.text);
    } catch {
      into.skip(name, piece.row, ["whyJson"]);
      continue;
    }
    if (isRecord(value)) {
      into.records.push({ file: name, row: piece.row, text: piece.text.replace(/[\r\n]+/g, " "), ...about(value) });
    } else if (typeof value !== "object" || value === null) {
      into.skip(name, piece.row, ["whyNoAccount"]);
    } else {
      const wrapped = pieces.length === 1 && unwrapped(piece.text, value);
      for (const one of wrapped || [{ value, row: piece.row }]) rows.push(one);
    }
  }
  takeObjects(name, rows, into);
}

/* What the page itself wants to know of a record. */
function about(value) {
  let followers = value.followers;
  for (const reading of value.growth ?? [])
    if (followers === undefined || followers === null) followers = reading?.followers;
  const last = value.growth?.at?.(-1)?.followers;
  const fee = typeof value.fee === "object" ? value.fee : { amount: value.fee, currency: value.currency };
  return {
    platform: value.platform.trim().toLowerCase(), handle: String(value.handle).trim().replace(/^@/, ""),
    followers: Number(value.followers ?? last ?? followers), fee: Number(fee?.amount ?? NaN),
    currency: fee?.currency ?? value.currency ?? "", visited: isVisited(value),
  };
}

function takeObjects(name, objects, into) {
  if (objects.length === 0) return;
  const headers = new Map(), lists = new Set();
  const flat = objects.map(({ value, row }) => ({ cells: flatten(value, lists), row }));
  if (lists.size > 0) into.skip(name, "", ["whyLists", [...lists].join(", ")]);
  for (const { cells } of flat)
    for (const key of Object.keys(cells)) if (!headers.has(key)) headers.set(key, headers.size);
  const rows = flat.map(({ cells, row }) => {
    const out = new Array(headers.size).fill("");
    for (const [key, cell] of Object.entries(cells)) out[headers.get(key)] = cell;
    return Object.assign(out, { row });
  });
  if (headers.size > 0) into.tables.push({ name, headers: [...headers.keys()], rows });
  else into.skip(name, "", ["whyNoAccount"]);
}

// ---- all

async function readOne(file, into) {
  if (/\.zst$/i.test(file.name)) return into.skip(file.name, "", ["whyZst"]);
  const { name, blob } = await unpacked(file);
  if (blob.size === 0) return into.skip(file.name, "", ["whyEmpty"]);
  if (/\.xlsx$/i.test(name)) return readWorkbook(name, blob, into);
  if (!/\.(csv|tsv|txt|json|ndjson|jsonl)$/i.test(name)) return into.skip(file.name, "", ["whyKind"]);
  const text = await textOf(blob);
  if (/\.(json|ndjson|jsonl)$/i.test(name) || /^\s*[[{]/.test(text.slice(0, 200)))
    return readJson(name, text, into);
  return readDelimited(name, text, into);
}

/** Reads files into {tables, records}; one that fails is told and the others go on. */
export async function readFiles(files, into) {
  for (const file of files) {
    into.progress(file.name, 0);
    try {
      await readOne(file, into);
    } catch (error) {
      into.skip(file.name, "", ["whyUnreadable", error.message]);
    }
  }
}

/** Rows or JSON as pasted. */
export function readPasted(name, text, into) {
  if (/^\s*[[{]/.test(text)) return readJson(name, text, into);
  return readDelimited(name, text, into);
}
