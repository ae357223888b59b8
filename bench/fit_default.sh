#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Fits models/default.json: a simulated roster of the vendors meant for training, of all
# levels of care, first for what is usual, then for weights and probabilities; and judges
# it on a seed and vendors it has not seen, whole and thin.
#
#   bench/fit_default.sh [accounts] [folder for the rosters]
set -euo pipefail
cd "$(dirname "$0")/.."
accounts=${1:-4000}
work=${2:-$(mktemp -d)}
assay=${ASSAY:-build/release/bin/assay}
"$assay" simulate --out "$work/train" --accounts "$accounts" --seed 1001 --vendors train
"$assay" fit "$work/train" --labels "$work/train/labels.csv" --simulated --name default \
  -o "$work/usual.json"
"$assay" fit "$work/train" --labels "$work/train/labels.csv" --simulated --name default \
  --model "$work/usual.json" -o models/default.json
for kind in whole thin; do
  thin=()
  [ "$kind" = thin ] && thin=(--thin)
  "$assay" simulate --out "$work/$kind" --accounts 2000 --seed 777 --vendors test "${thin[@]}"
  "$assay" audit "$work/$kind" --model models/default.json --out "$work/$kind.out" --quiet
  "$assay" eval "$work/$kind.out/verdicts.csv" --labels "$work/$kind/labels.csv"
done
