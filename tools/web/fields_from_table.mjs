// SPDX-License-Identifier: GPL-3.0-or-later
// Reads engine/account/fields.def into [{name, fields: [{column, key, kind, needed}]}].

export function fieldsFromTable(text) {
  const tables = new Map();
  for (const [, id, name] of text.matchAll(/^TABLE\((\w+), (\w+),/gm))
    tables.set(id, { name, fields: [] });
  const rows = text.matchAll(/^FIELD\((\w+), "(\w+)", "(\w+)", (\w+),\s*\w+, (\w+)\)/gm);
  for (const [, id, column, key, kind, part] of rows)
    tables.get(id).fields.push({ column, key, kind, needed: part === "KEY" || part === "NEEDED" });
  if (tables.size < 5) throw new Error("fields.def is not as expected");
  return [...tables.values()];
}
