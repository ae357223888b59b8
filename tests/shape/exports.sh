#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every global name of the library carries its prefix, the exported ones are those of
# exports.txt (a change of the interface is a diff), and the library calls nothing that
# writes a global of libc or reaches the process: lgamma, for one, sets signgam.
# Usage: exports.sh LIBRARY [--record]
set -euo pipefail
library=$1
list=$(dirname "$0")/exports.txt

# Sanitizers add names of their own.
wrong=$(nm -g --defined-only "$library" 2>/dev/null | awk 'NF == 3 {print $3}' |
        grep -vE '^(assay_|ASSAY_|__(asan|odr_asan|ubsan|tsan|sancov|start___sancov|stop___sancov))' || true)
if [ -n "$wrong" ]; then
    printf 'without the prefix:\n%s\n' "$wrong"
    exit 1
fi

shared=$(nm -u "$library" 2>/dev/null | awk '{print $2}' | sed 's/@.*//' | LC_ALL=C sort -u |
         grep -xE 'lgamma[fl]?|gamma|strtok|strerror|localtime|gmtime|asctime|ctime|rand|srand|drand48|setlocale|getenv|exit|abort|printf|puts|putchar|perror|time|clock|gsl_rng_env_setup' || true)
if [ -n "$shared" ]; then
    printf 'not for a library:\n%s\n' "$shared"
    exit 1
fi

found=$(readelf -sW "$library" 2>/dev/null |
        awk '$5 == "GLOBAL" && $6 == "DEFAULT" && $7 != "UND" {print $8}' |
        grep '^assay_' | LC_ALL=C sort -u)
if [ "${2:-}" = --record ]; then
    printf '%s\n' "$found" >"$list"
    exit 0
fi
if ! diff -u "$list" <(printf '%s\n' "$found"); then
    echo "The exported names changed. If that is meant: tests/shape/exports.sh $library --record"
    exit 1
fi
echo "$(printf '%s\n' "$found" | wc -l) exported names"
