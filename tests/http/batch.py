#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many accounts over HTTP: in order, flushed, errors by line; as a table and a page."""
import csv
import io
import json
import socket
import time

import service
from service import harness

c = service.checks()
few = [harness.account(i, days=60, posts=6, comments=12, delivered=i % 3 == 0)
       for i in range(30)]

with service.Service("--workers", 3) as s:
    alone = [s.score(a).body.rstrip(b"\n") for a in few]
    reply = s.batch(few)
    lines = reply.body.splitlines()
    c.that(reply.status == 200 and reply.headers["content-type"] == "application/x-ndjson",
           "a batch is answered as NDJSON")
    c.that([json.loads(line)["index"] for line in lines] == list(range(30)), "in order")
    c.that(all(line == b'{"index":%d,"result":%s}' % (i, alone[i])
               for i, line in enumerate(lines)), "each result has a single request's bytes")

    bad = service.json_bytes(few[0]) + b"\n\n   \n{\"platform\":\"x\"}\nnot json\n" + \
        service.json_bytes(few[1])
    told = [json.loads(line) for line in s.batch(bad).body.splitlines()]
    c.that([t["index"] for t in told] == [0, 1, 2, 3], "blank lines do not count")
    c.that(["result" in t for t in told] == [True, False, False, True], "errors by line")
    c.that(told[1]["error"]["status"] == 422 and
           told[1]["error"]["errors"][0]["pointer"] == "#/handle", "with their pointers")
    c.that(told[2]["error"]["status"] == 400, "and their status")

    many = few * 20
    got = s.batch(many).body.splitlines()
    c.that(len(got) == 600 and all(alone[i % 30] in line for i, line in enumerate(got)),
           "600 lines, more than a window")

    # The first answers come while the rest is still being worked on.
    body = b"".join(service.json_bytes(a) + b"\n" for a in few * 40)
    with socket.create_connection(("127.0.0.1", s.port)) as wire:
        wire.sendall(b"POST /v1/score:batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                     b"application/x-ndjson\r\nContent-Length: %d\r\n\r\n" % len(body))
        wire.sendall(body)
        began, first = time.monotonic(), None
        got = b""
        while b"\r\n0\r\n\r\n" not in got:
            part = wire.recv(1 << 16)
            first = first or (time.monotonic() - began if b'"index":0' in part else None)
            got += part
        whole = time.monotonic() - began
    c.that(first < whole / 3, f"flushed: first after {first:.3f} s of {whole:.3f} s")

    # A client that goes away in the middle leaves nothing behind.
    with socket.create_connection(("127.0.0.1", s.port)) as wire:
        wire.sendall(b"POST /v1/score:batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                     b"application/x-ndjson\r\nContent-Length: %d\r\n\r\n" % len(body))
        wire.sendall(body)
        wire.recv(1000)
    c.that(s.score(few[0]).body.rstrip() == alone[0], "a client left; others are served")

    table = s.batch(few[:10] + [{"platform": "x"}], Accept="text/csv")
    rows = list(csv.DictReader(io.StringIO(table.body.decode())))
    c.that(table.status == 200 and len(rows) == 10, "text/csv has a row an account")
    c.that(rows == sorted(rows, key=lambda r: (r["platform"], r["handle"])), "sorted")
    c.that(table.headers["assay-rejected"] == "1", "and says how many were refused")
    q = [float(r["q_value"]) for r in rows if r["q_value"]]
    c.that(len(q) > 5 and all(0 <= v <= 1 for v in q), "with q-values")
    mixed = s.batch(few[9::-1], Accept="text/csv")
    c.that(mixed.body == s.batch(few[:10], Accept="text/csv").body, "in any order of lines")
    page = s.batch(few[:10], "?lang=vi", Accept="text/html")
    c.that(page.status == 200 and page.body.count(b"invented.") >= 10, "text/html a page")
    paid = [{**a, "fee": 1000 + i, "currency": "XTS"} for i, a in enumerate(few[:10])]
    c.that(b"XTS" in s.batch(paid, Accept="text/html").body and
           b"XTS" not in page.body, "with the money at risk by currency")
    c.that(s.batch(few[:2], "?model=00000000").status == 409, "409 for another model")
    c.that(s.batch(few[:2], "?model=00000000", Accept="text/csv").status == 409,
           "also for a table")
    c.that(s.batch(b"\n \n").status == 400, "no line")
    c.that(s.batch(few, Content_Type="application/json").status == 415, "another type")
    c.that(s.stop() == 0, "it ends with 0")

with service.Service("--batch-accounts", 5, "--roster-accounts", 3) as s:
    c.that(s.batch(few[:5]).status == 200 and s.batch(few[:6]).status == 413,
           "a bound of lines")
    c.that(s.batch(few[:4], Accept="text/csv").status == 413, "a bound of rows")
c.finish()
