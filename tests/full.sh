#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What takes too long for every change: fuzzing, valgrind, ThreadSanitizer and all of
# clang-tidy. Run by tools/test.sh --full, after the preset `clang` was built.
#
#   ASSAY_FUZZ_SECONDS   for each target, 60 unless set
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf '\n== %s\n' "$*"; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say "fuzzing"
cmake --preset fuzz >/dev/null
targets=$(ls tests/fuzz/*.c | xargs -n 1 basename -s .c | grep -v '^replay$')
cmake --build --preset fuzz --target $(printf 'fuzz_%s ' $targets)
for target in $targets; do
    mkdir -p "$work/$target"
    build/fuzz/bin/fuzz_"$target" -max_total_time="${ASSAY_FUZZ_SECONDS:-60}" -max_len=4096 \
        -artifact_prefix=build/fuzz/ -print_final_stats=1 "$work/$target" \
        "tests/fuzz/corpus/$target" 2>&1 | tail -n 8
done

say "valgrind" # on gcc's build: it cannot read what clang writes for debuggers
cmake --preset debug >/dev/null
cmake --build --preset debug
memcheck() { valgrind -q --error-exitcode=9 --leak-check=full "$@"; }
for program in build/debug/bin/oom_*; do
    memcheck "$program"
done
memcheck build/debug/bin/assay audit datasets/sample --out "$work/audit" --quiet
memcheck build/debug/bin/assay check datasets/sample >"$work/check"
memcheck build/debug/bin/assay features datasets/sample >"$work/features.csv"
memcheck build/debug/bin/assay growth datasets/sample >"$work/growth.csv"

say "ThreadSanitizer"
cmake --preset tsan >/dev/null
cmake --build --preset tsan --target assay_cli \
    $(ls tests/thread/test_*.c | xargs -n 1 basename -s .c | sed 's/^test_/thread_/')
ctest --preset tsan -R '^thread\.'
build/tsan/bin/assay audit datasets/sample --jobs 4 --out "$work/threads" --quiet
diff -r "$work/audit" "$work/threads"

say "clang-tidy of all files, with the analyser"
ASSAY_TIDY=all tests/shape/tidy.sh build/clang
