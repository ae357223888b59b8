#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What takes too long for every change: fuzzing, valgrind, ThreadSanitizer and all of
# clang-tidy with its analyser. tools/test.sh --full runs it; it needs nothing built.
# A step that fails shows its last lines and the others still run; a summary ends it.
#
#   tests/full.sh [fuzz] [valgrind] [threads] [tidy]    all four unless named
#   ASSAY_FUZZ_SECONDS   for each target, 60 unless set
#   ASSAY_TIDY_JOBS      files analysed at once, one a processor unless set
set -euo pipefail
cd "$(dirname "$0")/.."
parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(fuzz valgrind threads tidy)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=()
say() { printf '\n== %s\n' "$*"; }

# step NAME COMMAND...: a line of progress; what the command printed only if it fails.
step() {
    local name=$1 from=$SECONDS
    shift
    if "$@" >"$work/printed" 2>&1; then
        passed=$((passed + 1))
        printf '   ok    %5d s  %s\n' $((SECONDS - from)) "$name"
    else
        failed+=("$name")
        printf '   FAIL  %5d s  %s\n' $((SECONDS - from)) "$name"
        tail -n 60 "$work/printed" | sed 's/^/      /'
    fi
}

# names FOLDER PREFIX: the programs that its sources make, without their prefix.
names() {
    for source in "$1"/*.c; do
        name=$(basename "$source" .c)
        case $name in replay | failing) ;; *) echo "${name#"$2"}" ;; esac
    done
}

fuzz() {
    say "fuzzing, ${ASSAY_FUZZ_SECONDS:-60} s a target"
    local targets
    targets=$(names tests/fuzz "")
    cmake --preset fuzz >/dev/null
    step "build" cmake --build --preset fuzz --target $(printf 'fuzz_%s ' $targets)
    for target in $targets; do
        mkdir -p "$work/fuzz/$target"
        step "fuzz $target" build/fuzz/bin/fuzz_"$target" -max_len=4096 \
            -max_total_time="${ASSAY_FUZZ_SECONDS:-60}" -print_final_stats=1 \
            -artifact_prefix=build/fuzz/"$target"- "$work/fuzz/$target" \
            "tests/fuzz/corpus/$target"
        sed -n 's/^stat::number_of_executed_units: */                  inputs tried: /p' \
            "$work/printed"
    done
}

assay=build/debug/bin/assay
memcheck="valgrind -q --error-exitcode=9 --leak-check=full"
# run NAME WORDS...: one command of the program; what it prints is kept under NAME.
run() {
    local name=$1
    shift
    step "assay $name" sh -c 'out=$1; shift; exec "$@" >"$out"' sh "$work/$name" \
        $memcheck "$assay" "$@"
}

# Everything that reads bytes from outside, on the sample and on what it is made into.
commands() {
    local sample=datasets/sample labels=datasets/sample-labels
    local one=tiktok/hanhngolangthang
    run check check "$sample"
    run features features "$sample"
    run growth growth "$sample"
    run intervals growth --intervals "$sample"
    run engagement engagement "$sample"
    run comments comments "$sample"
    run audience audience "$sample"
    run shares audience --shares "$sample"
    run more audience --more "$sample"
    run network network --quiet "$sample"
    run actions network --quiet "$sample/actions.csv"
    run livestream livestream "$sample"
    run sales sales "$sample"
    run vet vet "$sample" --account "$one" --explanations "$sample/explanations.csv" \
        --target country=VN,language=vi --html "$work/vet.html"
    run verdict vet "$sample" --account "$one" --json --counterfactuals --exhibits
    run audit audit "$sample" --out "$work/audited" --quiet --norms roster
    run budget audit "$sample" --out "$work/proposed" --quiet --jobs 2 \
        --target country=VN --budget 200000000VND
    run detect import --detect datasets/exports/apify_instagram.json
    run import import --out "$work/imported" apify-instagram \
        datasets/exports/apify_instagram.json
    run reread check "$work/imported"
    run simulate simulate --out "$work/world" --accounts 80 --seed 7 --days 60 \
        --posts 6 --comments 12 --format ndjson --quiet
    run fit fit "$work/world/accounts.ndjson" --labels "$work/world/labels.csv" \
        --quiet --simulated -o "$work/model.json"
    run score score "$work/world/accounts.ndjson" --quiet --model "$work/model.json"
    run eval eval "$work/score" --labels "$work/world/labels.csv"
    run profiles fit "$sample" --for profiles --quiet \
        --labels "$labels/audience_labels.csv" -o "$work/profiles.json"
    run judged score "$sample" --quiet --model "$work/profiles.json"
    run model model show "$work/model.json"
}

valgrind_all() {
    say "valgrind" # on gcc's build: it cannot read what clang writes for debuggers
    cmake --preset debug >/dev/null
    step "build" cmake --build --preset debug
    for program in $(names tests/oom test_); do
        step "out of memory: $program" $memcheck build/debug/bin/oom_"$program"
    done
    commands
}

threads() {
    say "ThreadSanitizer"
    cmake --preset tsan >/dev/null
    step "build" cmake --build --preset tsan --target assay_cli \
        $(names tests/thread test_ | sed 's/^/thread_/')
    step "tests" ctest --preset tsan -R '^thread\.'
    for jobs in 1 4; do
        step "audit, $jobs jobs" build/tsan/bin/assay audit datasets/sample --quiet \
            --jobs "$jobs" --out "$work/by$jobs"
    done
    step "the same bytes" diff -r "$work/by1" "$work/by4"
    step "network, 4 jobs" build/tsan/bin/assay network datasets/sample --quiet --jobs 4
}

# Two passes: the quick checks over all files at once, then the analyser file by file.
tidy() {
    say "clang-tidy of all files, with the analyser"
    cmake --preset clang >/dev/null
    step "what sources include" cmake --build --preset clang --target assay assay_cli
    step "clang-tidy" env ASSAY_TIDY=all tests/shape/tidy.sh build/clang
}

for part in "${parts[@]}"; do
    case $part in
    fuzz | threads | tidy) "$part" ;;
    valgrind) valgrind_all ;;
    *)
        echo "usage: tests/full.sh [fuzz] [valgrind] [threads] [tidy]" >&2
        exit 2
        ;;
    esac
done

say "summary: $passed steps passed, ${#failed[@]} failed, $((SECONDS / 60)) minutes"
[ ${#failed[@]} -eq 0 ] || { printf '   %s\n' "${failed[@]}"; exit 1; }
