#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""metrics.csv: figures of scores against labels by scikit-learn 1.9.

Run: python3 make_metrics.py > metrics.csv    (pip install numpy scikit-learn)
A row: name, n, scores, labels, then AUROC, average precision, recall at 1 % and 5 % false
positives, Brier, log loss, calibration error, MCC at 1/2, best MCC.
"""
import numpy as np
from sklearn import metrics

rng = np.random.default_rng(22)


def recall_at(label, score, limit):
    fpr, tpr, _ = metrics.roc_curve(label, score, drop_intermediate=False)
    return tpr[fpr <= limit + 1e-12].max()


def calibration_error(label, score, bins=15):
    """Bins of equal mass, a run of equal scores where its middle falls, highest first."""
    values, counts = np.unique(-score, return_counts=True)
    middle = np.cumsum(counts) - counts / 2
    bin_of = dict(zip(values, np.minimum(bins * middle / len(score), bins - 1).astype(int)))
    place = np.array([bin_of[-s] for s in score])
    return sum(abs((score - label)[place == b].sum()) for b in range(bins)) / len(score)


print("name,n,scores,labels,expected")
for name, n, levels in (("distinct", 50, 1e4), ("tied", 120, 20), ("rare", 200, 1e3)):
    score = np.round(rng.uniform(size=n) * levels) / levels
    label = (rng.uniform(size=n) < score**(6 if name == "rare" else 1)).astype(int)
    best = max(metrics.matthews_corrcoef(label, score >= t) for t in np.unique(score))
    expected = [metrics.roc_auc_score(label, score),
                metrics.average_precision_score(label, score),
                recall_at(label, score, 0.01), recall_at(label, score, 0.05),
                metrics.brier_score_loss(label, score),
                metrics.log_loss(label, np.clip(score, 1e-15, 1 - 1e-15)),
                calibration_error(label, score),
                metrics.matthews_corrcoef(label, score >= 0.5), best]
    cells = [n, *score, *label, *expected]
    print(",".join([name] + [repr(float(x)) for x in cells]))
