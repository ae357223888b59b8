// SPDX-License-Identifier: GPL-3.0-or-later
// What speaks beside curve, posts and comments: the audience and its map, pools shared with
// other creators, livestreams, sales, what was declared and what would change the answer,
// how much of the audience lies in a target, what the comments say. Each part is null when
// the verdict has nothing of it.
import { el, svg } from "./dom.js";
import { keyList, linear, path, picture, tableBehind } from "./charts.js";
import { count, day, fixed, known, percent } from "./format.js";
import { ofBoth, say } from "./words.js";

const range = (e, word) => (known(e?.low) ? say("rangeOf", word(e.low), word(e.high)) : "");
const span = (from, to) => `${day(from)} – ${day(to)}`;
const clock = (at) => new Date(at).toISOString().slice(11, 16);

function table(columns, rows) {
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": columns[0] },
    el("table", { class: "numbers" },
      el("thead", {}, el("tr", {}, columns.map((c, i) => el("th", { scope: "col", class: i > 0 ? "n" : "" }, c)))),
      el("tbody", {}, rows.map(([first, ...others]) =>
        el("tr", {}, el("th", { scope: "row" }, first), others.map((c) => el("td", { class: "n" }, c)))))));
}

// ---- the right of reply

function bearing(explanation) {
  const on = explanation.bears_on ?? [];
  return on.length === 0 ? say("bearsOnNothing") : on.map((s) => span(s.from, s.to)).join(", ");
}

/** What was declared, with the risk before and after, and what else would change the word. */
export function replyPart(verdict) {
  const declared = verdict.explanations ?? [], changes = verdict.counterfactuals;
  if (declared.length === 0 && !changes?.length) return null;
  const rows = declared.map((e) => [`${say(`cause_${e.cause}`)}, ${span(e.from, e.to)}`, bearing(e),
    known(e.before) ? percent(e.before) : "", known(e.after) ? percent(e.after) : ""]);
  return el("section", {}, el("h2", {}, say("replyTitle")), el("p", { class: "s" }, say("replyLead")),
    declared.length > 0 && table([say("declared"), say("bearsOn"), say("riskBefore"), say("riskAfter")], rows),
    changes?.length > 0 && el("h3", {}, say("changesTitle")),
    changes?.length > 0 && el("ul", {}, changes.map((c) => el("li", {}, ofBoth(c.text)))));
}

// ---- the audience

const SPLIT = ["credible", "inactive", "mass_follower", "influencer", "suspicious"];

function splitBar(split) {
  const parts = SPLIT.filter((name) => known(split[name]?.value));
  let at = 0;
  const bars = parts.map((name) => {
    const rect = svg("rect", { class: name, x: `${100 * at}%`, width: `${100 * split[name].value}%`, height: "100%" });
    at += split[name].value;
    return rect;
  });
  return [svg("svg", { class: "split", "aria-hidden": "true" }, bars),
    keyList(parts.map((name) => [`sq ${name}`, `${say(`split_${name}`)} ${percent(split[name].value)}`])),
    tableBehind([say("kind"), say("share"), say("range95")],
      parts.map((name) => [say(`split_${name}`), percent(split[name].value), range(split[name], percent)]))];
}

/* Creation date by order of following: a delivery is a stretch of the order whose accounts
 * were made within days of each other. */
function audienceMap(map) {
  const created = map.created.map((t) => (t === null ? NaN : Date.parse(t)));
  const made = created.filter(Number.isFinite), order = map.order.filter(known);
  if (made.length < 2) return null;
  const title = say("mapTitle"), description = say("mapDesc", count(made.length), day(Math.min(...made)), day(Math.max(...made)));
  const scale = linear(Math.min(...order), Math.max(...order), 4);
  const draw = (plot) => {
    for (const band of map.bands ?? [])
      plot.put(svg("rect", { class: "burst", x: plot.left, width: plot.width, y: plot.y(band.to), height: Math.max(plot.y(band.from) - plot.y(band.to), 2) }));
    map.order.forEach((place, i) => {
      if (!Number.isFinite(created[i])) return;
      const doubtful = known(map.suspicious[i]) && map.suspicious[i] >= 0.5;
      plot.put(svg("circle", { class: doubtful ? "df" : "do", cx: plot.x(created[i]), cy: plot.y(place), r: doubtful ? 3 : 2 }));
    });
  };
  const shown = map.order.map((place, i) => i).filter((i) => i % Math.ceil(map.order.length / 60) === 0);
  return el("figure", {}, el("h3", {}, title), el("p", { class: "s" }, description),
    keyList([["do", say("keyMember")], ["df", say("keyDoubtful")], (map.bands ?? []).length > 0 && ["burst", say("keyBurst")]]),
    picture({ title, description, from: Math.min(...made), to: Math.max(...made), scale, height: 240, draw }),
    tableBehind([say("orderOf"), say("made"), say("doubt")],
      shown.map((i) => [count(map.order[i]), day(map.created[i]), known(map.suspicious[i]) ? percent(map.suspicious[i]) : ""])));
}

export function audiencePart(verdict) {
  const audience = verdict.audience, map = verdict.exhibits?.audience;
  if (!audience) return null;
  const suspicious = audience.split?.suspicious, groups = audience.groups ?? [];
  return el("section", {}, el("h2", {}, say("audienceTitle")),
    el("p", {}, known(suspicious?.value)
      ? say("audienceLead", count(audience.n), percent(suspicious.value), percent(suspicious.low), percent(suspicious.high))
      : say("audienceFew", count(audience.n))),
    audience.split && el("figure", {}, splitBar(audience.split)),
    map && audienceMap(map),
    groups.length > 0 && table([say("groupOf"), say("members"), say("expected"), say("made")],
      groups.map((g) => [say(`group_${g.because}`), count(g.n), known(g.expected) ? fixed(g.expected, 1) : "",
        g.created_from ? span(g.created_from, g.created_to) : ""])));
}

// ---- people shared with others

export function poolsPart(verdict) {
  const pools = verdict.shared_pools ?? [];
  return pools.length === 0 ? null : el("section", {}, el("h2", {}, say("poolsTitle")), el("p", { class: "s" }, say("poolsLead")),
    el("ul", {}, pools.map((pool) => el("li", {}, ofBoth(pool.text)))));
}

// ---- livestreams

function streamFigure(stream) {
  const at = stream.at.map((t) => Date.parse(t)), viewers = stream.viewers.filter(known);
  if (viewers.length < 2) return null;
  const spans = stream.spans ?? [], title = say("liveTitle", day(stream.at[0]));
  const description = say("liveDesc", count(Math.max(...viewers)), clock(at[0]), clock(at.at(-1)), count(spans.length));
  const orders = (stream.orders ?? []).some((n) => n > 0);
  const most = Math.max(...(stream.orders ?? []).filter(known), 1), scale = linear(0, Math.max(...viewers), 4);
  const draw = (plot) => {
    for (const s of spans)
      plot.put(svg("rect", { class: "burst", x: plot.x(Date.parse(s.from)), y: plot.top, height: plot.height,
        width: Math.max(plot.x(Date.parse(s.to)) - plot.x(Date.parse(s.from)), 3) }));
    plot.put(svg("path", { class: "fol", d: path(at.map((t, i) => [plot.x(t), known(stream.viewers[i]) ? plot.y(stream.viewers[i]) : NaN])) }));
    if (orders)
      at.forEach((t, i) => stream.orders[i] > 0 && plot.put(svg("line", { class: "ord", x1: plot.x(t), x2: plot.x(t),
        y1: plot.top + plot.height, y2: plot.top + plot.height - 2 - 38 * (stream.orders[i] / most) })));
    for (const share of [0, 0.25, 0.5, 0.75, 1]) {
      const t = at[0] + share * (at.at(-1) - at[0]);
      plot.put(svg("text", { class: share === 0 ? "x0" : share === 1 ? "e" : "m", x: plot.x(t), y: plot.top + plot.height + 20 }, clock(t)));
    }
  };
  const step = Math.ceil(at.length / 60), rows = at.map((t, i) => i).filter((i) => i % step === 0);
  return el("figure", {}, el("h3", {}, title), el("p", { class: "s" }, description),
    keyList([["fol", say("keyViewers")], spans.length > 0 && ["burst", say("keySpan")], orders && ["ord", say("keyOrders")]]),
    picture({ title, description, from: at[0], to: at.at(-1), scale, height: 180, dated: false, draw }),
    spans.length > 0 && el("ul", {}, spans.map((s) => el("li", {}, `${clock(Date.parse(s.from))}–${clock(Date.parse(s.to))}: `,
      s.text ? ofBoth(s.text) : say(`live_${s.kind}`), ` (${say("liveSpan", count(s.viewers), count(s.expected))})`))),
    tableBehind([say("clock"), say("viewers"), say("metric_comments"), say("orders")],
      rows.map((i) => [clock(at[i]), count(stream.viewers[i]), count(stream.comments?.[i]), count(stream.orders?.[i])])));
}

export function livePart(verdict) {
  const streams = verdict.exhibits?.livestreams ?? [], told = verdict.livestreams;
  const figures = streams.map(streamFigure).filter(Boolean);
  if (!told && figures.length === 0) return null;
  return el("section", {}, el("h2", {}, say("family_livestream")),
    told && el("p", {}, say("liveLead", count(told.streams), count(told.viewer_minutes), count(told.delivered?.value ?? 0))), figures);
}

// ---- sales

export function salesPart(verdict) {
  const sales = verdict.sales;
  if (!sales) return null;
  const rows = (sales.channels ?? []).map((c) => [[c.channel, c.code].filter(Boolean).join(" · "), count(c.clicks), count(c.orders),
    known(c.revenue) ? `${count(c.revenue)} ${c.currency ?? ""}` : "", count(c.new_customers), known(c.roims?.value) ? fixed(c.roims.value, 1) : "",
    known(c.customer_acquisition_cost?.value) ? count(c.customer_acquisition_cost.value) : ""]);
  return el("section", {}, el("h2", {}, say("family_sales")), sales.text && el("p", {}, ofBoth(sales.text)),
    rows.length > 0 && table([say("channel"), say("clicks"), say("orders"), say("revenue"), say("newCustomers"), "ROIMS", "CAC"], rows));
}

// ---- the market, and what the comments say

/** @param ask  (target) => void, asks the service anew; null keeps the form away */
export function targetPart(verdict, target, ask) {
  const fit = verdict.target_fit;
  const field = (name) => el("label", {}, say(`target_${name}`), " ",
    el("input", { name, value: target?.[name] ?? "", size: 8, maxlength: 40, autocomplete: "off" }));
  const send = (event) => {
    event.preventDefault();
    const wanted = Object.fromEntries([...new FormData(event.target)].map(([k, v]) => [k, v.trim()]).filter(([, v]) => v !== ""));
    if (Object.keys(wanted).length > 0) ask(wanted);
  };
  if (!fit && !ask) return null;
  return el("section", {}, el("h2", {}, say("targetTitle")),
    ask && el("form", { class: "row target", on: { submit: send } }, ["country", "region", "language"].map(field),
      el("button", { type: "submit", class: "small" }, say("targetAsk"))),
    fit && el("p", {}, ofBoth(fit.text)),
    fit?.sources?.length > 0 && table([say("source"), say("of"), say("share"), say("range90"), say("weight")],
      fit.sources.map((s) => [say(`source_${s.source}`), say(`target_${s.of}`), known(s.share) ? percent(s.share) : "", range(s, percent),
        known(s.weight) ? percent(s.weight) : ""])));
}

const VOICE = ["questions", "purchase_intent", "positive", "negative", "reply_rate"];

export function voicePart(verdict) {
  const voice = verdict.audience_voice;
  if (!voice) return null;
  return el("section", {}, el("h2", {}, say("voiceTitle")), el("p", { class: "s" }, say("voiceLead", count(voice.n))),
    table([say("voiceWhat"), say("share"), say("range90"), say("metric_comments")],
      VOICE.filter((name) => known(voice[name]?.value)).map((name) =>
        [say(`voice_${name}`), percent(voice[name].value), range(voice[name], percent), count(voice[name].n)])));
}
