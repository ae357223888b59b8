#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# clang-tidy over the sources changed since the mainline's last landing: forty files take
# about a minute on two cores. The path-sensitive checks (clang-analyzer) take ten times as
# long as all others together, so they run only over everything, with ASSAY_TIDY=all, as
# tools/test.sh --full does. Usage: tidy.sh BUILD_DIR
set -euo pipefail
build=$1
checks=
if [ "${ASSAY_TIDY:-}" = all ]; then
    files=$(git ls-files 'engine/*.c' 'tools/*.c')
else
    checks='-clang-analyzer-*'
    base=$(git rev-parse -q --verify origin/main 2>/dev/null || true)
    [ -n "$base" ] && [ "$base" != "$(git rev-parse HEAD)" ] || base=$(git rev-parse -q --verify HEAD~5 || true)
    files=$(git diff --name-only --diff-filter=d ${base:+"$base"} -- 'engine/*.c' 'tools/*.c')
fi
[ -n "$files" ] || { echo "no source changed"; exit 0; }
echo "$files" | wc -l | xargs printf '%s files\n'
echo "$files" | xargs -P "$(nproc)" -n 2 clang-tidy --quiet --checks="$checks" -p "$build" \
    2> >(grep -v 'warnings generated\|Suppressed\|Use -header' >&2 || true)
