# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of merit on plain lists, with bootstrap intervals; standard library alone.

Scores may be tied; an unknown score (nan) counts as the lowest, so an account that cannot
be assessed is never found and never a false alarm.
"""
import math
import random

REPLICATES = 400


def known(score):
    return -math.inf if score is None or math.isnan(score) else score


def auroc(pairs):
    """Area under the curve of (score, label) pairs by mid-ranks (Mann-Whitney)."""
    ordered = sorted((known(s), y) for s, y in pairs)
    n = sum(y for _, y in ordered)
    m = len(ordered) - n
    if not n or not m:
        return math.nan
    ranks, i = 0.0, 0
    while i < len(ordered):
        j = i
        while j < len(ordered) and ordered[j][0] == ordered[i][0]:
            j += 1
        ranks += sum(y for _, y in ordered[i:j]) * (i + j + 1) / 2
        i = j
    return (ranks - n * (n + 1) / 2) / (n * m)


def average_precision(pairs):
    """Precision at each found positive, averaged; ties are taken together."""
    ordered = sorted(((known(s), y) for s, y in pairs), reverse=True)
    n = sum(y for _, y in ordered)
    found = total = i = 0
    while i < len(ordered) and n:
        j = i
        while j < len(ordered) and ordered[j][0] == ordered[i][0]:
            j += 1
        here = sum(y for _, y in ordered[i:j])
        found += here
        total += here * found / j
        i = j
    return total / n if n else math.nan


def threshold(negatives, rate):
    """Smallest score that at most `rate` of the negatives lie above."""
    ordered = sorted(map(known, negatives), reverse=True)
    return ordered[int(rate * len(ordered))] if ordered else math.inf


def recall_at(pairs, rate=0.01):
    mark = threshold([s for s, y in pairs if not y], rate)
    found = [known(s) > mark for s, y in pairs if y]
    return sum(found) / len(found) if found else math.nan


def calibration_error(pairs, bins=15):
    """Expected calibration error over equal-mass bins; unknown probabilities are left
    out. Few rows make it large by chance alone: see calibration_chance."""
    return sum(abs(gap) for gap, _ in calibration_bins(pairs, bins))


def calibration_chance(pairs, bins=15):
    """The calibration error that these probabilities would show if they were true: each
    bin's gap is then a normal of known variance, |gap| is sqrt(2 / pi) of its root."""
    return sum(math.sqrt(2 / math.pi * variance)
               for _, variance in calibration_bins(pairs, bins))


def calibration_bins(pairs, bins):
    """Of each bin of equal mass the gap of predicted and observed cases, and the gap's
    variance if the predictions are true, as shares of all rows."""
    ordered = sorted((p, y) for p, y in pairs if not math.isnan(p))
    n = len(ordered)
    for b in range(bins):
        part = ordered[b * n // bins:(b + 1) * n // bins]
        if part:
            gap = sum(p for p, _ in part) - sum(y for _, y in part)
            yield gap / n, sum(p * (1 - p) for p, _ in part) / n ** 2


def matthews(pairs, mark=0.5):
    cells = {(known(s) >= mark, bool(y)): 0 for s, y in pairs}
    for s, y in pairs:
        cells[known(s) >= mark, bool(y)] += 1
    tp, fp = cells.get((True, True), 0), cells.get((True, False), 0)
    fn, tn = cells.get((False, True), 0), cells.get((False, False), 0)
    under = math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    return (tp * tn - fp * fn) / under if under else 0.0


def mean(values):
    values = list(values)
    return sum(values) / len(values) if values else math.nan


def bootstrap(figure, items, replicates=REPLICATES, seed=1):
    """The figure of the items and its 90 % percentile interval over resamplings."""
    items = list(items)
    value = figure(items)
    if not items or math.isnan(value):
        return value, math.nan, math.nan
    rng = random.Random(seed)
    draws = (figure(rng.choices(items, k=len(items))) for _ in range(replicates))
    draws = sorted(d for d in draws if not math.isnan(d))
    return value, draws[int(0.05 * len(draws))], draws[int(0.95 * len(draws)) - 1]
