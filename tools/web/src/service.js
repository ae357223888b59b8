// SPDX-License-Identifier: GPL-3.0-or-later
// Talking to the service that served this page. The key stays in this tab's memory; a
// refusal becomes an Unanswered with a sentence for people.
import { say } from "./words.js";

const KEY = "assay.key";
/* A chunk is small enough to show progress and to be sent again, large enough that the
 * round trip does not count. */
const CHUNK_LINES = 250, CHUNK_BYTES = 4e6;
const TRIES = 6;

export class Unanswered extends Error {
  constructor(kind, sentence) {
    super(sentence);
    this.kind = kind;
  }
}

export function key() {
  return sessionStorage.getItem(KEY) ?? "";
}

export function keepKey(text) {
  if (text === "") sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, text);
}

async function detailOf(reply) {
  try {
    const problem = await reply.json();
    const where = problem.errors?.[0]?.pointer;
    return (problem.detail ?? problem.title ?? String(reply.status)) + (where ? ` (${where})` : "");
  } catch {
    return `HTTP ${reply.status}`;
  }
}

async function refusal(reply) {
  if (reply.status === 401) return new Unanswered("key", say("errKey"));
  if (reply.status === 403) return new Unanswered("forbidden", say("errForbidden"));
  if (reply.status === 413) return new Unanswered("large", say("errLarge", await detailOf(reply)));
  if (reply.status === 429 || reply.status === 503) return new Unanswered("busy", say("errBusy"));
  return new Unanswered("other", say("errOther", await detailOf(reply)));
}

const sleep = (seconds, signal) => new Promise((done, fail) => {
  const timer = setTimeout(done, 1000 * seconds);
  signal?.addEventListener("abort", () => {
    clearTimeout(timer);
    fail(signal.reason);
  }, { once: true });
});

/** fetch with the key; asks for one when the service does, waits when it is busy.
 * @param talk  {signal, askKey(wrong) -> Promise<boolean>, waiting(seconds)} */
export async function ask(path, options, talk = {}) {
  for (let tries = 1; ; tries++) {
    const headers = { ...options?.headers };
    const sent = key();
    if (sent) headers.Authorization = `Bearer ${sent}`;
    let reply;
    try {
      reply = await fetch(path, { ...options, headers, signal: talk.signal, cache: "no-store" });
    } catch (error) {
      if (talk.signal?.aborted) throw error;
      throw new Unanswered("offline", say("errOffline"));
    }
    if (reply.ok) return reply;
    const why = await refusal(reply);
    if (why.kind === "key" && talk.askKey && (sent !== key() || await talk.askKey(sent !== ""))) continue;
    if (why.kind !== "busy" || tries === TRIES) throw why;
    const seconds = Math.min(Number(reply.headers.get("Retry-After")) || tries, 60);
    talk.waiting?.(seconds);
    await sleep(seconds, talk.signal);
  }
}

/* Ends of chunks in a list of texts. */
function chunkEnd(texts, from) {
  let bytes = 0, end = from;
  while (end < texts.length && end - from < CHUNK_LINES && (end === from || bytes + texts[end].length < CHUNK_BYTES))
    bytes += texts[end++].length;
  return end;
}

/* Lines of a streamed reply as bytes. */
async function* linesOf(reply, signal) {
  const reader = reply.body.getReader();
  let rest = new Uint8Array(0);
  for (;;) {
    let part;
    try {
      part = await reader.read();
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new Unanswered("broken", say("errBroken"));
    }
    if (part.done) return;
    const joined = new Uint8Array(rest.length + part.value.length);
    joined.set(rest);
    joined.set(part.value, rest.length);
    let from = 0;
    for (let end = joined.indexOf(10); end >= 0; end = joined.indexOf(10, from)) {
      yield joined.subarray(from, end);
      from = end + 1;
    }
    rest = joined.slice(from);
  }
}

const decoder = new TextDecoder();
const RESULT = /^\{"index":\d+,"result":/;

/* One line of a batch's answer: the verdict and its own text, or an error. */
function readLine(bytes) {
  const text = decoder.decode(bytes);
  const line = JSON.parse(text);
  const prefix = RESULT.exec(text);
  const own = line.result && (prefix ? text.slice(prefix[0].length, -1) : JSON.stringify(line.result));
  return { index: line.index, verdict: line.result, error: line.error, own };
}

/** Scores accounts from `from` on; `answered(i, line)` as they come, in order.
 * @return how many were answered; throws Unanswered or the abort in between */
export async function scoreAll(texts, from, answered, talk) {
  let next = from;
  while (next < texts.length) {
    const end = chunkEnd(texts, next), base = next;
    const reply = await ask("/v1/score:batch", {
      method: "POST",
      headers: { "Content-Type": "application/x-ndjson", Accept: "application/x-ndjson" },
      body: texts.slice(base, end).join("\n") + "\n",
    }, talk);
    for await (const bytes of linesOf(reply, talk.signal)) {
      if (bytes.length === 0) continue;
      const line = readLine(bytes);
      answered(base + line.index, line);
      next = base + line.index + 1;
    }
    if (next < end) throw new Unanswered("broken", say("errBroken"));
  }
  return next;
}

/** One account with the series behind its pictures, with what would change the answer and,
 * of a target {country, region, language}, how much of the audience lies in it. */
export async function scoreOne(text, target, talk) {
  const asked = new URLSearchParams({ exhibits: true, counterfactuals: true });
  if (target) asked.set("target", Object.entries(target).map(([name, value]) => `${name}=${value}`).join(","));
  const reply = await ask(`/v1/score?${asked}`, {
    method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: text,
  }, talk);
  return reply.json();
}

/** One account's page, for the brand or, without peers and policy, for its owner. */
export async function pageOf(text, lang, forOwner, talk) {
  const reply = await ask(`/v1/score?lang=${lang}${forOwner ? "&for=creator" : ""}`, {
    method: "POST", headers: { "Content-Type": "application/json", Accept: "text/html" }, body: text,
  }, talk);
  return reply.blob();
}

/** A roster as a file that the service writes: verdicts.csv or report.html. */
export async function fileOf(texts, type, lang, talk) {
  const reply = await ask(`/v1/score:batch?lang=${lang}`, {
    method: "POST", headers: { "Content-Type": "application/x-ndjson", Accept: type }, body: texts.join("\n") + "\n",
  }, talk);
  return reply.blob();
}

/* Between two questions how far a search is, seconds. */
const FIRST_WAIT = 0.2, LONGEST_WAIT = 2;

async function forgetJob(path) {
  try {
    await ask(path, { method: "DELETE" });
  } catch {
    /* the service forgets it by itself, the oldest first */
  }
}

/** A search for groups that act together, over a Blob of lines {actor, object, at}; `stands`
 * hears how the job does. The service forgets it, whether it ends or is stopped. */
export async function findGroups(lines, stands, talk) {
  const reply = await ask("/v1/network", {
    method: "POST", headers: { "Content-Type": "application/x-ndjson", Accept: "application/json" }, body: lines,
  }, talk);
  let job = await reply.json();
  const path = `/v1/network/${job.id}`;
  try {
    for (let wait = FIRST_WAIT; job.status === "queued" || job.status === "running"; wait = Math.min(LONGEST_WAIT, 1.5 * wait)) {
      stands(job);
      await sleep(wait, talk.signal);
      job = await (await ask(path, { headers: { Accept: "application/json" } }, talk)).json();
    }
  } finally {
    forgetJob(path);
  }
  if (job.status !== "done") throw new Unanswered("other", say("errOther", job.error?.detail ?? job.error?.title ?? job.status));
  return job;
}
