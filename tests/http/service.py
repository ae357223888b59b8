# SPDX-License-Identifier: GPL-3.0-or-later
"""What the scripts of this folder share: a service of their own, and talking to it.

Each script starts `assay serve` on a port the system chooses, reads the address from its
log, and ends it by SIGTERM; whatever it wrote to its log can be looked at."""
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "golden"))
import harness  # noqa: E402  (accounts, checks, the program's path)

SLOW = 8 if "SAN_OPTIONS" in "".join(os.environ) or "asan" in str(harness.PROGRAM) or \
    "tsan" in str(harness.PROGRAM) else 1


def json_bytes(account):
    return json.dumps(account, ensure_ascii=False).encode()


class Reply:
    """Status, headers (names in lower case), body."""

    def __init__(self, status, headers, body):
        self.status, self.body = status, body
        self.headers = {k.lower(): v for k, v in headers}

    def json(self):
        return json.loads(self.body)


class Service:
    """A running service; `with Service("--rate", "10") as s: s.get("/healthz")`."""

    def __init__(self, *flags, environment=None, listen="127.0.0.1:0", program=None,
                 log_file=None):
        """`log_file` takes the log instead of a pipe, so that whoever measures does not
        also read meanwhile; `self.log` has its lines after `read_log`."""
        self.log, self.headers, self.log_file = [], {}, log_file
        log = open(log_file, "wb") if log_file else subprocess.PIPE
        self.process = subprocess.Popen(
            [program or harness.PROGRAM, "serve", "--listen", listen, *map(str, flags)],
            stderr=log, stdout=subprocess.DEVNULL,
            env={**harness.ENVIRONMENT, **(environment or {})})
        if log_file:
            log.close()
        for line in self._first_lines():
            self.log.append(line)
            if '"event":"listening"' in line:
                break
        else:
            raise RuntimeError("it did not start: " + "".join(self.log))
        self.address = json.loads(self.log[-1])["message"]
        self.port = int(self.address.rpartition(":")[2]) if "://" in self.address else 0
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _first_lines(self):
        if not self.log_file:
            yield from (line.decode() for line in self.process.stderr)
            return
        while self.process.poll() is None and \
                '"event":"listening"' not in "".join(self.read_log()):
            time.sleep(0.01)
        lines, self.log = self.log, []
        yield from lines

    def _read(self):
        for line in self.process.stderr or ():
            self.log.append(line.decode())

    def read_log(self):
        if self.log_file:
            with open(self.log_file) as file:
                self.log = file.readlines()
        return self.log

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()
        return False

    def stop(self, how=signal.SIGTERM, seconds=60):
        """Ends it. Returns the exit code."""
        self.process.send_signal(how)
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self.reader.join(10)
        return code

    def connect(self, timeout=60):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def ask(self, method, path, body=None, connection=None, **headers):
        own = connection or self.connect()
        sent = {**self.headers, **{k.replace("_", "-"): v for k, v in headers.items()}}
        own.request(method, path, body, sent)
        got = own.getresponse()
        reply = Reply(got.status, got.getheaders(), got.read())
        if connection is None:
            own.close()
        return reply

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def score(self, account, query="", **headers):
        body = account if isinstance(account, bytes) else json_bytes(account)
        headers.setdefault("Content_Type", "application/json")
        return self.ask("POST", "/v1/score" + query, body, **headers)

    def batch(self, accounts, query="", **headers):
        body = accounts if isinstance(accounts, bytes) else \
            b"".join(json_bytes(a) + b"\n" for a in accounts)
        headers.setdefault("Content_Type", "application/x-ndjson")
        return self.ask("POST", "/v1/score:batch" + query, body, **headers)

    def raw(self, data, seconds=10, end=False):
        """Sends bytes as they are; returns what came until the server closed or was
        silent. `end` closes our side after sending."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as s:
            got = b""
            try:
                s.sendall(data)
                if end:
                    s.shutdown(socket.SHUT_WR)
                while True:
                    part = s.recv(65536)
                    if not part:
                        return got, True
                    got += part
            except socket.timeout:
                return got, False
            except ConnectionError:
                return got, True

    def lines(self, event):
        """Lines of the log about an event, parsed."""
        parsed = []
        for line in list(self.log):
            try:
                parsed.append(json.loads(line))
            except ValueError:
                continue
        return [p for p in parsed if p.get("event") == event]

    def wait_for(self, event, count=1, seconds=20):
        until = time.monotonic() + seconds
        while len(self.lines(event)) < count and time.monotonic() < until:
            time.sleep(0.02)
        return self.lines(event)


def checks():
    return harness.Checks()
