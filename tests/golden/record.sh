#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Records anew what the commands of cases.txt and the imports of ../import print. Look at
# the diff before committing. (The pages: ASSAY_RECORD=1 unit_test_page_golden.)
# Usage: record.sh [PROGRAM]
set -euo pipefail
cd "$(dirname "$0")"
program=$(realpath "${1:-../../build/debug/bin/assay}")
python3 commands.py "$program" --record
exec python3 imports.py "$program" --record
