#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Puts schemathesis and promtool into build/http-tools, without installing a package that
# would start a server. What cannot be had is said and left out; the tests that need it
# then skip. Usage: tools.sh [FOLDER]
set -uo pipefail
cd "$(dirname "$0")/../.."
folder=${1:-build/http-tools}
mkdir -p "$folder"
if [ ! -x "$folder/venv/bin/schemathesis" ]; then
    { python3 -m venv "$folder/venv" &&
      "$folder/venv/bin/pip" install -q --no-compile --disable-pip-version-check \
          schemathesis==4.32.5 >/dev/null 2>&1; } ||
        { echo "schemathesis cannot be had: its test is skipped"; rm -rf "$folder/venv"; }
fi
if [ ! -x "$folder/promtool" ]; then
    ( cd "$folder" && rm -rf unpacked && apt-get download -qq prometheus >/dev/null 2>&1 &&
      dpkg -x prometheus_*.deb unpacked && mv unpacked/usr/bin/promtool . ) ||
        echo "promtool cannot be had: its test is skipped"
    rm -rf "$folder"/unpacked "$folder"/prometheus_*.deb
fi
exit 0
