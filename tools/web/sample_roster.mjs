// SPDX-License-Identifier: GPL-3.0-or-later
// A few invented accounts of datasets/sample as records, one a line, for whoever wants to
// look before bringing data. Comments and readings are thinned to keep the page small.
import { readFile } from "node:fs/promises";
import path from "node:path";
import Papa from "papaparse";

const CHOSEN = [
  "tiktok/evanvancestudio", "instagram/colewells.club", "facebook/tutrongkitchen",
  "tiktok/lukegrant.daily58", "instagram/quynhbuitapluyen", "youtube/longgiatv",
  "youtube/linhthuyreview79", "instagram/drewbanks.codes", "tiktok/lilyblake.tv",
  "youtube/katebanks.closet87",
];
/* Rows of an account that are enough to look at. */
const MOST = { comments: 80, livestreams: 400 };

async function table(folder, name) {
  const text = await readFile(path.join(folder, `${name}.csv`), "utf8");
  return Papa.parse(text, { header: true, skipEmptyLines: true }).data;
}

const WORDS = new Set(["TEXT", "NAME", "TIME"]);

function value(kind, cell) {
  if (WORDS.has(kind)) return cell.replace(/^'(?=[=+\-@])/, "");
  return kind === "TRUTH" ? cell === "1" : Number(cell);
}

/* One row of a table as its record has it: empty cells are left out. */
function row(fields, cells) {
  const known = fields.filter(({ column }) => (cells[column] ?? "") !== "");
  return Object.fromEntries(known.map(({ column, key, kind }) => [key, value(kind, cells[column])]));
}

/** @param tables  as fieldsFromTable gives them, the account itself first */
export async function sampleRoster(folder, tables) {
  const accounts = new Map();
  const [own, ...others] = tables;
  for (const cells of await table(folder, own.name)) {
    const key = `${cells.platform}/${cells.handle}`;
    if (CHOSEN.includes(key)) accounts.set(key, row(own.fields, cells));
  }
  for (const { name, fields } of others)
    for (const cells of await table(folder, name)) {
      const account = accounts.get(`${cells.platform}/${cells.handle}`);
      if (account && (account[name]?.length ?? 0) < (MOST[name] ?? Infinity)) (account[name] ??= []).push(row(fields, cells));
    }
  return CHOSEN.map((key) => JSON.stringify(accounts.get(key)) + "\n").join("");
}
