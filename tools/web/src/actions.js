// SPDX-License-Identifier: GPL-3.0-or-later
// Who came to whom, and when: rows of a table of actions as they are, with the comments and
// the audience samples of a roster, as `assay network` takes them from a folder. What the creator
// did under the own name is no visit, and without a time nothing can be compared.
import { breather } from "./breath.js";

const LINES = 5000; /* a piece of the body */

const line = (action) => JSON.stringify(action) + "\n";

function isVisit(account, comment) {
  const own = comment.by_creator === true || comment.by_creator === 1 || comment.author === account.handle;
  return !own && Boolean(comment.author) && Boolean(comment.at);
}

/* Lines of one account's visitors; what is not known stays null. */
function* visitsTo(account) {
  const { platform, handle, creator = null, language = null } = account;
  const published = new Map((account.posts ?? []).map((post) => [String(post.id), post.at]));
  const visit = (name, at, more) => line({ actor: `${platform}/${name}`, object: `${platform}/${handle}`, at, creator, language, ...more });
  for (const comment of account.comments ?? []) {
    if (!isVisit(account, comment)) continue;
    const post = comment.post === undefined || comment.post === null ? null : String(comment.post);
    yield visit(comment.author, comment.at, { followers: comment.author_followers ?? null, post, posted_at: published.get(post) ?? null });
  }
  for (const member of account.audience ?? []) {
    const name = member.id || member.username;
    if (name && member.followed_at) yield visit(name, member.followed_at, {});
  }
}

function* linesOf(actions, accounts) {
  for (const { actor, object, at } of actions) yield line({ actor, object, at });
  for (const { platform, handle, text } of accounts) yield* visitsTo({ ...JSON.parse(text), platform, handle });
}

/** Whether there is something to look through: actions, or visitors of several creators. */
export function canCompare(actions, accounts) {
  const first = accounts.findIndex((account) => account.visited);
  return actions.length > 0 || (first >= 0 && accounts.slice(first + 1).some((account) => account.visited));
}

/** Whether a record tells of visitors. */
export function isVisited(account) {
  return [account.comments, account.audience].some((rows) => Array.isArray(rows) && rows.length > 0);
}

/** {lines: Blob, n} of both. */
export async function actionLines(actions, accounts) {
  const parts = [], breathe = breather();
  let n = 0, piece = [];
  for (const one of linesOf(actions, accounts)) {
    piece.push(one);
    n += 1;
    if (piece.length < LINES) continue;
    parts.push(piece.join(""));
    piece = [];
    const wait = breathe();
    if (wait) await wait;
  }
  parts.push(piece.join(""));
  return { lines: new Blob(parts), n };
}
