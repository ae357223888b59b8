// SPDX-License-Identifier: GPL-3.0-or-later
// What the pictures share: scales, round numbers, dates, a frame that is drawn anew when its
// width changes, and the table behind each picture.
//
// Round numbers: Heckbert 1990, Nice numbers for graph labels (Graphics Gems).
import { el, show, svg } from "./dom.js";
import { dayLocale, short } from "./format.js";
import { say } from "./words.js";

const DAY = 86400e3;

function niceStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((s) => s * power).find((s) => s >= least * (1 - 1e-9));
}

/** Linear scale with round ends: {low, high, ticks, at(value) -> 0..1}. */
export function linear(low, high, most) {
  if (!(high - low >= 1)) [low, high] = [Math.floor(low - 0.5), Math.ceil(high + 0.5)];
  const step = niceStep((high - low) / most);
  const from = Math.floor(low / step) * step, to = Math.ceil(high / step) * step;
  const ticks = [];
  for (let i = 0; from + i * step <= to + step / 2; i++) ticks.push(from + i * step);
  return { low: from, high: to, ticks, at: (x) => (x - from) / (to - from) };
}

/** Logarithmic scale; what is below its low end lies on it. */
export function logarithmic(low, high) {
  const from = Math.max(low, 1), to = Math.max(high, from * 2);
  const a = Math.log10(from) - 0.05, b = Math.log10(to) + 0.05;
  const ticks = [];
  const steps = b - a > 3 ? [1] : b - a > 1.5 ? [1, 3] : [1, 2, 5];
  for (let power = Math.floor(a); power <= b; power++)
    for (const s of steps) {
      const tick = s * 10 ** power;
      if (Math.log10(tick) >= a && Math.log10(tick) <= b) ticks.push(tick);
    }
  const at = (x) => Math.min(Math.max((Math.log10(Math.max(x, from)) - a) / (b - a), 0), 1);
  return { ticks, at };
}

/* First days of months, or days, so many as fit. */
function dateTicks(low, high, most) {
  const months = (high - low) / (30.4 * DAY);
  const ticks = [];
  if (months < 2.5) {
    const step = [1, 2, 7, 14].find((s) => (high - low) / (s * DAY) <= most) ?? 14;
    for (let at = Math.ceil(low / DAY) * DAY; at <= high; at += step * DAY) ticks.push(at);
    return { ticks, options: { day: "numeric", month: "short" } };
  }
  const step = [1, 2, 3, 6, 12, 24].find((s) => months / s <= most) ?? 48;
  const first = new Date(low);
  for (let m = first.getUTCMonth() + 1; ; m++) {
    const at = Date.UTC(first.getUTCFullYear(), m, 1);
    if (at > high) break;
    if (new Date(at).getUTCMonth() % step === 0 || step > 12) ticks.push(at);
  }
  return { ticks, options: months > 14 ? { month: "short", year: "2-digit" } : { month: "short" } };
}

/** A frame of gridlines, labels and dates. `draw(plot)` fills it; plot has x(at), y(value),
 * width, top, height and `put(node)`. */
export function picture({ title, description, from, to, scale, top = 8, height = 200, dated = true, draw }) {
  const place = el("div", { class: "plot" });
  const paint = () => {
    const wide = Math.max(place.clientWidth, 240), left = 52, right = 12, below = 24;
    const width = wide - left - right, all = top + height + below;
    const root = svg("svg", { width: wide, height: all, viewBox: `0 0 ${wide} ${all}`, role: "img", "aria-label": `${title}. ${description}` });
    const x = (at) => left + (to > from ? ((at - from) / (to - from)) * width : width / 2);
    const y = (value) => top + height * (1 - scale.at(value));
    for (const tick of scale.ticks) {
      root.append(svg("line", { class: "g", x1: left, x2: left + width, y1: y(tick), y2: y(tick) }),
        svg("text", { class: "e", x: left - 8, y: y(tick) + 4 }, short(tick)));
    }
    if (dated) {
      const { ticks, options } = dateTicks(from, to, Math.max(2, Math.floor(width / 64)));
      const words = new Intl.DateTimeFormat(dayLocale(), { ...options, timeZone: "UTC" });
      for (const tick of ticks)
        root.append(svg("line", { class: "g", x1: x(tick), x2: x(tick), y1: top + height, y2: top + height + 4 }),
          svg("text", { class: "m", x: x(tick), y: all - 4 }, words.format(tick)));
    }
    draw({ root, x, y, left, width, top, height, put: (...nodes) => root.append(...nodes) });
    show(place, root);
  };
  let wide = 0;
  const observer = new ResizeObserver(() => {
    if (!place.isConnected) return observer.disconnect();
    if (Math.abs(place.clientWidth - wide) < 1) return;
    wide = place.clientWidth;
    paint();
  });
  observer.observe(place);
  return place;
}

/** `M1,2L3,4`; points without a number part the line. */
export function path(points) {
  let text = "", pen = "M";
  for (const [x, y] of points) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      pen = "M";
      continue;
    }
    text += `${pen}${x.toFixed(1)},${y.toFixed(1)}`;
    pen = "L";
  }
  return text;
}

/** The area between two lines. */
export function area(upper, lower) {
  const ok = ([x, y]) => Number.isFinite(x) && Number.isFinite(y);
  const points = [...upper.filter(ok), ...lower.filter(ok).reverse()];
  return points.length > 2 ? `${path(points)}Z` : "";
}

/** The list of what marks mean. */
export function keyList(entries) {
  return el("ul", { class: "key" }, entries.filter(Boolean).map(([mark, words]) =>
    el("li", {}, el("i", { class: mark, "aria-hidden": "true" }), words)));
}

/** The numbers of a picture, folded. */
export function tableBehind(columns, rows) {
  return el("details", {}, el("summary", {}, say("numbers")),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("numbers") },
      el("table", { class: "numbers" },
        el("thead", {}, el("tr", {}, columns.map((c, i) => el("th", { scope: "col", class: i > 0 ? "n" : "" }, c)))),
        el("tbody", {}, rows.map(([first, ...others]) =>
          el("tr", {}, el("th", { scope: "row" }, first), others.map((c) => el("td", { class: "n" }, c))))))));
}
