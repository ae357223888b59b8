// SPDX-License-Identifier: GPL-3.0-or-later
// The roster's rows: what is shown of a verdict, and sorting and filtering of ten thousand
// of them within a blink: everything compared is made once, when the row comes.
import { fold } from "./values.js";

const DOUBT = { decline: 4, review: 3, sign: 2, insufficient_data: 1 };

/** The sorting order of each column: how a row is compared, and which way is usual. */
export const COLUMNS = {
  account: { of: (r) => r.sortName, down: false },
  followers: { of: (r) => r.followers, down: true },
  decision: { of: (r) => (DOUBT[r.decision] ?? 0) + (r.p ?? 0) / 10, down: true },
  integrity: { of: (r) => r.integrity, down: false },
  risk: { of: (r) => r.p, down: true },
  atRisk: { of: (r) => r.money, down: true },
};

/** The statistic that speaks most against an account; what is summed up as `other` is none. */
export function strongestReason(verdict) {
  return (verdict.reasons ?? []).filter((r) => r.text && r.feature !== "other" && r.contribution > 0)
    .sort((a, b) => b.contribution - a.contribution)[0];
}

/** A row of the roster from an account and its verdict. */
export function rowOf(index, account, verdict) {
  const top = strongestReason(verdict);
  const money = verdict.estimates?.money_at_risk;
  const reason = top?.text ?? null;
  const row = {
    index, platform: verdict.platform, handle: verdict.handle, followers: account.followers,
    fee: account.fee, state: verdict.state, decision: verdict.decision ?? "undecided",
    integrity: verdict.integrity ?? NaN, p: verdict.risk?.probability ?? NaN,
    low: verdict.risk?.low ?? NaN, high: verdict.risk?.high ?? NaN,
    basis: verdict.risk?.basis ?? "none", pValue: verdict.risk?.p_value ?? NaN, reason,
    money: money?.value ?? NaN, currency: money?.currency ?? account.currency ?? "", flagged: false,
  };
  row.sortName = fold(row.handle);
  row.hay = [row.sortName, row.platform, reason ? fold(reason.en ?? "") : "", reason ? fold(reason.vi ?? "") : ""].join("\n");
  return row;
}

/** Marks the rows whose q-value (Benjamini & Hochberg 1995) is at most the rate; how many. */
export function flagAll(rows, rate) {
  const tested = rows.filter((r) => Number.isFinite(r.pValue)).sort((a, b) => a.pValue - b.pValue);
  let last = -1;
  tested.forEach((row, i) => {
    if (row.pValue * tested.length <= rate * (i + 1)) last = i;
  });
  for (const row of rows) row.flagged = false;
  for (let i = 0; i <= last; i++) tested[i].flagged = true;
  return last + 1;
}

function compare(a, b, of, sign) {
  const x = of(a), y = of(b);
  const noX = x !== x || x === undefined, noY = y !== y || y === undefined;
  if (noX || noY) return noX - noY || a.index - b.index; /* unknown last, either way */
  return x < y ? -sign : x > y ? sign : a.index - b.index;
}

/** The rows that pass, in order. `wish`: {text, decisions: Set, platform, by, down}. */
export function sift(rows, wish) {
  const words = fold(wish.text).split(/\s+/).filter(Boolean);
  const kept = rows.filter((row) =>
    (wish.decisions.size === 0 || wish.decisions.has(row.decision)) &&
    (wish.platform === "" || row.platform === wish.platform) &&
    words.every((word) => row.hay.includes(word)));
  const { of } = COLUMNS[wish.by];
  return kept.sort((a, b) => compare(a, b, of, wish.down ? -1 : 1));
}
