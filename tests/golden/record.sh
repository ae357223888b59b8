#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Records anew what the commands of cases.txt print. Look at the diff before committing.
# Usage: record.sh [PROGRAM]
set -euo pipefail
cd "$(dirname "$0")"
exec python3 commands.py "$(realpath "${1:-../../build/debug/bin/assay}")" --record
