#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints how large functions and files are; fails only on the hard limits.

A function is what stands between a brace in the first column and its closing brace,
with its head counted; clang-tidy checks complexity and nesting beside this.
"""
import pathlib
import re
import statistics
import sys

FUNCTION_LIMIT, FILE_LIMIT, WIDTH_LIMIT = 60, 500, 90


def functions(lines):
    """Yields (first line, number of lines) of each function definition."""
    head = 0
    for number, line in enumerate(lines, 1):
        if re.match(r"[A-Za-z_].*\(", line):
            head = number
        if line == "{" and head:
            start = head
        if line == "}" and head:
            yield start, number - start + 1
            head = 0


def width(line):
    return len(line.replace("\t", "    "))


root = pathlib.Path(sys.argv[1])
sources = sorted(p for top in ("engine", "tools") for p in (root / top).rglob("*.c"))
sizes, lengths, faults = [], [], []
comment = code = 0
for path in sources:
    lines = path.read_text().splitlines()
    lengths.append(len(lines))
    where = path.relative_to(root)
    if len(lines) > FILE_LIMIT:
        faults.append(f"{where}: {len(lines)} lines, over {FILE_LIMIT}")
    for first, size in functions(lines):
        sizes.append(size)
        if size > FUNCTION_LIMIT:
            faults.append(f"{where}:{first}: a function of {size} lines")
    for number, line in enumerate(lines, 1):
        if width(line) > WIDTH_LIMIT and '"' not in line:
            faults.append(f"{where}:{number}: {width(line)} columns")
        comment += bool(re.match(r"\s*(/?\*|//)", line))
        code += bool(line.strip())
for path in sources:
    if "SPDX-License-Identifier: GPL-3.0-or-later" not in path.read_text()[:200]:
        faults.append(f"{path.relative_to(root)}: no SPDX line")
sizes.sort()
print(f"{len(sources)} files, median {statistics.median(lengths):.0f} lines; "
      f"{len(sizes)} functions, median {statistics.median(sizes):.0f}, "
      f"95 % {sizes[int(0.95 * len(sizes))]}, largest {sizes[-1]}; "
      f"comments {comment / code:.0%}")
print("\n".join(faults))
sys.exit(bool(faults))
