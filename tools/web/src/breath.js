// SPDX-License-Identifier: GPL-3.0-or-later
// Long work in pieces: the screen is drawn, and a click is heard, between two of them.

const MOST_MS = 25;

/** A function to call in a loop: null, or a promise to wait for when a piece took its time. */
export function breather() {
  let since = performance.now();
  return () => performance.now() - since < MOST_MS ? null : new Promise((done) => setTimeout(() => {
    since = performance.now();
    done();
  }));
}
