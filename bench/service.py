#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service under load, beside what one account costs without it and beside a FastAPI
service, in one run on one machine.

Usage: service.py BUILD_DIR [--write] [--only WORD] [--peer PYTHON]. Prints a table;
--write also puts it into bench/service.csv. Needs wrk. --peer names a python that has
fastapi, uvicorn and scikit-learn (else build/http-tools/peer is looked for). The load
generator shares the machine's cores with the service, so absolute figures are low; what
counts are ratios within one run. The best of three runs counts, for the peer too.
"""
import argparse
import asyncio
import csv
import datetime
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
parse = argparse.ArgumentParser(description=__doc__)
parse.add_argument("build", type=pathlib.Path)
parse.add_argument("--write", action="store_true")
parse.add_argument("--only", default="")
parse.add_argument("--peer", type=pathlib.Path,
                   default=HERE.parent / "build/http-tools/peer/bin/python")
parse.add_argument("--seconds", type=float, default=4)
parse.add_argument("--drip", type=int, help=argparse.SUPPRESS)
options = parse.parse_args()
sys.argv[1] = str(options.build / "bin/assay")
sys.path.insert(0, str(HERE.parent / "tests/http"))
import service  # noqa: E402
from service import harness  # noqa: E402

REPEATS, SLOW_CLIENTS, RELOADS = 3, 300, 100
BODY = service.json_bytes(harness.account(1, days=365, posts=50, comments=120))
rows = []


def row(figure, value, unit, target=""):
    shown = f"{value:.4g}" if isinstance(value, float) else str(value)
    rows.append([figure, shown, unit, target])
    print(f"{figure:58} {shown:>10} {unit:12} {target}", flush=True)


# Load from here: closed (each connection asks again at once) or open (by the clock).
def request():
    return (b"POST /v1/score HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json"
            b"\r\nContent-Length: %d\r\n\r\n" % len(BODY)) + BODY


class Load:
    def __init__(self, port):
        self.port, self.idle = port, []
        self.answers, self.lost, self.not_one_model = [], 0, 0
        self.closing = False

    async def one(self, due=None):
        """Asks once; the time counts from when it was due."""
        began = time.perf_counter() if due is None else due
        try:
            wires = self.idle.pop() if self.idle else \
                await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False  # nothing was begun
        reader, writer = wires
        try:
            writer.write(request())
            head = await reader.readuntil(b"\r\n\r\n")
            fields = {name.lower(): value for name, value in
                      (line.split(b": ", 1) for line in head.split(b"\r\n")[1:-2])}
            body = await reader.readexactly(int(fields[b"content-length"]))
        except (OSError, asyncio.IncompleteReadError):
            self.lost += 1
            writer.close()
            return False
        status = int(head[9:12])
        self.answers.append((status, time.perf_counter() - began))
        if status == 200:
            named = fields.get(b"assay-model", b"-")
            self.not_one_model += body.count(b'"kind":"accounts"') != 1 or named not in body
        if fields.get(b"connection") == b"close":
            writer.close()
        else:
            self.idle.append(wires)
        return True

    async def closed(self, connections, until):
        async def again():
            while time.perf_counter() < until and not self.closing and await self.one():
                pass
        await asyncio.gather(*(again() for _ in range(connections)))

    async def open(self, rate, seconds):
        began, n, tasks = time.perf_counter(), int(rate * seconds), []
        for i in range(n):
            due = began + i / rate
            await asyncio.sleep(max(0, due - time.perf_counter()))
            tasks.append(asyncio.create_task(self.one(due)))
        await asyncio.gather(*tasks)

    def times(self, status=200):
        return sorted(t for s, t in self.answers if s == status)

    def p(self, share, status=200):
        times = self.times(status)
        return times[min(len(times) - 1, int(share * len(times)))] * 1e3 if times else None


def open_load(port, rate, seconds):
    load = Load(port)
    asyncio.run(load.open(rate, seconds))
    return load


async def drip(port):
    """A slow client that never gives up: a head that comes a byte at a time."""
    async def one():
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(b"POST /v1/score HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
                while True:
                    writer.write(b"x")
                    await writer.drain()
                    await asyncio.sleep(0.5)
            except OSError:
                await asyncio.sleep(0.1)
    await asyncio.gather(*(one() for _ in range(SLOW_CLIENTS)))


def wrk(port, connections, seconds=None, path="/v1/score"):
    body = {"ASSAY_BODY": body_file.name} if path == "/v1/score" else {}
    done = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds or options.seconds:g}s", "--latency",
         "-s", HERE / "service_load.lua", f"http://127.0.0.1:{port}{path}"],
        capture_output=True, text=True, env={**os.environ, **body})
    line = next(x for x in done.stdout.splitlines() if x.startswith("@"))
    got = json.loads(line[1:])
    got["rate"] = got["requests"] / got["us"] * 1e6
    return got


def best(port, connections):
    return max((wrk(port, connections) for _ in range(REPEATS)), key=lambda g: g["rate"])


def floor():
    """Microseconds of one account without a service."""
    done = subprocess.run([options.build / "bin/service_floor", body_file.name, "2"],
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def processor_us(process):
    """What a process has used of the processor, by the scheduler's own account."""
    return sum(int(pathlib.Path(task, "schedstat").read_text().split()[0]) / 1e3
               for task in pathlib.Path(f"/proc/{process.pid}/task").iterdir())


def cost():
    """Medians, because a machine is never idle; and the processor's time, which counts
    what all threads of the service do. Beside it what nothing can go below on this
    machine: a bare loop that reads, does the same work and sends, without any service;
    and a request of the service that has no work, GET /healthz."""
    row("account", len(BODY) / 1024, "KB")
    alone, served, used, bared, empty, own = [], [], [], [], [], []
    bare = subprocess.Popen([options.build / "bin/service_floor", "--answer"],
                            stdout=subprocess.PIPE, text=True)
    bare_port = int(bare.stdout.readline())
    with tempfile.NamedTemporaryFile() as log, \
            service.Service("--workers", 1, log_file=log.name) as s:
        wrk(s.port, 1, 1)
        for _ in range(2 * REPEATS):
            alone.append(floor())
            bared.append(wrk(bare_port, 1))
            before, first = processor_us(s.process), len(s.read_log())
            got = wrk(s.port, 1)
            used.append((processor_us(s.process) - before) / got["requests"])
            served.append(got)
            told = [json.loads(line) for line in s.read_log()[first:]]
            own.append(statistics.median(t["seconds"] - t["work_seconds"] for t in told))
            empty.append(wrk(s.port, 1, 1, "/healthz")["p50"])
    bare.kill()
    bare.wait()
    us = min(a["us"] for a in alone)
    least = min(b["p50"] for b in bared)
    request_us = min(g["p50"] for g in served)
    row("read, score, write without a service, median", us, "us")
    row("request, keep-alive, one worker, median", request_us, "us")
    row("cost of the service a request, by the clock", request_us - us, "us", "<= 25")
    row("the same of a bare loop: read, work, send", least - us, "us")
    row("cost of the service beyond the bare loop's", request_us - least, "us", "<= 25")
    row("GET /healthz, which has no work, median", min(empty), "us")
    row("cost within the service, head to last byte, less the work", min(own) * 1e6, "us")
    row("cost of the service a request, by the processor",
        min(used) - min(a["cpu_us"] for a in alone), "us")
    row("p99 without a service, of a bare loop, of the service",
        f"{min(a['p99'] for a in alone):.0f} {min(b['p99'] for b in bared):.0f} "
        f"{min(g['p99'] for g in served):.0f}", "us")


def beside_peer():
    # Logs go to a file: uvicorn, at its level, writes none, and a reader would take a core.
    with tempfile.NamedTemporaryFile() as log, \
            service.Service("--workers", 1, "--queue", 64, log_file=log.name) as s:
        ours = {n: best(s.port, n) for n in (1, 8)}
    with tempfile.NamedTemporaryFile() as log, \
            service.Service("--queue", 64, log_file=log.name) as s:
        all_cores = best(s.port, 8)
    row("requests, one worker, 1 connection", ours[1]["rate"], "1/s")
    row("requests, one worker, 8 connections", ours[8]["rate"], "1/s")
    row("requests, a worker a core, 8 connections", all_cores["rate"], "1/s")
    row("p50 and p99, 1 connection", f"{ours[1]['p50']:.0f} {ours[1]['p99']:.0f}", "us")
    if not options.peer.exists():
        print(f"skipped: no peer, {options.peer} is not there")
        return
    port = s.port
    peer = subprocess.Popen(
        [options.peer, "-m", "uvicorn", "service_peer:app", "--port", str(port),
         "--log-level", "warning"], cwd=HERE)
    try:
        for _ in range(1200):
            time.sleep(0.1)
            load = Load(port)
            asyncio.run(load.one())
            if load.times():
                break
        theirs = {n: best(port, n) for n in (1, 8)}
    finally:
        peer.terminate()
        peer.wait()
    row("FastAPI, 1 connection", theirs[1]["rate"], "1/s")
    row("FastAPI, p50 and p99, 1 connection",
        f"{theirs[1]['p50']:.0f} {theirs[1]['p99']:.0f}", "us")
    row("requests, ours over FastAPI's, 1 connection", ours[1]["rate"] / theirs[1]["rate"],
        "times", ">= 40")
    row("requests, ours over FastAPI's, 8 connections", ours[8]["rate"] / theirs[8]["rate"],
        "times", ">= 40")
    row("p99, FastAPI's over ours, 1 connection", theirs[1]["p99"] / ours[1]["p99"],
        "times", ">= 20")


def slow_clients():
    with service.Service("--workers", 1, "--queue", 64) as s:
        capacity = best(s.port, 1)["rate"]
        without = min(open_load(s.port, capacity / 2, options.seconds).p(0.99)
                      for _ in range(REPEATS))
        slow = subprocess.Popen([sys.executable, __file__, options.build, "--drip",
                                 str(s.port)])
        time.sleep(2)
        loads = [open_load(s.port, capacity / 2, options.seconds) for _ in range(REPEATS)]
        slow.kill()
        slow.wait()
        reaped = [x for x in s.get("/metrics").body.decode().splitlines()
                  if x.startswith("assay_connections_reaped_total")][0].split()[1]
    times = min(load.p(0.99) for load in loads)
    row("p99 at half the capacity", without, "ms")
    row(f"the same, {SLOW_CLIENTS} slow clients", times, "ms")
    row("p99 with slow clients over without", times / without, "times", "<= 2")
    row("slow connections closed meanwhile", int(reaped), "")
    row("normal requests that failed", sum(len(k.answers) - len(k.times()) + k.lost
                                           for k in loads), "", "0")


def own_p99(lines):
    """Milliseconds from head to end of accepted requests, by the service's own log: free
    of what the load generator, which shares the cores, adds when it lags itself."""
    told = [json.loads(line) for line in lines if '"event":"request"' in line]
    times = sorted(t["seconds"] for t in told if t["status"] == 200 and t["accounts"])
    return times[int(0.99 * len(times))] * 1e3


def overload():
    with service.Service("--workers", 1, "--queue", 2) as s:
        capacity = best(s.port, 1)["rate"]
        def rounds(rate):
            loads, own = [], []
            for _ in range(REPEATS):
                first = len(s.log)
                loads.append(open_load(s.port, rate, options.seconds))
                time.sleep(0.3)
                own.append(own_p99(s.log[first:]))
            return loads, min(own)
        calm_loads, calm = rounds(capacity * 0.2)
        loads, busy = rounds(capacity * 3)
        memory = [x for x in s.get("/metrics").body.decode().splitlines()
                  if x.startswith("assay_process_resident")][0].split()[1]
        alive = s.get("/healthz").status == 200
    statuses = {status for load in loads for status, _ in load.answers}
    row("capacity, one worker", capacity, "1/s")
    row("statuses at three times the capacity", "+".join(map(str, sorted(statuses))), "",
        "200+503")
    row("p99 unloaded, by the service's log", calm, "ms")
    row("p99 of accepted, overloaded, by the service's log", busy, "ms")
    row("p99 overloaded over unloaded", busy / calm, "times", "<= 3")
    row("p99 unloaded, by the generator", min(k.p(0.99) for k in calm_loads), "ms")
    row("p99 of accepted, overloaded, by the generator", min(k.p(0.99) for k in loads),
        "ms")
    row("answers lost", sum(load.lost for load in loads), "", "0")
    row("memory of the process after it", float(memory) / 1e6, "MB")
    row("alive after it", "yes" if alive else "no", "", "yes")


def reloads():
    source = HERE.parent / "models/default.json"
    with tempfile.TemporaryDirectory() as folder:
        model = pathlib.Path(folder) / "model.json"
        model.write_bytes(source.read_bytes())
        with service.Service("--model", model, "--queue", 64) as s:
            load, done = Load(s.port), []

            async def both():
                task = asyncio.create_task(load.closed(4, time.perf_counter() + 600))
                for i in range(RELOADS):
                    fresh = pathlib.Path(folder) / "fresh"
                    fresh.write_bytes(source.read_bytes() + b"\n" * (i % 2))
                    fresh.rename(model)
                    done.append((await asyncio.to_thread(
                        s.ask, "POST", "/v1/model:reload")).status)
                load.closing = True
                await task
            asyncio.run(both())
    row("reloads under load", done.count(200), "", str(RELOADS))
    row("requests meanwhile", len(load.answers), "")
    row("of these failed", len(load.answers) - len(load.times()) + load.lost, "", "0")
    row("of these that named not exactly one model", load.not_one_model, "", "0")


def sigterm():
    lost = answered = 0
    codes, lasted = set(), 0.0
    for _ in range(REPEATS):
        s = service.Service("--queue", 64)
        load = Load(s.port)

        async def both():
            task = asyncio.create_task(load.closed(16, time.perf_counter() + 60))
            await asyncio.sleep(1)
            began = time.perf_counter()
            code = await asyncio.to_thread(s.stop)
            await task
            return code, time.perf_counter() - began
        code, seconds = asyncio.run(both())
        codes.add(code)
        lasted = max(lasted, seconds)
        lost += load.lost + len(load.answers) - len(load.times())
        answered += len(load.times())
    row("SIGTERM under load: requests answered", answered, "")
    row("SIGTERM under load: begun and lost", lost, "", "0")
    row("exit codes", "+".join(map(str, sorted(codes))), "", "0")
    row("time to end", lasted, "s", "<= 25")


def security():
    unit = HERE.parent / "tools/service/assay.service"
    try:
        done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager",
                               unit], capture_output=True, text=True)
        level = [x for x in done.stdout.splitlines() if "exposure level" in x][0].split()[-3]
    except (OSError, IndexError):
        print("skipped: systemd-analyze is not there")
        return
    row("systemd-analyze security", float(level), "", "<= 1.5")


if options.drip:
    asyncio.run(drip(options.drip))
body_file = tempfile.NamedTemporaryFile(suffix=".json")
body_file.write(BODY)
body_file.flush()
row("measured on", datetime.date.today().isoformat(), "")
row("programs that wanted a core at the start (load)", os.getloadavg()[0], "", "< 1")
for part in (cost, beside_peer, slow_clients, overload, reloads, sigterm, security):
    if options.only in part.__name__:
        part()
if options.write:
    with open(HERE / "service.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(
            [["figure", "value", "unit", "target"], *rows])
