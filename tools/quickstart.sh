#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is needed, builds, audits the sample roster and says where the report is.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/packages/install.sh build
cmake --preset release -DASSAY_BUILD_BENCH=OFF >/dev/null
cmake --build --preset release
build/release/bin/assay audit datasets/sample --out out
echo
echo "Report: $PWD/out/report.html"
