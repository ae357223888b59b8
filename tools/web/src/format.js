// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers and days as the reader's language writes them.
import { language } from "./words.js";

const cache = new Map();

function formatter(options) {
  const key = language() + JSON.stringify(options);
  if (!cache.has(key)) cache.set(key, new Intl.NumberFormat(language(), options));
  return cache.get(key);
}

export const known = (x) => typeof x === "number" && Number.isFinite(x);

export function count(x) {
  return known(x) ? formatter({ maximumFractionDigits: 0 }).format(x) : "";
}

/** As `+46,426` or `−1.200`. */
export function gain(x) {
  return (x < 0 ? "\u2212" : "+") + count(Math.abs(x));
}

/** 12.4K: for axes and narrow places. */
export function short(x) {
  return known(x) ? formatter({ notation: "compact", maximumFractionDigits: 1 }).format(x) : "";
}

export function fixed(x, digits) {
  return formatter({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(x);
}

/** Two significant digits below ten percent and above 99; never 100% for less than all. */
export function percent(x) {
  if (!known(x)) return "";
  const hundredth = 100 * x;
  const fine = (hundredth > 0 && hundredth < 9.95) || (hundredth >= 99.5 && hundredth < 100);
  const shown = fine && hundredth >= 99.95 ? 99.9 : hundredth;
  return formatter({ maximumFractionDigits: fine ? 1 : 0 }).format(shown) + "%";
}

export function range(low, high, word) {
  return known(low) && known(high) ? `${word(low)}–${word(high)}` : "";
}

export function money(x, currency) {
  return known(x) ? `${count(x)}${currency ? " " + currency : ""}` : "";
}

/** A date or instant of a verdict as a day. */
export function day(text) {
  const at = typeof text === "number" ? text : Date.parse(text);
  if (!Number.isFinite(at)) return "";
  const options = { year: "numeric", month: language() === "vi" ? "numeric" : "short", day: "numeric", timeZone: "UTC" };
  const key = language() + "day";
  if (!cache.has(key)) cache.set(key, new Intl.DateTimeFormat(dayLocale(), options));
  return cache.get(key).format(at);
}

/** British order of a day in English: it is read the same in Hamburg. */
export function dayLocale() {
  return language() === "vi" ? "vi" : "en-GB";
}
