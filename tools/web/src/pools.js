// SPDX-License-Identifier: GPL-3.0-or-later
// Shared pools: a job of the service over who came to whom and when, its progress, and the
// groups it found, each with the creators that share it. What is told is timing, no more.
import { actionLines, canCompare } from "./actions.js";
import { button, download, el, show } from "./dom.js";
import { count } from "./format.js";
import { askKey } from "./key_dialog.js";
import { findGroups } from "./service.js";
import { state } from "./state.js";
import { language, say } from "./words.js";

const SHOWN = 200; /* names of a group on the page; the saved table has all */
const SMALLEST_P = 0.0001;

export const hasActions = () => canCompare(state.actions, state.accounts);

/** A way to the search, where there is something to look through; else null. */
export function poolsOffer(go) {
  return hasActions() && el("div", { class: "offer" },
    el("p", {}, say("poolsOffer")), button(say(state.pools ? "poolsAgain" : "poolsLook"), () => go("pools")));
}

/* The rows of a job, a member each, as groups in their order. */
export function groupsOf(rows) {
  const groups = new Map();
  for (const { group, kind, member, score, p_value, windows } of rows) {
    if (!groups.has(group)) groups.set(group, { group, kind, p: p_value, windows, actors: [], objects: [] });
    const [, role, name] = /^(actor|object):([^]*)$/.exec(member) ?? [];
    if (role) groups.get(group)[`${role}s`].push({ name, score });
  }
  return [...groups.values()];
}

// ---- what was found

function chance(p) {
  const smallest = new Intl.NumberFormat(language(), { maximumFractionDigits: 4 }).format(SMALLEST_P);
  return p < SMALLEST_P ? `p < ${smallest}` : `p = ${new Intl.NumberFormat(language(), { maximumSignificantDigits: 2 }).format(p)}`;
}

/* A creator of the roster is a way to its page. */
function creatorName(name) {
  const row = state.rows.find((r) => `${r.platform}/${r.handle}` === name);
  return el("li", {}, row ? el("a", { href: `#creator/${row.index}` }, el("bdi", {}, name)) : el("bdi", {}, name));
}

function names(list, one) {
  return [el("ul", { class: "names" }, list.slice(0, SHOWN).map(({ name }) => one(name))),
    list.length > SHOWN && el("p", { class: "s" }, say("poolsMore", count(list.length - SHOWN)))];
}

function groupCard(group) {
  const strength = [group.windows > 0 && say("poolsWindows", count(group.windows)), chance(group.p)].filter(Boolean);
  return el("section", { class: "card pool" },
    el("h2", {}, say(`pool_${group.kind}`), " ", el("small", {}, count(group.group))),
    el("p", {}, say(`pool_${group.kind}_is`)), el("p", { class: "s" }, strength.join(" · ")),
    el("h3", {}, say("poolsCreators", count(group.objects.length))), names(group.objects, creatorName),
    group.actors.length > 0 && el("details", { class: "more" },
      el("summary", {}, say("poolsActors", count(group.actors.length))), names(group.actors, (name) => el("li", {}, el("bdi", {}, name)))));
}

function save() {
  const cell = (text) => `"${String(text ?? "").replaceAll('"', '""')}"`;
  const safe = (text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
  const lines = state.pools.rows.map((r) => [r.group, r.kind, safe(r.member), r.score, r.p_value, r.windows].map(cell).join(","));
  download("pools.csv", new Blob(["\uFEFFgroup,kind,member,score,p_value,windows\n", lines.join("\n"), "\n"], { type: "text/csv" }));
}

function found(go) {
  const { rows, actions, actors, objects } = state.pools;
  const groups = groupsOf(rows);
  return [
    el("p", { class: "lead", role: "status" }, say(groups.length === 0 ? "poolsNone" : groups.length === 1 ? "poolsFoundOne" : "poolsFound", count(groups.length))),
    el("p", { class: "s" }, say("poolsSeen", count(actions), count(actors), count(objects))),
    groups.map(groupCard),
    groups.length > 0 && el("p", { class: "s" }, say("poolsCaveat")),
    el("div", { class: "row" }, groups.length > 0 && button(say("poolsSave"), save), wayBack(go)),
  ];
}

// ---- the search

function wayBack(go) {
  return state.rows.length > 0 ? button(say("back"), () => go("roster"), { class: "quiet" })
    : button(say("reviewTitle"), () => go("review"), { class: "quiet" });
}

async function search(go, place, stopper) {
  const words = el("p", { class: "s", role: "status" });
  const talk = { signal: stopper.signal, askKey, waiting: (seconds) => show(words, say("waiting", seconds)) };
  show(place, el("div", { class: "running" }, el("progress", { "aria-label": say("poolsTitleAll") }), words,
    button(say("stop"), () => stopper.abort())));
  show(words, say("poolsGathering"));
  const { lines, n } = await actionLines(state.actions, state.accounts);
  show(words, say("poolsSending", count(n)));
  const job = await findGroups(lines, (stands) => show(words, stands.status === "queued" ? say("poolsQueued")
    : say("poolsRunning", count(stands.actions ?? n))), talk);
  state.pools = { rows: job.groups, actions: job.actions, actors: job.actors, objects: job.objects };
  show(place, found(go));
}

/** Draws what was found, or begins at once to look. */
export function poolsView(go) {
  const stopper = new AbortController(), place = el("div", {});
  const failed = (error) => {
    show(place, el("div", { class: "trouble", role: "alert" },
      el("p", {}, stopper.signal.aborted ? say("poolsStopped") : error.message),
      el("div", { class: "row" }, button(say("retry"), () => go("pools"), { class: "main" }), wayBack(go))));
    place.querySelector("button").focus();
  };
  if (state.pools) show(place, found(go));
  else search(go, place, stopper).catch(failed);
  return {
    title: say("poolsTitleAll"),
    node: el("div", {}, el("h1", {}, say("poolsTitleAll")), place),
    leave: () => stopper.abort(),
  };
}
