// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers and times as people and exports write them. Which mark is the decimal one, and
// whether the day or the month comes first, is found from the column as a whole; where it
// tells nothing, the reader is asked: a wrong guess would be a wrong verdict.

const UNKNOWN = new Set(["", "-", "–", "—", "n/a", "na", "null", "none", "nan", "#n/a", "."]);
const FACTORS = new Map(Object.entries({
  k: 1e3, n: 1e3, ng: 1e3, nghin: 1e3, ngan: 1e3, tsd: 1e3,
  m: 1e6, tr: 1e6, trieu: 1e6, mio: 1e6, mn: 1e6, b: 1e9, bn: 1e9, ty: 1e9, mrd: 1e9,
}));

/** Lower case without marks: `Triệu` is `trieu`, `Ngày đăng` is `ngay dang`. */
export function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");
}

export function isUnknown(text) {
  return UNKNOWN.has(text.trim().toLowerCase());
}

// ---- numbers

function parts(text) {
  const plain = fold(text).replace(/[\s\u00a0\u202f'’_]/g, "").replace(/^[$€£₫]|[₫€]$/g, "")
    .replace("\u2212", "-");
  const found = /^([+-]?)([\d.,]*\d)([a-z.]*?)(%?)$/.exec(plain);
  if (!found) return null;
  const [, sign, digits, word, share] = found;
  const unit = word.replace(/\.$/, "");
  const factor = unit === "" ? 1 : FACTORS.get(unit);
  return factor === undefined ? null : { sign, digits, factor, share: share !== "", unit };
}

/* What one number says about the decimal mark: ".", ",", "?" when both readings are
 * possible, "" when it has no mark. */
function hint(text) {
  if (/^\d*$/.test(text)) return ""; /* nearly all */
  if (/^[+-]?\d+(\.\d+)?e[+-]?\d+$/i.test(text.trim())) return ".";
  const found = parts(text);
  if (!found) return "";
  const { digits, unit } = found;
  const points = digits.split(".").length - 1, commas = digits.split(",").length - 1;
  if (points === 0 && commas === 0) return "";
  if (points > 0 && commas > 0) return digits.lastIndexOf(".") > digits.lastIndexOf(",") ? "." : ",";
  const mark = points > 0 ? "." : ",", other = points > 0 ? "," : ".";
  if (points + commas > 1) return other;
  const [before, after] = digits.split(mark);
  if (unit !== "" || after.length !== 3 || before.length > 3 || /^0/.test(before) || before === "")
    return mark;
  return "?";
}

/** "." or "," when the cells tell it, "?" when they leave it open, "" when none matters,
 * "!" when they contradict each other. */
export function decimalMark(cells) {
  const seen = new Set();
  for (const cell of cells) seen.add(hint(String(cell)));
  if (seen.has(".") && seen.has(",")) return "!";
  return seen.has(".") ? "." : seen.has(",") ? "," : seen.has("?") ? "?" : "";
}

/** The number, null when unknown, undefined when it cannot be read. */
export function readNumber(text, mark = ".") {
  if (/^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) && mark !== ",") return Number(text);
  if (isUnknown(text)) return null;
  const found = parts(text);
  if (!found) return undefined;
  const group = mark === "," ? "." : ",";
  const [whole, ...fraction] = found.digits.split(mark);
  const grouped = whole.split(group);
  const wellGrouped = grouped.slice(1).every((g) => g.length === 3);
  if (fraction.length > 1 || !wellGrouped || fraction.join("").includes(group)) return undefined;
  const number = Number(found.sign + grouped.join("") + "." + (fraction[0] ?? "0"));
  const scaled = Math.round(number * found.factor * 1e6) / 1e6;
  return Number.isFinite(number) ? (found.share ? number / 100 : scaled) : undefined;
}

/** Whether people, not programs, wrote it: such cells are shown before they are taken. */
export function isPlainNumber(text) {
  return /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) || isUnknown(text);
}

// ---- times

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?)?$/i;
const SPOKEN = /^(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})(?:,?[ T]+(\d{1,2}):(\d\d)(?::(\d\d))?\s*([ap]m|sa|ch)?)?$/i;

const two = (n) => String(n).padStart(2, "0");

function written(y, m, d, clock) {
  const days = new Date(Date.UTC(y, m, 0)).getUTCDate();
  if (!(y >= 1970 && y < 2200 && m >= 1 && m <= 12 && d >= 1 && d <= days)) return undefined;
  const date = `${y}-${two(m)}-${two(d)}`;
  return clock === undefined ? date : `${date}T${clock}`;
}

function clockOf(h, min, s, half) {
  if (h === undefined) return undefined;
  let hour = Number(h);
  const late = half && /^(pm|ch)$/i.test(half), early = half && /^(am|sa)$/i.test(half);
  if (late && hour < 12) hour += 12;
  if (early && hour === 12) hour = 0;
  return hour < 24 && Number(min) < 60 ? `${two(hour)}:${min}:${s ?? "00"}Z` : null;
}

/** "dmy", "mdy", "?" when both are possible, "" when it does not matter, "!" when cells
 * contradict each other. */
export function dayOrder(cells) {
  let day = false, month = false, open = false;
  for (const cell of cells) {
    const found = SPOKEN.exec(String(cell).trim());
    if (!found || found[1].length > 2) continue;
    const [a, b] = [Number(found[1]), Number(found[2])];
    if (a > 12) day = true;
    else if (b > 12) month = true;
    else if (String(cell).includes(".")) day = true; /* 04.03.2026 is German, Russian, … */
    else if (a !== b) open = true;
  }
  if (day && month) return "!";
  return day ? "dmy" : month ? "mdy" : open ? "?" : "";
}

function readIso(found) {
  const [, y, m, d, h, min, s, zone] = found;
  const offset = !zone || /^(z|utc)$/i.test(zone) ? "Z" : zone.replace(/^(...)(\d\d)$/, "$1:$2");
  const clock = h === undefined ? undefined : `${h}:${min}:${s ?? "00"}${offset}`;
  return written(Number(y), Number(m), Number(d), clock);
}

function readSpoken(found, order) {
  const [, a, b, c, h, min, s, half] = found;
  const clock = clockOf(h, min, s, half);
  if (clock === null) return undefined;
  if (a.length === 4) return written(Number(a), Number(b), Number(c), clock);
  if (c.length !== 4) return undefined;
  const same = a === b || order === "dmy";
  if (!same && order !== "mdy") return undefined;
  return same ? written(Number(c), Number(b), Number(a), clock)
    : written(Number(c), Number(a), Number(b), clock);
}

function readNamed(text) {
  const plain = fold(text);
  const american = /^([a-z]{3,9})\.? (\d{1,2}),? (\d{4})$/.exec(plain);
  const british = /^(\d{1,2})\.? ([a-z]{3,9})\.? (\d{4})$/.exec(plain);
  if (!american && !british) return undefined;
  const [name, d, y] = american ? american.slice(1) : [british[2], british[1], british[3]];
  const month = MONTHS.indexOf(name.slice(0, 3));
  return month < 0 ? undefined : written(Number(y), month + 1, Number(d));
}

/** A day or instant as assay reads it, null when unknown, undefined when unreadable. */
export function readTime(text, order = "", serial = false) {
  const plain = text.trim();
  const iso = ISO.exec(plain);
  if (iso) return readIso(iso);
  if (isUnknown(plain)) return null;
  if (/^\d{9,10}$/.test(plain)) return new Date(1000 * Number(plain)).toISOString().replace(".000", "");
  if (/^\d{12,13}$/.test(plain)) return new Date(Number(plain)).toISOString().replace(/\.\d+/, "");
  if (serial && /^\d{5}(\.\d+)?$/.test(plain)) {
    /* days since the last of 1899, as spreadsheets count */
    const at = new Date(Math.round((Number(plain) - 25569) * 86400) * 1000).toISOString();
    return plain.includes(".") ? at.replace(/\.\d+/, "") : at.slice(0, 10);
  }
  const spoken = SPOKEN.exec(plain);
  return spoken ? readSpoken(spoken, order) : readNamed(plain);
}

export function isPlainTime(text) {
  return /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))?$/.test(text) ||
    /^\d{9,10}$/.test(text) || isUnknown(text);
}

// ---- yes and no

const YES = new Set(["1", "true", "yes", "y", "x", "co", "dung", "ja", "wahr"]);
const NO = new Set(["0", "false", "no", "n", "khong", "sai", "nein", "falsch"]);

export function readTruth(text) {
  const plain = fold(text.trim());
  if (isUnknown(plain)) return null;
  return YES.has(plain) ? true : NO.has(plain) ? false : undefined;
}

// ---- names of accounts

const HOSTS = [["tiktok.com", "tiktok"], ["instagram.com", "instagram"], ["youtube.com", "youtube"],
  ["facebook.com", "facebook"], ["fb.com", "facebook"], ["threads.net", "threads"],
  ["threads.com", "threads"], ["x.com", "x"], ["twitter.com", "x"]];

/** `https://www.tiktok.com/@caphe.dalat?lang=vi` is {platform: "tiktok", handle: "caphe.dalat"}. */
export function readHandle(text) {
  const plain = text.trim();
  const link = /^(?:https?:\/\/)?(?:www\.|m\.|vt\.)?([a-z.]+\.[a-z]+)\/(?:(?:c|channel|user)\/)?@?([^/?#\s]+)/i.exec(plain);
  const host = link && HOSTS.find(([name]) => link[1].toLowerCase() === name);
  if (host) return { platform: host[1], handle: link[2] };
  return { platform: null, handle: plain.replace(/^@/, "") };
}

/** Undoes the guard that keeps spreadsheets from running a cell. */
export function unguarded(text) {
  return /^'[=+\-@\t\r＝＋－＠]/.test(text) ? text.slice(1) : text;
}
