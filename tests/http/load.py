#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Under load: reloads that nobody notices, an end that loses nothing, a full queue that
says so, bodies that stay within their memory."""
import json
import pathlib
import signal
import socket
import tempfile
import threading
import time

import service
from service import harness

c = service.checks()
MODEL = pathlib.Path(__file__).parents[2] / "models/default.json"
account = service.json_bytes(harness.account(1, days=60, posts=6, comments=12))


class Client(threading.Thread):
    """Asks again and again over one connection, and writes down every answer. A request
    that was written and got no whole answer is lost."""

    def __init__(self, s, replies, body=account, until=None):
        super().__init__(daemon=True)
        self.s, self.replies, self.body, self.until = s, replies, body, until
        self.lost, self.refused, self.halt = 0, 0, False

    def run(self):
        connection = None
        while not self.halt and (self.until is None or time.monotonic() < self.until):
            try:
                if connection is None:
                    connection = self.s.connect()
                    connection.connect()
            except ConnectionError:
                self.refused += 1
                return
            try:
                reply = self.s.ask("POST", "/v1/score", self.body, connection,
                                   Content_Type="application/json")
                self.replies.append((reply, time.monotonic()))
                if reply.headers.get("connection") == "close":
                    connection.close()
                    connection = None
            except OSError:
                self.lost += 1
                return
            except Exception:  # http.client's own: an answer that is cut
                self.lost += 1
                return


def start(s, n, replies, **more):
    clients = [Client(s, replies, **more) for _ in range(n)]
    for client in clients:
        client.start()
    return clients


with tempfile.TemporaryDirectory() as folder:
    model = pathlib.Path(folder) / "model.json"
    first, second = MODEL.read_bytes(), MODEL.read_bytes() + b"\n"
    model.write_bytes(first)
    with service.Service("--model", model, "--workers", 2, "--queue", 64) as s:
        replies = []
        clients = start(s, 4, replies)
        batches = []
        many = (account + b"\n") * 50

        def ask_batches():
            while not clients[0].halt:
                batches.append(s.batch(many))

        batcher = threading.Thread(target=ask_batches)
        batcher.start()
        for i in range(20):
            fresh = pathlib.Path(folder) / "fresh"
            fresh.write_bytes(second if i % 2 == 0 else first)
            fresh.rename(model)
            if i % 4 == 0:
                s.process.send_signal(signal.SIGHUP)
                s.wait_for("reload", i + 1, 20 * service.SLOW)
            else:
                done = s.ask("POST", "/v1/model:reload")
                c.that(done.status == 200, f"reload {i}: {done.status}")
        for client in clients:
            client.halt = True
        for client in clients + [batcher]:
            client.join()
        c.that(all(r.status == 200 for r, _ in replies) and not any(k.lost for k in clients),
               f"no request fails of {len(replies)}")
        names = {r.json()["models"][0]["sha256"] for r, _ in replies}
        c.that(len(names) == 2, "both models answered")
        c.that(all(r.headers["assay-model"] == r.json()["models"][0]["sha256"]
                   for r, _ in replies), "each reply names the one that did")
        bodies = {json.dumps({k: v for k, v in r.json().items() if k != "models"})
                  for r, _ in replies}
        c.that(len(bodies) == 1, "and is otherwise the same")
        for batch in batches:
            lines = [json.loads(line) for line in batch.body.splitlines()]
            used = {line["result"]["models"][0]["sha256"] for line in lines}
            c.that(len(lines) == 50 and used == {batch.headers["assay-model"]},
                   "a batch has one model from its first line to its last")
        c.that(s.stop() == 0, "it ends with 0")

with service.Service("--workers", 2, "--queue", 64, "--drain-seconds", 20) as s:
    replies = []
    clients = start(s, 8, replies)
    long_batch = []
    thread = threading.Thread(target=lambda: long_batch.append(
        s.batch((account + b"\n") * 300)))
    thread.start()
    time.sleep(0.6)
    began = time.monotonic()
    code = s.stop(seconds=40 * service.SLOW)
    lasted = time.monotonic() - began
    for client in clients:
        client.join(10)
    thread.join(10)
    c.that(code == 0 and lasted < 21 * service.SLOW, f"SIGTERM: exit {code}, {lasted:.1f} s")
    c.that(not any(k.lost for k in clients), "no request that was begun is lost")
    c.that(all(r.status == 200 for r, _ in replies) and len(replies) > 8, "all are answered")
    c.that(long_batch and len(long_batch[0].body.splitlines()) == 300, "a batch as well")

# The bound is kept also when it cuts something off.
with service.Service("--workers", 1, "--drain-seconds", 1) as s:
    cut = []

    def ask_for_too_much():
        try:
            cut.append(s.batch((account + b"\n") * 20000))
        except Exception as e:  # cut off, as it must be
            cut.append(e)

    thread = threading.Thread(target=ask_for_too_much)
    thread.start()
    table = threading.Thread(target=lambda: s.batch((account + b"\n") * 9000,
                                                    Accept="text/csv"))
    table.start()
    time.sleep(0.5)
    began = time.monotonic()
    code = s.stop(seconds=60)
    lasted = time.monotonic() - began
    thread.join(10)
    table.join(10)
    c.that(code == 0 and lasted < 3 * service.SLOW + 2, f"a bound of 1 s: {lasted:.1f} s")
    c.that(isinstance(cut[0], Exception), "the client sees that its answer is cut")

with service.Service("--workers", 1, "--queue", 2) as s:
    replies = []
    clients = start(s, 16, replies, until=time.monotonic() + 2 * service.SLOW)
    for client in clients:
        client.join()
    statuses = [r.status for r, _ in replies]
    c.that(set(statuses) == {200, 503}, f"overload: {set(statuses)}")
    c.that(all(r.headers.get("retry-after", "").isdigit() for r, _ in replies
               if r.status == 503), "503 says when to come again")
    c.that(not any(k.lost for k in clients), "and nothing is lost")
    c.that(s.stop() == 0, "it ends with 0")

with service.Service("--workers", 1) as s:
    def ask(connection, query=""):
        return s.ask("POST", "/v1/score" + query, account, connection,
                     Content_Type="application/json").body

    def waited():
        """Seconds in the queue: exactly 0 when no worker was woken."""
        return s.wait_for("request", len(answers))[len(answers) - 1]["queue_seconds"]

    first, second, answers = s.connect(), s.connect(), []
    answers.append(ask(first))
    c.that(waited() > 0, "the first request of a client goes to a worker")
    time.sleep(0.1)
    answers.append(ask(first))
    c.that(waited() == 0, "one that goes on alone is answered at once")
    answers.append(ask(first, "?counterfactuals=true"))
    c.that(waited() > 0, "but not when it may last")
    answers.append(ask(second))
    c.that(waited() > 0, "another client brings the workers back")
    answers.append(ask(first))
    c.that(waited() > 0, "as long as both ask")
    c.that(len({answers[i] for i in (0, 1, 3, 4)}) == 1, "the bytes are the same")
    c.that("assay_requests_total" in s.get("/metrics").body.decode(), "it still counts")
    c.that(s.stop() == 0, "it ends with 0")

with service.Service("--memory-bytes", "4M", "--body-bytes", "2M", "--body-seconds", 3) as s:
    wires = []
    for _ in range(8):
        wire = socket.create_connection(("127.0.0.1", s.port))
        wire.sendall(b"POST /v1/score HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                     b"application/json\r\nContent-Length: 1500000\r\n\r\n" + b" " * 1100000)
        wires.append(wire)
    time.sleep(0.5)
    for wire in wires:
        wire.sendall(b" " * 400000)
    first = [wire.recv(12)[9:12] for wire in wires]
    c.that(b"503" in first and set(first) <= {b"400", b"503"},
           f"memory for bodies is bounded: {first}")
    for wire in wires:
        wire.close()
    c.that(s.score(account).status == 200, "and given back")
    c.that(s.stop() == 0, "it ends with 0")
c.finish()
