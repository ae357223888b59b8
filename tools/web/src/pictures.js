// SPDX-License-Identifier: GPL-3.0-or-later
// The pictures of one account, the same as the report's: the follower curve with what would
// be there without deliveries, likes per post, groups of comments, the waterfall of reasons.
import { el, svg } from "./dom.js";
import { area, keyList, linear, logarithmic, path, picture, tableBehind } from "./charts.js";
import { count, day, fixed, gain, known, percent } from "./format.js";
import { language, ofBoth, say } from "./words.js";

const EVENTS_SHOWN = 8, LANE = 20, TABLE_ROWS = 60;

// ---- the curve

const topCauses = (event) => Object.entries(event.cause).sort((a, b) => b[1] - a[1]);

/* Of a loss: that those go who came with the cause; a purge, say, has no such words. */
function causeWords(event, cause) {
  const name = `leaving_${cause}`, words = event.gained < 0 ? say(name) : name;
  return words === name ? say(`cause_${cause}`) : words;
}

function eventsShown(events) {
  const largest = [...events].sort((a, b) => Math.abs(b.gained) - Math.abs(a.gained)).slice(0, EVENTS_SHOWN);
  return events.filter((event) => largest.includes(event));
}

/* A lane for each event so that no name lies on another; names are left out when narrow. */
function placeEvents(events, plot) {
  const narrow = plot.width < 480, ends = [];
  return events.map((event) => {
    const [cause] = topCauses(event)[0];
    const words = narrow ? "" : `${causeWords(event, cause)} ${gain(event.gained)}`;
    const from = plot.x(Date.parse(event.from)), to = plot.x(Date.parse(event.to));
    const middle = Math.min(Math.max((from + to) / 2, plot.left + 9), plot.left + plot.width - 9);
    const wide = 14 + 6.6 * words.length, leftward = middle + wide > plot.left + plot.width;
    const start = leftward ? middle - wide : middle - 11, end = leftward ? middle + 11 : middle + wide;
    let lane = ends.findIndex((taken) => taken.every(([a, b]) => end < a || start > b));
    if (lane < 0) lane = ends.push([]) - 1;
    ends[lane].push([start, end]);
    return { cause, words, from, to, middle, leftward, lane };
  });
}

function drawEvents(plot, events) {
  placeEvents(events, plot).forEach((e, i) => {
    const y = 10 + LANE * e.lane, kind = e.cause === "purchase" ? "pu" : "ot";
    plot.put(svg("g", { class: kind },
      svg("rect", { class: "sp", x: e.from, width: Math.max(e.to - e.from, 3), y: plot.top, height: plot.height }),
      svg("line", { class: "stem", x1: e.middle, x2: e.middle, y1: y + 8, y2: plot.top }),
      svg("circle", { cx: e.middle, cy: y, r: 8 }), svg("text", { class: "mn", x: e.middle, y: y + 4 }, String(i + 1)),
      svg("text", { class: e.leftward ? "ml e" : "ml", x: e.middle + (e.leftward ? -13 : 13), y: y + 4 }, e.words)));
  });
}

/* A line that follows the pointer and tells the numbers of that day. */
function drawReadout(plot, at, lines) {
  const mark = svg("line", { class: "cross", y1: plot.top, y2: plot.top + plot.height, visibility: "hidden" });
  const words = svg("text", { class: "read", y: plot.top + 14, visibility: "hidden" });
  plot.put(mark, words);
  plot.root.addEventListener("pointermove", (event) => {
    const x = event.clientX - plot.root.getBoundingClientRect().left;
    let near = 0;
    at.forEach((time, i) => { if (Math.abs(plot.x(time) - x) < Math.abs(plot.x(at[near]) - x)) near = i; });
    const there = plot.x(at[near]), right = there > plot.left + plot.width / 2;
    for (const [name, value] of Object.entries({ x1: there, x2: there, visibility: "visible" })) mark.setAttribute(name, value);
    words.setAttribute("x", there + (right ? -8 : 8));
    words.setAttribute("text-anchor", right ? "end" : "start");
    words.setAttribute("visibility", "visible");
    words.textContent = `${day(at[near])}: ${lines(near)}`;
  });
  plot.root.addEventListener("pointerleave", () => [mark, words].forEach((n) => n.setAttribute("visibility", "hidden")));
}

function thinned(n, most) {
  const step = Math.max(1, Math.ceil(n / most));
  return [...Array(n).keys()].filter((i) => i % step === 0 || i === n - 1);
}

function growthTable(series) {
  const rows = thinned(series.at.length, TABLE_ROWS).map((i) => [day(series.at[i]), count(series.followers[i]),
    count(series.organic[i]), known(series.low[i]) ? say("rangeOf", count(series.low[i]), count(series.high[i])) : ""]);
  return tableBehind([say("day"), say("followers"), say("organic"), say("range90")], rows);
}

function growthWords(series, delivered) {
  const last = series.at.length - 1, ends = [day(series.at[0]), day(series.at[last]), count(series.followers[0]), count(series.followers[last])];
  return delivered ? say("growthDesc", ...ends, count(series.organic[last]), count(series.low[last]), count(series.high[last]))
    : say("growthPlain", ...ends);
}

function causesOf(event) {
  const [[first, p], [second, q]] = topCauses(event);
  const name = el("b", {}, causeWords(event, first));
  return p >= 0.8 || q < 0.1 ? [name, " ", percent(p)] : [name, " ", percent(p), ", ", causeWords(event, second), " ", percent(q)];
}

function eventList(events) {
  return events.length > 0 && el("ol", { class: "ev" }, events.map((e) =>
    el("li", { class: topCauses(e)[0][0] === "purchase" ? "pu" : "" },
      el("span", { class: "when" }, `${day(e.from)} – ${day(e.to)}`), el("b", { class: "gain" }, gain(e.gained)),
      el("span", {}, causesOf(e), known(e.low) && el("small", {}, say("eventRange", count(e.low), count(e.high)))))));
}

/** The follower curve, or null without readings. */
export function growthPicture(verdict) {
  const series = verdict.exhibits?.growth;
  if (!series || series.at.length < 2) return null;
  const at = series.at.map((t) => Date.parse(t));
  const events = eventsShown(verdict.events ?? []);
  const delivered = series.organic.some((o, i) => known(o) && o !== series.followers[i]);
  const lows = [series.followers, delivered ? series.low : []].flat().filter(known);
  const highs = [series.followers, delivered ? series.high : []].flat().filter(known);
  const scale = linear(Math.min(...lows), Math.max(...highs), 5);
  const lanes = Math.min(events.length, 4);
  const title = say("growthTitle"), description = growthWords(series, delivered);
  const draw = (plot) => {
    const line = (values) => at.map((t, i) => [plot.x(t), values[i] === null ? NaN : plot.y(values[i])]);
    drawEvents(plot, events);
    if (delivered) {
      plot.put(svg("path", { class: "band", d: area(line(series.high), line(series.low)) }),
        svg("path", { class: "org", d: path(line(series.organic)) }));
    }
    plot.put(svg("path", { class: "fol", d: path(line(series.followers)) }));
    drawReadout(plot, at, (i) => count(series.followers[i]) + (series.organic[i] !== series.followers[i] ? ` · ${count(series.organic[i])}` : ""));
  };
  return el("section", {}, el("h2", {}, title), el("p", { class: "s" }, description),
    el("figure", {},
      keyList([["fol", say("keyFollowers")], delivered && ["org", say("keyOrganic")], events.length > 0 && ["evt", say("keyEvent")]]),
      picture({ title, description, from: at[0], to: at.at(-1), scale, top: 12 + LANE * lanes, height: 240, draw }),
      eventList(events), growthTable(series)));
}

// ---- posts

function postRows(verdict) {
  const series = verdict.exhibits.posts;
  const flagged = new Map((verdict.flagged_posts ?? []).map((f) => [f.post, f]));
  return series.post.map((post, i) => ({
    post, at: Date.parse(series.at[i]), likes: series.likes[i], expected: series.expected[i], low: series.low[i], high: series.high[i],
    peersLow: series.peers_low?.[i], peersHigh: series.peers_high?.[i], flag: flagged.get(post),
  }));
}

function remarkOf(flag) {
  if (!flag) return "";
  const why = say(`post_${flag.because}`);
  return flag.metric === "likes" ? why : `${count(flag.observed)} ${say(`metric_${flag.metric}`)}: ${why}`;
}

function drawPosts(plot, rows, where) {
  const x = (row) => plot.x(where(row));
  const peers = rows.filter((r) => known(r.peersLow));
  if (peers.length > 1)
    plot.put(svg("path", { class: "peer", d: area(peers.map((r) => [x(r), plot.y(r.peersHigh)]), peers.map((r) => [x(r), plot.y(r.peersLow)])) }));
  for (const row of rows.filter((r) => r.flag && known(r.low)))
    plot.put(svg("line", { class: "wh", x1: x(row), x2: x(row), y1: plot.y(row.low), y2: plot.y(row.high) }));
  for (const row of [...rows].sort((a, b) => Boolean(a.flag) - Boolean(b.flag)))
    if (known(row.likes))
      plot.put(svg("circle", { class: row.flag ? "df" : "do", cx: x(row), cy: plot.y(row.likes), r: row.flag ? 4.5 : 3 },
        svg("title", {}, `${day(row.at)}: ${count(row.likes)} ${say("metric_likes")}${row.flag ? ` (${remarkOf(row.flag)})` : ""}`)));
}

/** Likes per post, or null without posts. */
export function postsPicture(verdict) {
  if (!verdict.exhibits?.posts?.post.length) return null;
  const rows = postRows(verdict), likes = rows.map((r) => r.likes).filter(known);
  const title = say("postsTitle");
  if (likes.length === 0) return el("section", {}, el("h2", {}, title), el("p", {}, say("postsHidden")));
  const dated = rows.every((r) => known(r.at));
  const where = dated ? (r) => r.at : (r) => rows.indexOf(r);
  const flagged = rows.filter((r) => r.flag), places = rows.map(where);
  const all = [likes, ...rows.map((r) => [r.peersLow, r.peersHigh]), ...flagged.map((r) => [r.low, r.high])].flat().filter(known);
  const description = say("postsDesc", count(rows.length), count(Math.min(...likes)), count(Math.max(...likes)), count(flagged.length));
  const table = rows.map((r) => [day(r.at), count(r.likes), count(r.expected), known(r.low) ? say("rangeOf", count(r.low), count(r.high)) : "", remarkOf(r.flag)]);
  return el("section", {}, el("h2", {}, title), el("p", { class: "s" }, description),
    el("figure", {},
      keyList([["do", say("keyPost")], flagged.length > 0 && ["df", say("keyPostFlagged")], rows.some((r) => known(r.peersLow)) && ["peer", say("keyPeers")]]),
      picture({ title, description, from: Math.min(...places), to: Math.max(...places), scale: logarithmic(Math.min(...all), Math.max(...all)), height: 200, dated, draw: (plot) => drawPosts(plot, rows, where) }),
      tableBehind([say("day"), say("likes"), say("expected"), say("range90"), say("remark")], table)));
}

// ---- comments

function groupNode(group) {
  return el("div", { class: "cl" }, el("h3", {}, group.n === 1 ? say("clusterOne", say(`because_${group.because}`)) : say("cluster", count(group.n), say(`because_${group.because}`))),
    group.texts.length > 0 && el("ul", { class: "q" }, group.texts.map((text) => el("li", {}, el("q", {}, el("bdi", {}, text))))));
}

export function commentsPart(verdict) {
  const all = verdict.coverage?.comments ?? 0, groups = verdict.exhibits?.comments;
  if (all === 0 || !groups) return null;
  const flagged = verdict.flagged_comments?.length ?? 0;
  const shown = [...groups.clusters, ...groups.kinds.filter((k) => k.texts.length > 0)];
  return el("section", {}, el("h2", {}, say("commentsTitle")),
    el("p", {}, flagged > 0 ? say("commentsLead", count(flagged), count(all)) : say("commentsNone", count(all))),
    shown.length > 0 && el("p", { class: "s" }, say("commentsPrivacy")), shown.map(groupNode));
}

// ---- reasons

/* Hundredths along the running sum, so that what is printed adds up. */
const hundredths = (x) => Math.round(x * 100);

function signed(n) {
  return (n < 0 ? "\u2212" : "+") + fixed(Math.abs(n) / 100, 2);
}

function fallOf(verdict) {
  const groups = (verdict.families ?? []).map((f) => ({ ...f, reasons: (verdict.reasons ?? []).filter((r) => r.family === f.family && r.contribution !== 0) }))
    .filter((f) => f.reasons.length > 0);
  let sum = verdict.score.base, low = Math.min(0, sum), high = Math.max(0, sum);
  for (const { reasons } of groups)
    for (const reason of reasons) {
      reason.from = sum;
      sum += reason.contribution;
      low = Math.min(low, sum);
      high = Math.max(high, sum);
    }
  const room = Math.max(0.02 * (high - low), 1e-6);
  return { groups, place: (x) => (100 * (x - low + room)) / (high - low + 2 * room) };
}

function barCells(fall, from, to, kind) {
  const a = fall.place(Math.min(from, to)), b = fall.place(Math.max(from, to));
  return [el("td", { class: "b" }, svg("svg", { "aria-hidden": "true" },
    svg("rect", { class: kind, x: `${a}%`, width: `${Math.max(b - a, 0.4)}%`, height: "100%" }))),
  el("td", { class: "n" }, signed(hundredths(to) - hundredths(from)))];
}

function reasonRow(fall, reason) {
  const words = reason.text ? ofBoth(reason.text) : say("otherReasons");
  return el("tr", {}, el("td", { class: reason.feature === "other" ? "o" : "" }, words),
    barCells(fall, reason.from, reason.from + reason.contribution, reason.contribution < 0 ? "dn" : "up"));
}

/** The waterfall: a table with a bar in each row, so that the picture is its own table. */
export function reasonsPicture(verdict) {
  if (!verdict.score || !verdict.reasons?.length) return null;
  const fall = fallOf(verdict);
  const end = (words, value) => el("tbody", {}, el("tr", { class: "t" }, el("th", { scope: "row" }, words), barCells(fall, 0, value, "all")));
  return el("section", {}, el("h2", {}, say("whyTitle")), el("p", { class: "s" }, say("whyLead")),
    el("table", { class: "fall", lang: language() },
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, say("seen")), el("th", { scope: "col", colspan: 2, class: "n" }, say("weight")))),
      end(say("whyStart"), verdict.score.base),
      fall.groups.map(({ family, reasons, contribution }) => el("tbody", {},
        el("tr", { class: "f" }, el("th", { scope: "rowgroup", colspan: 2 }, say(`family_${family}`)),
          el("td", { class: "n" }, signed(hundredths(reasons[0].from + contribution) - hundredths(reasons[0].from)))),
        reasons.map((reason) => reasonRow(fall, reason)))),
      end(say("whyTotal"), verdict.score.value)));
}

