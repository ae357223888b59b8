#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The README's examples of the service, word for word: each `$ curl` is run and prints
what stands below it, where … stands for anything, and ID in an address for the id that
was answered last."""
import pathlib
import re
import shutil
import subprocess
import sys
import time

import service

c = service.checks()
if shutil.which("curl") is None:
    print("skipped: curl is not installed")
    sys.exit(0)
README = (pathlib.Path(__file__).parents[2] / "README.md").read_text()
section = README[README.index("## As a service"):]
section = section[:section.index("\n## ", 5)]
examples = re.findall(r"^\$ (.*)\n((?:(?!\$ |```).*\n)*)", section, re.M)
c.that(len(examples) >= 5, f"{len(examples)} examples")
with service.Service() as s:
    last = ""
    for command, wanted in examples:
        run = command.replace("127.0.0.1:8420", f"127.0.0.1:{s.port}")
        asks = run.endswith("/ID")
        run = run[:-2] + last if asks else run
        until = time.monotonic() + 30
        while True:  # a job is asked about until it is over
            got = subprocess.run(["bash", "-c", run], capture_output=True, text=True).stdout
            waits = '"status":"queued"' in got or '"status":"running"' in got
            if not asks or not waits or time.monotonic() > until:
                break
            time.sleep(0.05)
        last = "".join(re.findall(r'^\{"id":"(\w+)"', got)) or last
        pattern = ".*".join(re.escape(part) for part in wanted.strip().split("…"))
        c.that(re.fullmatch(pattern, got.strip(), re.S), f"$ {command}\n{got}")
c.finish()
