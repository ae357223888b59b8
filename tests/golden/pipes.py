#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the output cannot be written: full disks, closed and broken pipes, folders
without permission. The program says so, exits 4, and leaves no half file behind."""
import os
import pathlib
import resource
import shutil
import subprocess
import tempfile

import harness

checks = harness.Checks()


def code_of(command, **more):
    done = subprocess.run(["bash", "-c", command], env=harness.ENVIRONMENT,
                          capture_output=True, timeout=240, **more)
    return done.returncode, done.stderr.decode()


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    harness.write_ndjson(folder / "roster.ndjson", harness.roster(6))
    program, roster = harness.PROGRAM, folder / "roster.ndjson"

    for arguments in ("help", "man", "completion bash", "--version", "features --list",
                      f"features {roster}", f"vet {roster} --account invented.0001"):
        code, said = code_of(f"{program} {arguments} >/dev/full")
        checks.that(code == 4, f"{arguments} to a full disk exits {code}, not 4")
        checks.that("No space left" in said, f"{arguments}: says {said!r}")
        code, said = code_of(f"{program} {arguments} >&-")
        checks.that(code == 4, f"{arguments} with a closed output exits {code}, not 4")

    code, said = code_of(f"set -o pipefail; {program} features {roster} | true")
    checks.that(code in (0, 4), f"a reader that goes away ends it with {code}")
    checks.that("roken pipe" not in said, f"a reader that goes away is no news: {said}")

    file = folder / "file"
    file.write_text("mine")
    code, said, err = harness.run("audit", roster, "--out", file)
    checks.that(code == 4 and b"file" in err, f"--out names a file: {code} {err}")
    checks.that(file.read_text() == "mine", "the file that was in the way is untouched")
    code, said, err = harness.run("audit", roster, "--out", folder / "no" / "such")
    checks.that(code == 4, f"--out below a folder that is not there: {code} {err}")

    locked = folder / "locked"
    locked.mkdir(mode=0o500)
    if os.geteuid() == 0:
        print("a folder without permission: skipped, root may write everywhere")
    else:
        code, said, err = harness.run("audit", roster, "--out", locked)
        checks.that(code == 4 and b"locked" in err, f"no permission: {code} {err}")

    # A limit on file size stands for a full disk: writing fails half-way.
    out = folder / "out"
    code, said, err = harness.run("audit", roster, "--out", out)
    checks.that(code == 0, f"audit: {code} {err}")
    whole = {p.name: p.read_bytes() for p in out.iterdir()}
    checks.that(sorted(whole) == ["errors.csv", "report.html", "verdicts.csv",
                                  "verdicts.ndjson"], f"files: {sorted(whole)}")

    def limit():
        import signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    code, said, err = harness.run("audit", roster, "--out", out, preexec_fn=limit)
    checks.that(code == 4, f"a file that cannot grow: {code} {err}")
    after = {p.name: p.read_bytes() for p in out.iterdir()}
    checks.that({k: v for k, v in after.items() if k != "errors.csv"} ==
                {k: v for k, v in whole.items() if k != "errors.csv"},
                "old results stay whole when new ones cannot be written")

    full = folder / "full"
    full.mkdir()
    mounted = os.geteuid() == 0 and shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", full],
        capture_output=True).returncode == 0
    if mounted:
        code, said, err = harness.run("audit", roster, "--out", full / "out")
        left = [p.name for p in (full / "out").iterdir()]
        subprocess.run(["umount", full], check=True)
        checks.that(code == 4 and b"No space" in err, f"full disk: {code} {err}")
        checks.that(not [n for n in left if n != "errors.csv"], f"half files: {left}")
    else:
        print("a full file system: skipped, one cannot be mounted here")
checks.finish()
