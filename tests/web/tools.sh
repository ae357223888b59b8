#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What the tests of the page need: Chromium, node and the npm packages that the lock names.
# Quick when they are there. What cannot be had is said; the tests that need it then skip.
set -uo pipefail
cd "$(dirname "$0")/../../tools/web" || exit 0
for program in chromium node npm; do
    command -v "$program" >/dev/null && continue
    ../packages/install.sh web || echo "$program cannot be had"
    break
done
installed=node_modules/lock
cmp -s package-lock.json "$installed" && exit 0
if PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --silent --no-audit --no-fund; then
    cp package-lock.json "$installed"
else
    echo "npm ci failed: tests of the page in a browser are skipped"
fi
exit 0
