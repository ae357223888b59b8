#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""metrics.csv: figures of scores against labels by scikit-learn 1.9.

Run: python3 make_metrics.py > metrics.csv    (pip install numpy scikit-learn)
A row: name, n, scores, labels, then AUROC, average precision, recall at 1 % and 5 % false
positives, Brier, log loss, calibration error, MCC at 1/2, best MCC, calibration error by chance, debiased.
"""
import numpy as np
from sklearn import metrics

rng = np.random.default_rng(22)


def recall_at(label, score, limit):
    fpr, tpr, _ = metrics.roc_curve(label, score, drop_intermediate=False)
    return tpr[fpr <= limit + 1e-12].max()


def calibration(label, score, bins=15):
    """Error, what chance makes of it, and the debiased root mean square. Bins of equal
    mass, a run of equal scores where its middle falls, highest first."""
    values, counts = np.unique(-score, return_counts=True)
    middle = np.cumsum(counts) - counts / 2
    bin_of = dict(zip(values, np.minimum(bins * middle / len(score), bins - 1).astype(int)))
    place = np.array([bin_of[-s] for s in score])
    parts = [place == b for b in range(bins) if (place == b).any()]
    gaps = np.array([(score - label)[part].sum() for part in parts])
    variances = np.array([(score * (1 - score))[part].sum() for part in parts])
    weights = np.array([part.sum() for part in parts])
    squares = ((gaps**2 - variances) / weights).sum() / len(score)
    return (abs(gaps).sum() / len(score),
            np.sqrt(2 / np.pi * variances).sum() / len(score),
            np.sqrt(max(0, squares)))


print("name,n,scores,labels,expected")
for name, n, levels in (("distinct", 50, 1e4), ("tied", 120, 20), ("rare", 200, 1e3)):
    score = np.round(rng.uniform(size=n) * levels) / levels
    label = (rng.uniform(size=n) < score**(6 if name == "rare" else 1)).astype(int)
    best = max(metrics.matthews_corrcoef(label, score >= t) for t in np.unique(score))
    error, chance, gap = calibration(label, score)
    expected = [metrics.roc_auc_score(label, score),
                metrics.average_precision_score(label, score),
                recall_at(label, score, 0.01), recall_at(label, score, 0.05),
                metrics.brier_score_loss(label, score),
                metrics.log_loss(label, np.clip(score, 1e-15, 1 - 1e-15)),
                error, metrics.matthews_corrcoef(label, score >= 0.5), best, chance, gap]
    cells = [n, *score, *label, *expected]
    print(",".join([name] + [repr(float(x)) for x in cells]))
