#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Fits models/comments.json anew: hand-labelled comments teach signs and words, invented
# ones signs alone (their words are the simulator's own).
#
#   ASSAY_DATA=… bench/fit_comments.sh [folder for the rosters]
#   BUILD=build/release   where the programs are (build them first)
#
# 60 invented accounts a seed, vendors meant for training; in the last roster comments and
# pods are what is bought. About a minute.
set -euo pipefail
cd "$(dirname "$0")/.."
: "${ASSAY_DATA:?the folder of the public sets, see datasets/README.md}"
work=${1:-$(mktemp -d)}
build=${BUILD:-build/release}
labelled=$ASSAY_DATA/youtube_spam
mkdir -p "$work"

# The table as NDJSON: the form that comments_fit reads.
python3 - "$labelled" "$work/labelled.ndjson" << 'END'
import pathlib
import sys
sys.path.insert(0, "bench")
import youtube_spam
youtube_spam.as_ndjson(pathlib.Path(sys.argv[1]), sys.argv[2])
END

simulate() { # SEED MECHANISMS PREVALENCE
  "$build/bin/assay" simulate --quiet --out "$work/$1" --seed "$1" --accounts 60 \
    --vendors train --mechanisms "$2" --prevalence "$3" --format ndjson
}
simulate 105 mix 0.3
simulate 106 mix 0.3
simulate 311 comments,pods 0.3

"$build/bin/comments_fit" model models/comments.json "$labelled/labels.csv" \
  "$work"/105/comment_labels.csv "$work"/106/comment_labels.csv \
  "$work"/311/comment_labels.csv -- "$work/labelled.ndjson" -- \
  "$work"/105/accounts.ndjson "$work"/106/accounts.ndjson "$work"/311/accounts.ndjson
