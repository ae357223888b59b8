// SPDX-License-Identifier: GPL-3.0-or-later
// What the page knows, in one place, so that any view can be drawn anew: on a change of
// language, on the way back, after an error.

export const state = {
  tables: [], records: [], readSkips: [], /* what was read */
  accounts: [], skipped: [],              /* what is sent, and what is not used */
  actions: [],                            /* rows of tables of actions */
  pools: null,                            /* what the search for shared pools found */
  answers: [],                            /* Blob of each verdict's own text, by account */
  rows: [], serviceSkips: [],
  next: 0,                                /* first account that has no answer yet */
  wish: null,                             /* how the roster is sorted and filtered */
  model: null,
  target: null,                           /* {country, region, language} that was asked for */
};

export function freshWish() {
  return { text: "", decisions: new Set(), platform: "", by: "decision", down: true };
}

export function forget() {
  Object.assign(state, {
    tables: [], records: [], readSkips: [], accounts: [], skipped: [], actions: [], pools: null,
    answers: [], rows: [], serviceSkips: [], next: 0, wish: freshWish(), model: null,
  });
}

forget();
