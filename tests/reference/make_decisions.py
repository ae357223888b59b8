#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""decisions.csv: combined p-values, calibrations, intervals and fits by mpmath 1.3,
SciPy 1.17, statsmodels 0.15 and scikit-learn 1.9, on invented samples.

Run: python3 make_decisions.py > decisions.csv
     (pip install numpy scipy statsmodels mpmath scikit-learn)
A row: name, n, the sample, then what is expected.
"""
import itertools
import math

import mpmath as mp
import numpy as np
from scipy import stats
from sklearn.calibration import _sigmoid_calibration
from sklearn.covariance import fast_mcd
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from statsmodels.stats.proportion import proportion_confint

mp.mp.dps = 20
rng = np.random.default_rng(21)


def row(name, *parts):
    cells = [repr(float(x)) for part in parts for x in np.ravel(part)]
    print(",".join([name] + cells))


def pareto_sum_tail(n, x):
    """P(sum of n independent Pareto(1) > x) by convolution, from the closed form for 2."""
    if n == 2:
        return 2 / x + 2 * mp.log(x - 1) / x**2
    last = x - n + 1
    inner = mp.quad(lambda u: pareto_sum_tail(n - 1, x - u) / u**2,
                    mp.linspace(1, min(last, 4), 3) + ([mp.sqrt(4 * last), last]
                                                       if last > 4 else []))
    return inner + 1 / last


def landau_tail(x):
    return mp.quad(lambda s: mp.exp(-x * s - s * mp.log(s)) * mp.sin(mp.pi * s) / s,
                   [0, 0.5] + list(range(1, 40))) / mp.pi


print("name,n,sample and expectation")
for p in ([0.3, 0.9], [0.001, 0.4], [1e-9, 0.7], [0.5, 0.2, 0.04], [1e-5, 0.2, 1],
          [0.9, 0.8, 0.7], [0.3, 0.003, 0.7, 0.2]):
    row("harmonic", len(p), p, pareto_sum_tail(len(p), sum(1 / mp.mpf(x) for x in p)))
for least in (0.5, 1e-2, 1e-3, 1e-7):
    p = np.round(np.append(np.linspace(0.08, 1, 23), least), 8)
    total = sum(1 / mp.mpf(x) for x in p) / 24
    row("harmonic", 24, p, landau_tail(total - mp.log(24) - 1 + mp.euler))

for n in (2, 6, 20):
    p = np.round(rng.uniform(0.01, 0.99, n)**2, 6)
    row("cauchy", n, p, stats.cauchy.sf(np.mean(np.tan((0.5 - p) * np.pi))))
    w = np.round(rng.uniform(0.5, 3, n), 2)
    row("stouffer", n, p, w, np.zeros((n, n)) + np.eye(n),
        stats.combine_pvalues(p, method="stouffer", weights=w)[1])
    r = np.full((n, n), 0.3) + 0.7 * np.eye(n)
    z = stats.norm.isf(p)
    row("stouffer", n, p, w, r, stats.norm.sf(w @ z / math.sqrt(w @ r @ w)))
    pairs = (3.263 * 0.3 + 0.71 * 0.09 + 0.027 * 0.027) * n * (n - 1)
    unit = (4 * n + pairs) / (4 * n)
    row("brown", n, p, r, stats.chi2.sf(-2 * np.log(p).sum() / unit, 2 * n / unit))
    row("q_values", n, p, stats.false_discovery_control(p, method="bh"))

for n in (5, 40):
    y, w = np.round(rng.normal(0, 1, n) + np.arange(n) / n, 3), rng.integers(1, 4, n)
    row("isotonic", n, y, w,
        IsotonicRegression().fit(np.arange(n), y, sample_weight=w).predict(np.arange(n)))

for n in (30, 80):
    s = np.round(rng.uniform(0.02, 0.98, n), 2 if n == 30 else 4)
    label = (rng.uniform(size=n) < s**2).astype(float)
    features = np.column_stack([np.log(s), -np.log1p(-s)])
    beta = LogisticRegression(C=1e6, tol=1e-12, max_iter=100000).fit(features, label)
    assert (beta.coef_ >= 0).all()
    row("beta_map", n, s, label, beta.coef_, beta.intercept_)
    a, b = _sigmoid_calibration(s, label)
    row("platt", n, s, label, -a, -b)
    at = np.array([0.0, 0.2, 0.5, 0.77, 1.0])
    bounds = []
    for extra in (0, 1):
        for x in at:
            fit = IsotonicRegression(out_of_bounds="clip").fit(
                np.append(s, x), np.append(label, extra))
            bounds.append(fit.predict([x])[0])
    row("venn_abers", n, s, label, bounds)
    dense = np.round(rng.normal(size=(n, 2)), 2)
    target = (rng.uniform(size=n) < 1 / (1 + np.exp(-dense[:, 0]))).astype(float)
    fit = LogisticRegression(C=1 / 0.8, tol=1e-12, max_iter=100000).fit(dense, target)
    row("logistic", n, dense, target, 0.8, fit.coef_, fit.intercept_)

for k, n in ((0, 10), (3, 10), (10, 10), (7, 480), (1, 1)):
    for level in (0.9, 0.99):
        parts = [proportion_confint(k, n, 1 - level, method)
                 for method in ("wilson", "beta", "jeffreys")]
        row("interval", n, k, level, np.nan_to_num(parts, nan=-1))


def sample_with(n, outliers):
    x = rng.normal(size=(n, 3)) @ np.array([[1, 0.5, 0], [0, 1, 0.3], [0, 0, 0.7]])
    x[:outliers] += 6
    return np.round(x, 3)


for n, outliers in ((14, 3), (16, 4), (18, 0)):
    x = sample_with(n, outliers)
    halves = itertools.combinations(range(n), (n + 4) // 2)
    best = min(halves, key=lambda half: np.linalg.det(np.cov(x[list(half)].T, bias=True)))
    half = x[list(best)]
    row("mcd", n, x, half.mean(axis=0), np.cov(half.T, bias=True))
for n, outliers in ((60, 12), (300, 90)):
    x = sample_with(n, outliers)
    row("mcd_bound", n, x, np.linalg.slogdet(fast_mcd(x, random_state=1)[1])[1])
