// SPDX-License-Identifier: GPL-3.0-or-later
// The page: a frame around one view at a time. The address's fragment names the view, so
// that the browser's own way back works.
import { button, el, put, show } from "./dom.js";
import { creatorView } from "./creator.js";
import { hasActions, poolsView } from "./pools.js";
import { reviewView } from "./review.js";
import { rosterView } from "./roster.js";
import { runView } from "./run.js";
import { key, keepKey } from "./service.js";
import { startView } from "./start.js";
import { forget, state } from "./state.js";
import { language, say, setLanguage } from "./words.js";

const LANGUAGE = "assay.language";
let leave; /* ends the view that is shown; undefined before the first */

const main = el("main", { id: "main", tabindex: "-1" });
const header = el("header", { class: "top" });
const footer = el("footer", { class: "foot" });

/** Goes to a view: "start", "review", "run", "roster", "creator/3", "pools". */
export function go(view, replace = false) {
  if (location.hash === `#${view}`) return draw();
  if (replace) {
    history.replaceState(null, "", `#${view}`);
    return draw();
  }
  location.hash = view;
}

/* The view that can be drawn with what is known. */
function viewNow() {
  const [name, which] = location.hash.slice(1).split("/");
  if (name === "creator" && state.rows[Number(which)]) return () => creatorView(Number(which), go);
  if (name === "pools" && hasActions()) return () => poolsView(go);
  if (name === "run" && state.accounts.length > 0) return () => runView(go);
  if ((name === "roster" || name === "creator") && state.rows.length > 0) return () => rosterView(go);
  if (name === "review" && state.tables.length + state.records.length + state.readSkips.length > 0) return () => reviewView(go);
  return () => startView(go);
}

function draw() {
  leave?.();
  drawFrame();
  const view = viewNow()();
  show(main, view.node);
  document.title = view.title ? `${view.title} – assay` : "assay";
  window.scrollTo(0, view.scroll?.() ?? 0);
  if (view.focus) view.focus();
  else if (leave !== undefined) main.focus({ preventScroll: true });
  leave = view.leave ?? null;
}

function languageButton(code, name) {
  return button(name, () => {
    setLanguage(code);
    localStorage.setItem(LANGUAGE, code);
    draw();
    header.querySelector(`[lang="${code}"]`)?.focus();
  }, { lang: code, "aria-pressed": String(language() === code), class: "lang" });
}

function drawFrame() {
  const home = el("a", { href: "#start", class: "brand" }, "assay");
  show(header, home, el("span", { class: "s tag" }, say("tagline")),
    el("div", { class: "row tools" },
      state.rows.length > 0 && button(say("startOver"), startOver, { class: "quiet small" }),
      el("div", { role: "group", "aria-label": say("language"), class: "langs" },
        languageButton("en", "English"), languageButton("vi", "Tiếng Việt"))));
  show(footer, el("p", {}, say("private", location.host)), modelLine(),
    el("p", {}, el("a", { href: "licences.txt" }, say("licences")),
      key() && [" · ", button(say("keyForget"), forgetKey, { class: "link" })]));
}

function modelLine() {
  const one = state.model?.models?.[0];
  return one && el("p", {}, `assay ${state.model.engine} · ${say("model", one.name, one.sha256.slice(0, 12))}`);
}

function startOver() {
  forget();
  go("start");
}

function forgetKey() {
  keepKey("");
  drawFrame();
}

setLanguage(localStorage.getItem(LANGUAGE) ?? (navigator.language.startsWith("vi") ? "vi" : "en"));
put(document.body, [
  el("a", { class: "skip", href: "#main", on: { click: (e) => { e.preventDefault(); main.focus(); } } }, say("skip")),
  header, main, footer]);
window.addEventListener("hashchange", draw);
/* Leaving loses what was read and assessed: the browser asks first. */
window.addEventListener("beforeunload", (e) => {
  if (state.tables.length + state.rows.length > 0) e.preventDefault();
});
/* A file that misses the drop area must not replace the page and lose what is here. */
for (const event of ["dragover", "drop"]) window.addEventListener(event, (e) => e.preventDefault());
draw();
