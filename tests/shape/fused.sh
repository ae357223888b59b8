#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The library holds no fused multiply-add: a sum rounded once here and twice there would
# make verdicts differ between compilers. gcc 12 forms alternating ones from pairs of
# additions and subtractions even under -ffp-contract=off, so the flag alone proves
# nothing.
# Usage: fused.sh LIBRARY
set -euo pipefail
library=$1
if ! command -v objdump >/dev/null; then
    echo "skipped: no objdump here"
    exit 0
fi
code=$(mktemp)
trap 'rm -f "$code"' EXIT
objdump -d --no-show-raw-insn "$library" >"$code" 2>/dev/null
if ! grep -qE '\bret' "$code"; then
    echo "objdump shows no code of $library"
    exit 1
fi
fused=$(awk '/^[0-9a-f]+ <.*>:$/ {name = $2}
             $2 ~ /^vf(n?m(add|sub)|maddsub|msubadd)/ {print name, $2}' "$code" | sort | uniq -c)
if [ -n "$fused" ]; then
    printf 'fused multiply-adds in:\n%s\n' "$fused"
    exit 1
fi
echo "no fused multiply-add"
