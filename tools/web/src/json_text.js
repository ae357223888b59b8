// SPDX-License-Identifier: GPL-3.0-or-later
// Records out of JSON text without touching their bytes: ids of 19 digits survive, since
// numbers are never made and written again.

/* Where the value that begins at `at` ends; -1 when the text ends first. */
function endOfValue(text, at) {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const c = text[i];
    if (c === '"') {
      for (i++; i < text.length && text[i] !== '"'; i++) if (text[i] === "\\") i++;
      if (i >= text.length) return -1;
      if (depth === 0) return i + 1;
    } else if (c === "{" || c === "[") {
      depth++;
    } else if (c === "}" || c === "]") {
      depth--;
      if (depth === 0) return i + 1;
      if (depth < 0) return i;
    } else if (depth === 0 && (c === "," || c === "\n")) {
      return i;
    }
  }
  return depth === 0 ? text.length : -1;
}

/** The values of NDJSON, of one array, or one value: [{text, row}]; row counts from 1. */
export function splitJson(text) {
  const found = [];
  const start = text.search(/\S/);
  if (start < 0) return found;
  const array = text[start] === "[";
  let at = array ? start + 1 : start;
  while (at < text.length) {
    const c = text[at];
    if (c === "," || /\s/.test(c)) {
      at++;
      continue;
    }
    if (array && c === "]") break;
    let end = endOfValue(text, at);
    if (end <= at) {
      /* broken: in NDJSON only this line is lost */
      const line = text.indexOf("\n", at);
      end = line < 0 || array ? text.length : line;
    }
    found.push({ text: text.slice(at, end), row: found.length + 1 });
    at = end;
  }
  return found;
}

/** JSON.parse that keeps whole numbers beyond 2^53 as their digits, where the browser can. */
export function parseExact(text) {
  return JSON.parse(text, (_, value, context) =>
    typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "")
      ? context.source : value);
}

/** One level of columns: {"authorMeta.fans": "12", …}; lists are left out and named. */
export function flatten(value, lists = new Set(), prefix = "", out = {}) {
  for (const [key, inner] of Object.entries(value)) {
    if (inner === null) continue;
    if (Array.isArray(inner)) {
      if (inner.some((one) => typeof one === "object")) lists.add(prefix + key);
    } else if (typeof inner === "object") flatten(inner, lists, `${prefix}${key}.`, out);
    else out[prefix + key] = String(inner);
  }
  return out;
}
