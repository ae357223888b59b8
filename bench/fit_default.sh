#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Fits models/default.json and judges it on accounts it has not seen.
#
#   bench/fit_default.sh [folder for the rosters]
#   ASSAY=build/release/bin/assay  the program to use (build it first)
#   JUDGE=only|no                  judge models/default.json as it is; or only fit it
#   KEEP=1                         fit on the roster that is in the folder already
#
# Training: 7,000 simulated accounts of one world (seed 1001, vendors meant for training,
# all levels of care, 30 % inflated), in parts of different shape: 60 to 540 days, 12 to
# 50 posts, 0 to 300 comments, daily and sparse readings, some thin. One world, because
# a platform's purge is seen across a roster; disjoint account numbers, so that no handle
# is there twice. Half of them bring an audience sample, half livestreams, half sales, half
# a sample of who liked, each by chance, and the first part has people whom several
# creators share. Who buys nothing but live viewers or orders looks honest to all who bring
# no such table, so outside the first part such an account has no label: few enough that
# the core stays calibrated. It is one folder of tables, because who liked lies in a table
# of its own. It is fitted twice: once for what is usual, then, with that, for weights and
# probabilities. The fit holds the diffuse channel, gives it weight only when rows it has
# not seen gain, and tells what each statistic is worth on such rows; the table of that is
# put into the card (bench/drop_feature.py).
#
# Judging: the vendors held out; seeds 960,001 and 960,002, looked at after all choices, and
# seeds from 900,001 on, which had been seen meanwhile. First ranks and decisions on
# whole rosters (L0 and L1, all levels) and on a thin one; then, on honest accounts of
# shapes that were not in the fit, how many p-values lie below 0.5, 0.1, 0.05 and 0.01
# (as many as those numbers say when p is uniform).
# `witnesses` are the same accounts as `witnesses-without`, with all further tables.
# Fitting takes about five minutes of one core, judging about two.
set -euo pipefail
cd "$(dirname "$0")/.."
work=${1:-$(mktemp -d)}
assay=${ASSAY:-build/release/bin/assay}
model=models/default.json
mkdir -p "$work"

# days posts comments accounts, then other options of the simulator
shapes() {
  cat << 'END'
365 50 300 2000 --shared mix
365 30 300 700
365 50 100 600
365 50 300 400 --daily
240 50 300 700
240 30 100 400 --daily
120 30 100 500
120 12 50 300
60 30 300 300
60 12 50 300 --daily
540 50 300 400
365 12 0 200
365 30 100 200 --thin
END
}

# Writes the parts as one folder of tables, $work/train, and $work/labels.csv.
simulate_training() {
  local first=0 days posts comments accounts rest table
  rm -rf "$work/train" "$work/part"
  mkdir -p "$work/train"
  : > "$work/labels.csv"
  while read -r days posts comments accounts rest; do
    # shellcheck disable=SC2086 # the rest are options, several words
    "$assay" simulate --quiet --out "$work/part" --truth "$work/truth" --seed 1001 \
      --vendors train --first "$first" --accounts "$accounts" --days "$days" \
      --posts "$posts" --comments "$comments" --audience 150 \
      --tables audience,livestreams,sales,actions $rest
    for table in "$work"/part/*.csv; do
      tail -n "+$((first > 0 ? 2 : 1))" "$table" >> "$work/train/${table##*/}"
    done
    awk -F, -v OFS=, -v first="$first" '
      first > 0 && $4 ~ /^(live_viewers|self_orders)(\+(live_viewers|self_orders))*$/ { $3 = "" }
      NR > 1 || first == 0' "$work/truth/labels.csv" >> "$work/labels.csv"
    first=$((first + accounts))
  done < <(shapes)
}

fit() {
  "$assay" fit "$work/train" --labels "$work/labels.csv" --simulated --quiet \
    --name default "$@"
}

# judge NAME OPTION...: ranks and decisions on an unseen roster.
judge() {
  local name=$1
  shift
  "$assay" simulate --quiet --out "$work/$name" --vendors test "$@"
  "$assay" audit "$work/$name" --model "$model" --out "$work/$name.out" --quiet
  echo "== $name: $*"
  "$assay" eval "$work/$name.out/verdicts.csv" --labels "$work/$name/labels.csv"
}

# uniform NAME FOLDER: how the p-values of honest accounts lie.
uniform() {
  "$assay" audit "$2" --model "$model" --out "$work/$1.out" --quiet
  awk -F, -v name="$1" '
    NR == 1 { for (i = 1; i <= NF; i++) if ($i == "p_value") column = i; next }
    $column != "" { n++; a += $column < 0.5; b += $column < 0.1; c += $column < 0.05
                    d += $column < 0.01 }
    END { printf "%-26s %5d %7.3f %7.3f %7.3f %7.3f\n", name, n, a/n, b/n, c/n, d/n }
  ' "$work/$1.out/verdicts.csv"
}

honest() {
  local name=$1
  shift
  "$assay" simulate --quiet --out "$work/$name" --prevalence 0 --small 0 --accounts 400 \
    --format ndjson "$@"
  uniform "$name" "$work/$name/accounts.ndjson"
}

if [ "${JUDGE:-}" != only ]; then
  [ -n "${KEEP:-}" ] || simulate_training
  fit -o "$work/usual.json"
  fit --model "$work/usual.json" -o "$model"
  bench/drop_feature.py "$model" --card models/default.md
fi
[ "${JUDGE:-}" != no ] || exit 0
judge fresh-L0-L1 --accounts 1500 --seed 960001 --level L0,L1
judge fresh-all --accounts 1500 --seed 960002
judge witnesses-without --accounts 1500 --seed 970001
judge witnesses --accounts 1500 --seed 970001 --tables audience,livestreams,sales \
  --witnesses 1 --shared mix
judge L0-L1 --accounts 1500 --seed 900001 --level L0,L1
judge all --accounts 1500 --seed 900002
judge thin --accounts 1000 --seed 900003 --thin
printf '%-26s %5s %7s %7s %7s %7s\n' "honest accounts, p below" n 0.5 0.1 0.05 0.01
honest as-in-training --seed 900004
honest days-180 --seed 900005 --days 180
honest days-300 --seed 900006 --days 300
honest posts-20 --seed 900007 --posts 20
honest comments-80 --seed 900008 --comments 80
honest days-90-posts-20-comments-80 --seed 900009 --days 90 --posts 20 --comments 80
uniform sample datasets/sample
