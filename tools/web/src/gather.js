// SPDX-License-Identifier: GPL-3.0-or-later
// Tables to account records: rows joined by platform and handle, cells read as the reader
// agreed. A row that lacks what it needs and a cell that cannot be read are told.
import { isVisited } from "./actions.js";
import { breather } from "./breath.js";
import { fieldsOf, NUMERIC } from "./mapping.js";
import { decimalMark, isUnknown, readHandle, readNumber, readTime, readTruth, unguarded } from "./values.js";
import { say } from "./words.js";

function readCell(kind, text, table) {
  if (NUMERIC.has(kind)) return isOpen(text, table) ? undefined : readNumber(text.trim(), table.mark);
  if (kind === "TIME") return readTime(text, table.order, table.serial);
  if (kind === "TRUTH") return readTruth(text);
  if (kind === "NAME") return isUnknown(text) ? null : unguarded(text.trim());
  return text === "" ? null : unguarded(text);
}

/* Two readings are possible and the reader has not said which. */
function isOpen(text, table) {
  return table.markSeen === "?" && !table.markChosen && decimalMark([text]) === "?";
}

/** What a cell becomes, as text for the eye; "" when unknown, null when unreadable. */
export function previewOf(field, text, table) {
  if (field.column === "handle") {
    const { platform, handle } = readHandle(unguarded(text));
    return platform ? `${platform} / ${handle}` : handle;
  }
  const value = readCell(field.kind, text, table);
  if (value === undefined) return null;
  if (value === null) return "";
  return value === true ? say("yes") : value === false ? say("no") : String(value);
}

/* The account of a row; rows of one account mostly follow each other. */
function accountOf(row, table, into) {
  const cell = (column) => row[table.columns[column]] ?? "";
  const written = `${cell("platform")}\n${cell("handle")}`;
  if (into.written !== written) {
    into.account = findAccount(cell, table, into);
    into.written = written;
  }
  return into.account;
}

function findAccount(cell, table, into) {
  const { platform: linked, handle } = readHandle(unguarded(cell("handle") || table.handle || ""));
  const platform = (cell("platform") || linked || table.platform || "").trim().toLowerCase();
  if (platform === "" || handle === "") return null;
  const key = `${platform}\n${handle}`;
  if (!into.accounts.has(key)) into.accounts.set(key, { platform, handle });
  return into.accounts.get(key);
}

function readRow(row, table, fields, skip) {
  const out = {};
  for (const field of fields) {
    const index = table.columns[field.column];
    const text = index === undefined ? "" : row[index] ?? "";
    let value = text === "" ? null : readCell(field.kind, text, table);
    if (value === undefined || (typeof value === "number" && value < 0 && field.kind === "COUNT")) {
      skip(table.name, row.row, ["whyCell", table.headers[index], text.slice(0, 40)]);
      value = null;
    }
    if (value !== null) out[field.key] = value;
    else if (field.needed) {
      skip(table.name, row.row, ["whyNeeded", field.column]);
      return null;
    }
  }
  return out;
}

function addRow(account, table, values, row, skip) {
  if (table.is !== "accounts") {
    (account[table.is] ??= []).push(values);
    return;
  }
  for (const [key, value] of Object.entries(values)) {
    if (account[key] === undefined) account[key] = value;
    else if (account[key] !== value) skip(table.name, row.row, ["whyConflict", key]);
  }
}

async function addTable(table, into) {
  const fields = fieldsOf(table.is).slice(table.is === "actions" ? 0 : 2);
  into.written = null;
  for (const row of table.rows) {
    const wait = into.breathe();
    if (wait) await wait;
    const account = table.is === "actions" ? into : accountOf(row, table, into);
    if (!account) {
      into.skip(table.name, row.row, ["whyNoAccount"]);
      continue;
    }
    const values = readRow(row, table, fields, into.skip);
    if (values && account === into) into.actions.push(values);
    else if (values) addRow(account, table, values, row, into.skip);
  }
}

function lastFollowers(account) {
  let newest = null;
  for (const reading of account.growth ?? [])
    if (newest === null || String(reading.at) > String(newest.at)) newest = reading;
  return account.followers ?? newest?.followers ?? NaN;
}

/** Records of all that was read, in order of platform and handle:
 * [{platform, handle, followers, fee, currency, visited, text}], the rows of tables of actions, and
 * what was skipped. */
export async function gather(tables, records) {
  const skipped = [];
  const skip = (file, row, why) => skipped.push({ file, row, why });
  const found = new Map();
  for (const record of records) {
    const key = `${record.platform}\n${record.handle}`;
    if (found.has(key)) skip(record.file, record.row, ["whyOneTwice"]);
    else found.set(key, record);
  }
  const into = { accounts: new Map(), actions: [], skip, breathe: breather() };
  for (const table of tables) {
    if (table.leftOut) skip(table.name, "", ["whyLeftOut"]);
    else if (!table.is) skip(table.name, "", ["whyNoTable"]);
    else await addTable(table, into);
  }
  for (const [key, account] of into.accounts) {
    const wait = into.breathe();
    if (wait) await wait;
    if (found.has(key)) {
      skip(`${account.platform}/${account.handle}`, "", ["whyTwice"]);
      continue;
    }
    found.set(key, {
      platform: account.platform, handle: account.handle, followers: lastFollowers(account),
      fee: account.fee ?? NaN, currency: account.currency ?? "", visited: isVisited(account), text: JSON.stringify(account),
    });
  }
  const keys = [...found.keys()].sort();
  return { accounts: keys.map((key) => found.get(key)), actions: into.actions, skipped };
}
