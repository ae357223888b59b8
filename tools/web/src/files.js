// SPDX-License-Identifier: GPL-3.0-or-later
// Files and pasted rows on their way in. They are read in a worker, so that the page can be
// used meanwhile however large they are; tables come back in pieces small enough for that.

/** The files of a drop, folders walked through, in order of their names. */
export async function droppedFiles(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) return [...transfer.files];
  const files = [];
  for (const entry of entries) await walk(entry, files);
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function walk(entry, files) {
  if (entry.name.startsWith(".")) return;
  if (entry.isFile) {
    files.push(await new Promise((done, fail) => entry.file(done, fail)));
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (some.length === 0) return;
    for (const inner of some) await walk(inner, files);
  }
}

/* What each kind of message of the worker adds; the last table is the one that grows. */
const TAKES = {
  skip: (into, [file, row, why]) => into.skip(file, row, why),
  progress: (into, [name, rows]) => into.progress(name, rows),
  records: (into, records) => { for (const record of records) into.records.push(record); },
  table: (into, table) => into.tables.push({ ...table, rows: [] }),
  rows: (into, { cells, numbers }) => {
    const { rows } = into.tables.at(-1);
    cells.forEach((row, i) => rows.push(Object.assign(row, { row: numbers[i] })));
  },
};

function inWorker(task, into) {
  const worker = new Worker(new URL("reader.js", import.meta.url), { type: "module" });
  return new Promise((done, fail) => {
    worker.onmessage = ({ data: [kind, value] }) => (kind === "done" ? done() : TAKES[kind](into, value));
    worker.onerror = (event) => fail(new Error(event.message ?? "worker"));
    worker.postMessage(task);
  }).finally(() => worker.terminate());
}

/** Reads files into {tables, records}, each table with what it was taken for; one that fails
 * is told and the others go on. */
export const readFiles = (files, into) => inWorker({ files }, into);

/** Rows or JSON as pasted, by this name. */
export const readPasted = (name, text, into) => inWorker({ name, text }, into);
