// SPDX-License-Identifier: GPL-3.0-or-later
// Sending accounts and waiting: how far it is, a way to stop, and a way on when the service
// did not answer. What was answered is kept whatever happens.
import { button, el, show } from "./dom.js";
import { count } from "./format.js";
import { askKey } from "./key_dialog.js";
import { scoreAll } from "./service.js";
import { rowOf } from "./sift.js";
import { skipList } from "./skips.js";
import { state } from "./state.js";
import { say } from "./words.js";

function keep(i, line) {
  const account = state.accounts[i];
  state.next = i + 1;
  if (line.verdict) {
    state.model ??= { engine: line.verdict.engine, models: line.verdict.models };
    state.answers[i] = new Blob([line.own]);
    state.rows.push(Object.assign(rowOf(state.rows.length, account, line.verdict), { account: i }));
    return;
  }
  const why = line.error?.detail ?? line.error?.title ?? "";
  const where = line.error?.errors?.[0]?.pointer;
  state.serviceSkips.push({ file: `${account.platform}/${account.handle}`, row: "", why: ["whyService", where ? `${why} (${where})` : why] });
}

/** Draws itself and begins at once. */
export function runView(go) {
  const stopper = new AbortController();
  const total = state.accounts.length;
  const bar = el("progress", { max: total, value: state.next, "aria-label": say("assessing") });
  const words = el("p", { class: "s" }), spoken = el("p", { class: "unseen", role: "status" });
  const place = el("div", {});
  let drawn = -1;
  const progress = () => {
    bar.value = state.next;
    const tenth = Math.floor((10 * state.next) / total); /* read aloud ten times, not 10,000 */
    show(words, say("progress", count(state.next), count(total)));
    if (tenth !== drawn) show(spoken, words.textContent);
    drawn = tenth;
  };
  const talk = { signal: stopper.signal, askKey, waiting: (seconds) => [words, spoken].forEach((at) => show(at, say("waiting", seconds))) };
  const finish = () => {
    if (state.rows.length > 0) go("roster", true);
    else failed({ message: say("noneAssessed") });
  };
  const failed = (error) => {
    const sentence = stopper.signal.aborted ? say("stopped", count(state.next), count(total)) : error.message;
    show(place, el("div", { class: "trouble", role: "alert" }, el("p", {}, sentence),
      el("div", { class: "row" },
        state.next < total && button(say(state.next > 0 ? "goOn" : "retry"), () => go("run"), { class: "main" }),
        state.rows.length > 0 && button(say("rosterTitle", count(state.rows.length)), () => go("roster")),
        button(say("reviewTitle"), () => go("review"), { class: "quiet" }))),
    skipList([...state.readSkips, ...state.skipped, ...state.serviceSkips], state.rows.length === 0));
    place.querySelector("button")?.focus();
  };
  const waitingNow = el("div", { class: "running" }, bar, words, spoken, button(say("stop"), () => stopper.abort()));
  show(place, waitingNow);
  progress();
  scoreAll(state.accounts.map((a) => a.text), state.next, (i, line) => {
    keep(i, line);
    progress();
  }, talk).then(finish, failed);
  return {
    title: say("assessing"),
    node: el("div", {}, el("h1", {}, say("assessing")), place),
    leave: () => stopper.abort(),
  };
}
