#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs of POST /v1/network: the rows of the CLI, asked for by id; what cannot be used,
what is full, whose a job is, and how the service ends with jobs in it."""
import csv
import gzip
import io
import json
import pathlib
import random
import tempfile
import time

import service
from service import harness

c = service.checks()
DAY = 86400
START = 1767225600  # 2026-01-01


def invented(actors=400, objects=40, acts=6, pool=40):
    """A crowd, and accounts that come together to eight objects in separate weeks."""
    draw, rows = random.Random(5), []
    for a in range(actors):
        for _ in range(acts):
            rows.append((f"u{a}", f"c{draw.randrange(objects)}",
                         START + draw.randrange(180 * DAY)))
    for o in range(8 if pool else 0):
        for a in range(pool):
            rows.append((f"bot{a}", f"c{o}", START + 20 * o * DAY + draw.randrange(2 * DAY)))
    return rows


def table(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([("actor", "object", "at"), *rows])
    return out.getvalue().encode()


def lines(rows):
    return b"".join(json.dumps(dict(zip(("actor", "object", "at"), row))).encode() + b"\n"
                    for row in rows)


def post(s, body, kind="text/csv", **headers):
    return s.ask("POST", "/v1/network", body, Content_Type=kind, **headers)


def wait(s, path, **headers):
    """The job's answer once it waits and runs no more."""
    until = time.monotonic() + 60 * service.SLOW
    while True:
        reply = s.get(path, **headers)
        if reply.status != 200 or reply.json()["status"] not in ("queued", "running") or \
                time.monotonic() > until:
            return reply
        time.sleep(0.02)


def refused(reply, status, what, line=None, pointer=None):
    kind = reply.headers.get("content-type")
    if not c.that(reply.status == status and kind == "application/problem+json",
                  f"{what}: {reply.status} {kind} {reply.body[:200]}"):
        return
    told = reply.json()
    c.that(told["status"] == status and told["detail"], f"{what}: {told}")
    if line is not None:
        c.that(told["errors"][0]["line"] == line and told["errors"][0]["pointer"] == pointer,
               f"{what}: {told['errors'][0]}")


rows = invented()
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder) / "actions.csv"
    path.write_bytes(table(rows))
    cli = harness.run("network", path, "--json", "--quiet")[1]
c.that(b"shared_pool" in cli, "the CLI finds the pool")
big = table(invented(60000, 3000, 10))

with service.Service() as s:
    for kind, body in (("text/csv", table(rows)), ("application/x-ndjson", lines(rows)),
                       ("application/x-ndjson", lines(rows[::-1]))):
        reply = post(s, body, kind)
        told = reply.json()
        where = reply.headers.get("location", "")
        c.that(reply.status == 202 and told["status"] == "queued" and
               where == "/v1/network/" + told["id"], f"{kind}: {reply.status} {told}")
        done = wait(s, where).json()
        c.that(done["status"] == "done" and done["id"] == told["id"], f"{kind}: done")
        c.that(done["actions"] == len(set(rows)) and done["objects"] == 40, "its size")
        c.that(done["groups"] == [json.loads(line) for line in cli.splitlines()],
               f"{kind}: the groups of the CLI")
        got = s.get(where, Accept="application/x-ndjson")
        c.that(got.status == 200 and got.body == cli, f"{kind}: the bytes of the CLI")
        c.that(b"".join(line + b"," for line in cli.splitlines())[:-1] in
               s.get(where).body, "also inside the JSON")
    packed = post(s, gzip.compress(table(rows)), Content_Encoding="gzip")
    c.that(wait(s, packed.headers["location"]).json()["groups"] == done["groups"], "gzip")

    gone = s.ask("DELETE", where)
    c.that(gone.status == 204 and gone.body == b"", f"DELETE forgets: {gone.status}")
    refused(s.get(where), 404, "what was forgotten")
    refused(s.ask("DELETE", where), 404, "and once more")
    refused(s.get("/v1/network/" + "0" * 32), 404, "an unknown id")
    refused(s.get("/v1/network/"), 404, "no id")
    refused(s.get("/v1/network/a/b"), 404, "a longer path")
    refused(s.ask("POST", where, b""), 405, "POST to a job")
    c.that(s.ask("POST", where, b"").headers["allow"] == "GET, HEAD, DELETE", "says what may")
    refused(s.get("/v1/network"), 405, "GET of none")

    head = b"actor,object,at\n"
    refused(post(s, head + b"a,o,2026-01-01\n,o,2026-01-01\n"), 422, "no actor", 3, "#/actor")
    refused(post(s, head + b"a,o,yesterday\na,o\n"), 422, "no time", 2, "#/at")
    refused(post(s, head + b"\xff,o,2026-01-01\n"), 422, "no UTF-8", 2, "#/actor")
    refused(post(s, b"actor,at\na,2026-01-01\n"), 422, "a missing column")
    refused(post(s, b"actor,object,at,at\n"), 422, "a column twice")
    refused(post(s, head), 422, "no action")
    refused(post(s, b""), 422, "an empty table")
    refused(post(s, b"", "application/x-ndjson"), 422, "no line")
    good = b'{"actor":"a","object":"o","at":"2026-01-01"}\n'
    refused(post(s, good + b"\nnot json\n", "application/x-ndjson"), 422, "no JSON", 3, "#")
    refused(post(s, good + b'{"actor":"a","object":3,"at":1}', "application/x-ndjson"), 422,
            "a number for a name", 2, "#/object")
    refused(post(s, b"[" * 100, "application/x-ndjson"), 422, "deep", 1, "#")
    many = post(s, b"{}\n" * 100, "application/x-ndjson").json()
    c.that(len(many["errors"]) == 20 and many["detail"].startswith("100 rows"),
           "the first of many rows, and their number")
    refused(post(s, table(rows), "application/json"), 415, "another type")
    refused(post(s, gzip.compress(table(rows))), 400, "gzip that is not said")
    refused(s.ask("POST", "/v1/network?lang=en", good, Content_Type="application/x-ndjson"),
            400, "a parameter")
    refused(post(s, table(rows), Origin="https://other.example"), 403, "another Origin")
    one = post(s, good, "application/x-ndjson")
    alone = wait(s, one.headers["location"]).json()
    c.that(alone["status"] == "done" and alone["groups"] == [], "one actor is no group")

    metrics = s.get("/metrics").body.decode()
    c.that('assay_network_jobs_total{outcome="done"} 5' in metrics, "jobs are counted")
    c.that("assay_network_jobs_active 0\n" in metrics and
           "assay_network_results_kept 4\n" in metrics, "and what is kept")
    c.that('route="/v1/network/{id}"' in metrics and told["id"] not in metrics,
           "no id is a label")
    noted = s.wait_for("network_job", 5)
    c.that(len(noted) == 5 and "actions" in noted[0]["message"], "a line of the log each")
    c.that("bot1" not in "".join(s.log), "no name in the log")
    c.that(s.stop() == 0, "it ends with 0")
    c.that("results forgotten" in s.lines("network_stopped")[0]["message"], "and says so")

# One job at a time, two kept; a long one is in the way until it is cancelled.
with service.Service("--network-jobs", 2, "--network-results", 1, "--workers", 1) as s:
    long = post(s, big).headers["location"]
    second = post(s, table(rows)).headers["location"]
    until = time.monotonic() + 20
    while s.get(long).json()["status"] == "queued" and time.monotonic() < until:
        time.sleep(0.01)
    c.that(s.get(long).json()["status"] == "running", "a long job runs")
    early = s.get(long, Accept="application/x-ndjson")
    refused(early, 409, "lines before it is done")
    full = post(s, table(rows))
    refused(full, 503, "a job too many")
    c.that(int(full.headers["retry-after"]) >= 1, "with Retry-After")
    began = time.monotonic()
    scored = s.score(harness.account(1))
    c.that(scored.status == 200 and time.monotonic() - began < 2 * service.SLOW and
           s.get(long).json()["status"] == "running", "accounts are scored meanwhile")
    c.that(s.ask("DELETE", long).status == 204, "it is cancelled")
    refused(s.get(long), 404, "and not seen any more")
    c.that(wait(s, second).json()["status"] == "done", "the next has its turn")
    third = post(s, table(rows)).headers["location"]
    c.that(wait(s, third).json()["status"] == "done", "and a third")
    refused(s.get(second), 404, "the oldest result made room")
    c.that('assay_network_jobs_total{outcome="cancelled"} 1' in
           s.get("/metrics").body.decode(), "the cancelled one is counted")

    last = post(s, big).headers["location"]
    began = time.monotonic()
    c.that(s.stop() == 0 and time.monotonic() - began < 10 * service.SLOW,
           f"SIGTERM ends it within {time.monotonic() - began:.1f} s")
    c.that(s.lines("network_stopped")[0]["message"] ==
           "jobs given up: 1, results forgotten: 1", "and says what was given up")

with service.Service("--batch-bytes", 4096) as s:
    refused(post(s, table(rows)), 413, "a body over its bound")

# Whose it is.
with tempfile.TemporaryDirectory() as folder:
    file = pathlib.Path(folder) / "keys.txt"
    shown, stored = {}, []
    for scope in ("score", "score,admin", "public", "admin"):
        words = harness.run("serve", "--new-key", scope)[1].decode().split()
        shown[scope] = words[1]
        stored.append(" ".join(words[3:]))
    file.write_text("\n".join(stored) + "\n")
    with service.Service("--keys", file) as s:
        def bearer(scope):
            return {"Authorization": "Bearer " + shown[scope]}
        reply = post(s, table(rows), **bearer("score"))
        where = reply.headers.get("location", "/v1/network/x")
        c.that(reply.status == 202, f"score may: {reply.status} {reply.body}")
        c.that(wait(s, where, **bearer("score")).json()["status"] == "done", "and asks")
        refused(s.get(where, **bearer("score,admin")), 404, "another key sees nothing")
        refused(s.ask("DELETE", where, **bearer("score,admin")), 404, "and deletes nothing")
        for scope in ("public", "admin"):
            refused(post(s, table(rows), **bearer(scope)), 403, f"{scope} may not")
            refused(s.get(where, **bearer(scope)), 403, f"{scope} may not ask")
        refused(post(s, table(rows)), 401, "nor nobody")
        refused(s.get(where), 401, "nor ask")
c.finish()
