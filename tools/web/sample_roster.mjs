// SPDX-License-Identifier: GPL-3.0-or-later
// A few invented accounts of datasets/sample as records, one a line, for whoever wants to
// look before bringing data. Comments and readings are thinned to keep the page small.
import { readFile } from "node:fs/promises";
import path from "node:path";
import Papa from "papaparse";

const CHOSEN = [
  "tiktok/evanvancestudio", "instagram/colewells.club", "facebook/tutrongkitchen",
  "tiktok/lukegrant.daily58", "instagram/quynhbuitapluyen", "youtube/longgiatv",
  "youtube/linhthuyreview79", "instagram/drewbanks.codes",
];
const TEXT = new Set(["platform", "handle", "id", "post", "author", "reply_to", "name", "bio",
  "category", "country", "language", "currency", "kind", "caption", "text", "at", "seen_at",
  "created_at"]);
const MOST_COMMENTS = 80;

async function table(folder, name) {
  const text = await readFile(path.join(folder, `${name}.csv`), "utf8");
  return Papa.parse(text, { header: true, skipEmptyLines: true }).data;
}

function row(cells, leave) {
  const out = {};
  for (const [column, cell] of Object.entries(cells))
    if (cell !== "" && !leave.includes(column))
      out[column] = TEXT.has(column) ? cell.replace(/^'(?=[=+\-@])/, "") : Number(cell);
  return out;
}

export async function sampleRoster(folder) {
  const accounts = new Map();
  for (const cells of await table(folder, "accounts")) {
    const key = `${cells.platform}/${cells.handle}`;
    if (CHOSEN.includes(key)) accounts.set(key, row(cells, []));
  }
  for (const name of ["growth", "posts", "comments"])
    for (const cells of await table(folder, name)) {
      const account = accounts.get(`${cells.platform}/${cells.handle}`);
      if (!account) continue;
      const one = row(cells, ["platform", "handle", name === "posts" ? "post" : ""]);
      if (name === "posts") one.id = cells.post;
      (account[name] ??= []).push(one);
    }
  for (const account of accounts.values())
    account.comments = account.comments?.slice(0, MOST_COMMENTS);
  return CHOSEN.map((key) => JSON.stringify(accounts.get(key)) + "\n").join("");
}
