#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is needed, builds with gcc and clang, checks the style and runs every
# test under AddressSanitizer and UBSan. Ends with ctest's summary.
#
#   tools/test.sh          what every change must pass
#   tools/test.sh --full   also fuzzing, valgrind and the long studies
set -euo pipefail
cd "$(dirname "$0")/.."
full=
[ "${1:-}" = --full ] && full=1
say() { printf '\n== %s\n' "$*"; }

say "packages"
tools/packages/install.sh build test
if [ -z "${ASSAY_DATA:-}" ]; then
    echo "ASSAY_DATA is not set: tests on real data are skipped."
fi

tests/http/tools.sh & # downloads while others compile
http_tools=$!
tests/web/tools.sh &
web_tools=$!

say "format"
git ls-files '*.c' '*.h' | xargs -r clang-format --dry-run --Werror

say "clang, warnings are errors"
cmake --preset clang >/dev/null
cmake --build --preset clang

say "clang-tidy of changed files"
tests/shape/tidy.sh build/clang

say "gcc, sanitizers"
cmake --preset asan >/dev/null
cmake --build --preset asan

if [ -n "$full" ]; then
    say "fuzzing, valgrind, long studies"
    tools/packages/install.sh full
    tests/full.sh
fi

say "tests"
wait "$http_tools" "$web_tools"
ctest --test-dir build/asan --output-on-failure -j "$(nproc)"
