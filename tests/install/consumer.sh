#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: consumer.sh BUILD_DIR SOURCE_DIR COMPILER SANITIZERS
# The program that assay.h prints, built by CMake and by pkg-config against an installed
# copy, gives a verdict each.
set -euo pipefail
build=$1 source=$2 compiler=$3 sanitizers=$4
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix
cmake --install "$build" --prefix "$prefix" >/dev/null
flags=${sanitizers:+-fsanitize=$sanitizers}

python3 "$here/extract.py" "$source/engine/include/assay/assay.h" >"$work/program.c"
cp "$here/project.txt" "$work/CMakeLists.txt"
printf '%s\n' '{"platform":"tiktok","handle":"invented.one","followers":1200}' >"$work/a.ndjson"

cmake -S "$work" -B "$work/by-cmake" -DCMAKE_PREFIX_PATH="$prefix" \
    -DCMAKE_C_COMPILER="$compiler" -DCMAKE_C_FLAGS="$flags" >/dev/null
cmake --build "$work/by-cmake" >/dev/null
"$work/by-cmake/program" "$work/a.ndjson" >"$work/cmake.json"

PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name assay.pc)")
export PKG_CONFIG_PATH
# shellcheck disable=SC2046
"$compiler" -std=c11 $flags "$work/program.c" -o "$work/program" \
    $(pkg-config --static --cflags --libs assay)
"$work/program" "$work/a.ndjson" >"$work/pkg.json"

cmp "$work/cmake.json" "$work/pkg.json"
grep -q '"schema":"assay.verdict/1"' "$work/pkg.json"
"$prefix/bin/assay" vet "$work/a.ndjson" --json | cmp - "$work/pkg.json"
[ -s "$prefix/share/man/man1/assay.1" ]
echo "a consumer builds by CMake and by pkg-config"
