#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public headers: at most 15 functions each. Printed beside: lines of comment for each
line of code, of which there should be one and more; a number to look at, not to pad for."""
import pathlib
import re
import sys

MOST = 15
root = pathlib.Path(sys.argv[1]) / "engine/include/assay"
wrong = 0
for path in sorted(root.glob("*.h")):
    text = path.read_text()
    comments = re.findall(r"/\*.*?\*/", text, re.S)
    code = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    lines = [line for line in code.splitlines() if line.strip()]
    ratio = sum(c.count("\n") + 1 for c in comments) / len(lines)
    functions = len(re.findall(r"^(?:ASSAY_API|static inline)\b", code, re.M))
    few = "" if ratio >= 1 else "  (few comments)"
    print(f"{path.name:18} {functions:3} functions  {ratio:4.1f} comment lines a line{few}")
    if functions > MOST:
        print(f"{path.name}: more than {MOST} functions")
        wrong += 1
sys.exit(wrong > 0)
