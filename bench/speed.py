#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast and how small, beside a Python pipeline on the same file in the same run.

Usage: speed.py BUILD_DIR [--accounts N] [--write]. Prints a table; --write also puts it
into bench/speed.csv. Single runs on a shared machine swing by a quarter: the best of
three counts, for the peer too. Stages are read from the wall clock, the rest is CPU time,
so run it on an idle machine.
"""
import argparse
import csv
import importlib.util
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
REPEATS = 3


def run(*command):
    return subprocess.run([str(c) for c in command], check=True, capture_output=True,
                          text=True).stdout


def best(*command):
    """The figures of the fastest of some runs, pinned to one core."""
    pin = ["taskset", "-c", str(min(os.sched_getaffinity(0)))]
    runs = [json.loads(run(*pin, *command)) for _ in range(REPEATS)]
    return max(runs, key=lambda figures: figures["per_second"])


def measured(*command):
    """Seconds and peak memory in MB of a child."""
    began = time.monotonic()
    child = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{command} failed with {status}")
    return time.monotonic() - began, usage.ru_maxrss / 1024


def main():
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("build", type=pathlib.Path)
    parse.add_argument("--accounts", type=int, default=400)
    parse.add_argument("--write", action="store_true")
    options = parse.parse_args()
    assay = options.build / "bin" / "assay"
    rows = []

    def row(figure, value, unit, target=""):
        rows.append([figure, f"{value:.4g}" if value < 1000 else f"{value:.0f}", unit,
                     target])

    with tempfile.TemporaryDirectory() as where:
        folder = pathlib.Path(where)
        run(assay, "simulate", "--out", folder / "sim", "--accounts", options.accounts,
            "--seed", 5, "--days", 365, "--posts", 50, "--comments", 300, "--daily",
            "--format", "ndjson", "--quiet")
        file = next(f for f in sorted((folder / "sim").iterdir())
                    if f.suffix == ".ndjson")
        row("input per account", file.stat().st_size / options.accounts / 1024, "KB")
        engine = best(options.build / "bin" / "speed", file)
        row("NDJSON to verdict, one core", engine["per_second"], "accounts/s",
            ">= 1500, stretch 2500")
        for stage in ("read", "scoring", "growth", "engagement", "comments", "witnesses", "events",
                      "score", "write"):
            row(f"stage {stage}", engine[f"{stage}_us"], "us/account")
        row("verdict as JSON", engine["verdict_bytes"] / 1024, "KB")
        if importlib.util.find_spec("numpy"):
            peer = best(sys.executable, HERE / "peer.py", file)
            row("Python pipeline, one core", peer["per_second"], "accounts/s")
            row("ratio to the Python pipeline",
                engine["per_second"] / peer["per_second"], "x")
        else:
            print("the Python pipeline is passed over: this python3 has no numpy")
        for jobs in (1, 2):
            seconds, memory = measured(assay, "audit", file, "--out", folder / "o",
                                       "--jobs", jobs, "--quiet")
            row(f"audit, --jobs {jobs}: two readings, all files",
                options.accounts / seconds, "accounts/s")
            row(f"audit, --jobs {jobs}: peak memory", memory, "MB",
                f"<= {64 + 64 * options.accounts / 2**20:.0f}" if jobs == 2 else "")
    for figure in rows:
        print(f"{figure[0]:48} {figure[1]:>10} {figure[2]:12} {figure[3]}")
    if options.write:
        with open(HERE / "speed.csv", "w", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerows([["figure", "value", "unit", "target"], *rows])


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
