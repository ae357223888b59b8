#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Slow clients: a byte now and then in the head, in a second head, in a body, or nobody
reading the answer. Each is closed within twice its deadline, and others are served."""
import socket
import threading
import time

import service
from service import harness

c = service.checks()
HEAD, BODY = 2, 3
PART = b"POST /v1/score HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


def drip(port, first, rest, lasted, name):
    """Sends `first`, then a byte of `rest` every 0.2 s; notes when it was closed."""
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.sendall(first)
        if b"GET" in first:
            time.sleep(0.2)
            wire.recv(4096)
        began = time.monotonic()
        wire.settimeout(0.2)
        while time.monotonic() - began < 40 * service.SLOW:
            try:
                wire.sendall(rest[:1])
                rest = rest[1:] + rest[:1]
                if wire.recv(4096) == b"":
                    break
            except socket.timeout:
                continue
            except OSError:
                break
        lasted[name] = time.monotonic() - began


with service.Service("--head-seconds", HEAD, "--body-seconds", BODY) as s:
    account = service.json_bytes(harness.account(3))
    lasted, threads = {}, []
    cases = {
        "head": (b"GE", b"X", HEAD),
        "header": (PART, b"X", HEAD),
        "second head": (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", b"G", HEAD),
        "body": (PART + b"Content-Length: 5000\r\n\r\n", b" ", BODY),
        "chunks": (PART + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n", BODY),
    }
    for name, (first, rest, _) in cases.items():
        threads += [threading.Thread(target=drip, args=(s.port, first, rest, lasted, name))
                    for _ in range(3)]
    for thread in threads:
        thread.start()
    worst = 0
    while any(t.is_alive() for t in threads):
        began = time.monotonic()
        c.that(s.score(account).status == 200, "others are served meanwhile")
        worst = max(worst, time.monotonic() - began)
        time.sleep(0.1)
    c.that(worst < 2 * service.SLOW, f"and quickly (the slowest took {worst:.3f} s)")
    for name, (_, _, deadline) in cases.items():
        c.that(name in lasted and lasted[name] <= 2 * deadline,
               f"{name}: closed after {lasted.get(name, 0):.1f} s, at most {2 * deadline}")
    c.that(s.stop() == 0, "it ends with 0")
c.finish()
