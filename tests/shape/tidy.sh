#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# clang-tidy over the sources changed since the mainline's last landing, or all of them
# with ASSAY_TIDY=all. Usage: tidy.sh BUILD_DIR
set -euo pipefail
build=$1
if [ "${ASSAY_TIDY:-}" = all ]; then
    files=$(git ls-files 'engine/*.c' 'tools/*.c')
else
    base=$(git rev-parse -q --verify origin/main 2>/dev/null || true)
    [ -n "$base" ] && [ "$base" != "$(git rev-parse HEAD)" ] || base=$(git rev-parse -q --verify HEAD~5 || true)
    files=$(git diff --name-only --diff-filter=d ${base:+"$base"} -- 'engine/*.c' 'tools/*.c')
fi
[ -n "$files" ] || { echo "no source changed"; exit 0; }
echo "$files" | wc -l | xargs printf '%s files\n'
echo "$files" | xargs -P "$(nproc)" -n 4 clang-tidy --quiet -p "$build" 2> >(grep -v 'warnings generated\|Suppressed\|Use -header' >&2 || true)
