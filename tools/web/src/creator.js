// SPDX-License-Identifier: GPL-3.0-or-later
// One creator: the answer at once from what the roster knows, the pictures as soon as the
// service has sent the series behind them.
import { button, download, el, show, svg } from "./dom.js";
import { count, day, fixed, known, money, percent } from "./format.js";
import { askKey } from "./key_dialog.js";
import { commentsPart, growthPicture, postsPicture, reasonsPicture } from "./pictures.js";
import { rowsShown } from "./roster.js";
import { pageOf, scoreOne } from "./service.js";
import { strongestReason } from "./sift.js";
import { state } from "./state.js";
import { audiencePart, livePart, poolsPart, replyPart, salesPart, targetPart, voicePart } from "./witnesses.js";
import { language, ofBoth, say } from "./words.js";

/* Words of likelihood by upper end (Mastrandrea et al. 2010). */
const ODDS = [0.01, 0.1, 1 / 3, 2 / 3, 0.9, 0.99];
const SHARES = new Set(["suspicious_follower_share", "inauthentic_comment_share", "inflated_engagement_share", "engagement_rate"]);

// ---- the answer

function oddsLine(risk) {
  if (!known(risk?.probability)) return null;
  const at = ODDS.findIndex((end) => risk.probability < end);
  const word = say(`odds${at < 0 ? 6 : at}`);
  return el("p", {}, known(risk.low) ? say("odds", word, percent(risk.probability), percent(risk.low), percent(risk.high))
    : say("oddsPlain", word, percent(risk.probability)));
}

function integrityGauge(verdict) {
  if (!known(verdict.integrity)) return null;
  const value = Math.round(verdict.integrity);
  return el("div", { class: "int" }, el("p", {}, say("integrity"), " ", el("b", {}, say("integrityOf", value))),
    svg("svg", { "aria-hidden": "true" }, svg("rect", { class: "bg", width: "100%", height: "100%" }),
      svg("rect", { class: "at", width: `${Math.max(value, 1)}%`, height: "100%" })));
}

function topReason(verdict) {
  const top = strongestReason(verdict);
  return top && verdict.decision !== "sign" && el("p", {}, ofBoth(top.text));
}

function answer(verdict) {
  const decision = verdict.decision ?? "undecided";
  return el("div", { class: `answer ${decision}` },
    el("div", {}, el("h2", {}, say(`headline_${decision}`)), oddsLine(verdict.risk),
      verdict.held && el("p", {}, ofBoth(verdict.held.text)), topReason(verdict),
      verdict.risk?.basis === "simulation" && el("p", { class: "s" }, say("oddsBasis"))),
    integrityGauge(verdict));
}

function estimates(verdict) {
  const tiles = Object.entries(verdict.estimates ?? {}).filter(([, e]) => known(e.value)).map(([name, e]) => {
    const word = SHARES.has(name) ? percent : name === "roims" ? (x) => fixed(x, 2) : count;
    return el("div", {}, el("dt", {}, say(name)),
      el("dd", {}, el("b", {}, e.currency ? money(e.value, e.currency) : word(e.value)), " ",
        known(e.low) && el("span", {}, say("rangeOf", word(e.low), word(e.high)))));
  });
  return tiles.length > 0 && el("dl", { class: "est" }, tiles);
}

// ---- what is open

function blindSpots(verdict) {
  const spots = verdict.coverage?.blind_spots ?? [];
  return spots.length > 0 && el("section", {}, el("h2", {}, say("blindTitle")),
    el("ul", {}, spots.map((spot) => el("li", {}, ofBoth(spot.text)))));
}

function copyButton(text) {
  const told = el("span", { role: "status", class: "s" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      show(told, say("copied"));
    } catch {
      show(told, say("copyFailed"));
    }
  };
  return el("div", { class: "row" }, button(say("copy"), copy, { class: "small" }), told);
}

function nextSteps(verdict) {
  const steps = verdict.next_steps ?? [];
  return steps.length > 0 && el("section", {}, el("h2", {}, say("stepsTitle")),
    el("ol", { class: "ask" }, steps.map((step) => el("li", {},
      el("p", { class: "s" }, say("stepMessage"), known(step.narrows) && ` · ${say("narrows", percent(step.narrows))}`),
      el("blockquote", {}, ofBoth(step.text)), copyButton(ofBoth(step.text))))));
}

function ground(verdict) {
  const { coverage, norms, policy } = verdict, [model] = verdict.models ?? [];
  return el("section", { class: "ground" }, el("h2", {}, say("groundTitle")),
    coverage && el("p", { class: "s" }, say("coverage", count(coverage.growth_days ?? 0), count(coverage.posts ?? 0), count(coverage.comments ?? 0))),
    model && norms && el("p", { class: "s" }, say("ground", model.name, model.sha256.slice(0, 12), norms.stratum ?? "*", say(`evidence_${norms.evidence}`))),
    policy && el("p", { class: "s" }, say("policy", policy.cost_wrong_sign, policy.cost_wrong_decline, percent(policy.prevalence))),
    el("p", { class: "s" }, say("caveat")));
}

// ---- pages to keep and to hand over

function pageButtons(row) {
  const told = el("span", { role: "status", class: "s" });
  const save = async (name, forOwner) => {
    show(told, say("saving", name));
    try {
      download(name, await pageOf(state.accounts[row.account].text, language(), forOwner, { askKey }));
      show(told);
    } catch (error) {
      show(told, error.message);
    }
  };
  const stem = `${row.platform}-${row.handle}`.replace(/[^\p{L}\p{N}._-]+/gu, "_").slice(0, 60);
  return el("div", { class: "row pages" },
    button(say("savePage"), () => save(`${stem}.html`, false), { class: "small" }),
    button(say("saveOwner"), () => save(`${stem}-creator.html`, true), { class: "small" }), told);
}

// ---- the view

function header(row, verdict, go) {
  const shown = rowsShown(), at = shown.findIndex((r) => r.index === row.index);
  const step = (by, words) => button(words, () => go(`creator/${shown[at + by].index}`),
    { class: "quiet small", disabled: at < 0 || !shown[at + by] });
  const facts = [known(row.followers) && `${count(row.followers)} ${say("followersWord")}`, verdict.as_of && say("asOf", day(verdict.as_of))];
  return el("div", {},
    el("nav", { class: "row between", "aria-label": say("rosterTitle", count(state.rows.length)) },
      button(`← ${say("back")}`, () => go("roster"), { class: "quiet small back" }),
      el("div", { class: "row" }, step(-1, say("previous")), step(1, say("next")))),
    el("p", { class: "s kicker" }, row.platform), el("h1", {}, el("bdi", {}, row.handle)),
    el("p", { class: "s" }, facts.filter(Boolean).join(" · ")));
}

async function fillPictures(row, place, signal) {
  show(place, el("div", { class: "skeleton", role: "status" }, el("span", { class: "s" }, say("drawing"))));
  try {
    const verdict = await scoreOne(state.accounts[row.account].text, state.target, { signal, askKey });
    const aim = (target) => {
      state.target = target;
      fillPictures(row, place, signal);
    };
    show(place, growthPicture(verdict), replyPart(verdict), postsPicture(verdict), commentsPart(verdict), voicePart(verdict),
      audiencePart(verdict), poolsPart(verdict), livePart(verdict), salesPart(verdict), targetPart(verdict, state.target, aim));
  } catch (error) {
    if (signal.aborted) return;
    show(place, el("div", { class: "trouble", role: "alert" }, el("p", {}, say("picturesFailed", error.message)),
      button(say("retry"), () => fillPictures(row, place, signal))));
  }
}

function body(row, verdict, place) {
  return [answer(verdict), estimates(verdict) || null,
    !verdict.score && verdict.state === "ok" && el("p", { class: "s" }, say("publicKey")),
    reasonsPicture(verdict), place, blindSpots(verdict), nextSteps(verdict), verdict.score && pageButtons(row), ground(verdict)];
}

export function creatorView(index, go) {
  const row = state.rows[index], stopper = new AbortController();
  const place = el("div", { class: "pictures" }), node = el("article", {});
  const escape = (event) => event.key === "Escape" && !document.querySelector("dialog[open]") && go("roster");
  window.addEventListener("keydown", escape);
  state.answers[row.account].text().then((text) => {
    const verdict = JSON.parse(text);
    show(node, header(row, verdict, go), body(row, verdict, place));
    node.querySelector("h1").setAttribute("tabindex", "-1");
    node.querySelector("h1").focus({ preventScroll: true });
    /* a key of the scope "public" gets no reasons, and no series either */
    if (verdict.score) fillPictures(row, place, stopper.signal);
  });
  return {
    node, title: row.handle,
    leave: () => {
      stopper.abort();
      window.removeEventListener("keydown", escape);
    },
  };
}
