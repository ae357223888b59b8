// SPDX-License-Identifier: GPL-3.0-or-later
// The worker that reads: one task, {files} or {name, text}, answered by messages
// [kind, value] as src/files.js takes them, and ["done"] at the end.
import { guess } from "./mapping.js";
import { readFiles, readPasted } from "./reading.js";

const PIECE = 2000; /* rows or records a message: a few milliseconds to take in */

const send = (kind, value) => self.postMessage([kind, value]);

function sendTable(table) {
  const { rows, ...about } = table;
  send("table", about);
  for (let from = 0; from < rows.length; from += PIECE) {
    const cells = rows.slice(from, from + PIECE);
    send("rows", { cells: cells.map((row) => [...row]), numbers: cells.map((row) => row.row) });
  }
}

/* What one file gave goes out before the next is read. */
function hand(into) {
  for (const table of into.tables.splice(0)) {
    guess(table);
    sendTable(table);
  }
  for (let from = 0; from < into.records.length; from += PIECE) send("records", into.records.slice(from, from + PIECE));
  into.records.length = 0;
}

self.onmessage = async ({ data: { files, name, text } }) => {
  const into = {
    tables: [], records: [],
    skip: (...what) => send("skip", what),
    progress: (...what) => send("progress", what),
  };
  if (files) for (const file of files) {
    await readFiles([file], into);
    hand(into);
  }
  else await readPasted(name, text, into);
  hand(into);
  send("done");
};
