#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""estimates.csv: robust estimates, correlations, rhythms and moments by NumPy 2, SciPy 1.17
and statsmodels 0.15, on invented samples.

Run: python3 make_estimates.py > estimates.csv    (pip install numpy scipy statsmodels)
A row: name, n, the sample, then what is expected.
"""
import itertools
import math

import numpy as np
import statsmodels.api as sm
from scipy import signal, special, stats

rng = np.random.default_rng(20)


def row(name, *parts):
    cells = [repr(float(x)) for part in parts for x in np.atleast_1d(part)]
    print(",".join([name] + cells))


def qn(x):
    """By the definition: the k-th of all pairwise differences, k = C(h, 2)."""
    n = len(x)
    h = n // 2 + 1
    k = h * (h - 1) // 2
    kth = sorted(abs(a - b) for a, b in itertools.combinations(x, 2))[k - 1]
    small = {2: 0.399, 3: 0.994, 4: 0.512, 5: 0.844, 6: 0.611, 7: 0.857, 8: 0.669, 9: 0.872}
    factor = small.get(n, n / (n + 1.4) if n % 2 else n / (n + 3.8))
    return 2.21914446598508 * factor * kth


def baluev(power, highest, t):
    n = len(t)
    width = highest * math.sqrt(4 * math.pi * np.var(t))
    gamma = math.sqrt(2 / (n - 1)) * math.exp(special.gammaln((n - 1) / 2) -
                                              special.gammaln((n - 2) / 2))
    tau = gamma * width * (1 - power)**(0.5 * (n - 4)) * math.sqrt(0.5 * (n - 1) * power)
    single = (1 - power)**(0.5 * (n - 3))
    return 1 - (1 - single) * math.exp(-tau)


print("name,n,sample and expectation")
for n in (2, 3, 4, 9, 10, 11, 40, 41):
    x = np.round(rng.standard_t(3, n), 3)
    row("qn", n, x, qn(x))

for n in (5, 30, 61):
    x, noise = np.round(rng.uniform(0, 9, n), 2), rng.standard_cauchy(n)
    y = np.round(2 + 0.7 * x + 0.3 * noise, 3)
    slope = stats.theilslopes(y, x)[0]
    row("theil_sen", n, x, y, slope, np.median(y - slope * x))

n = 240
x = np.arange(n) / 10
y = np.round(1 - 0.4 * x + 0.2 * rng.standard_cauchy(n), 3)
slope = stats.siegelslopes(y, x)[0]
row("theil_sen", n, x, y, slope, np.median(y - slope * x))

for n in (6, 25, 80):
    x = rng.integers(0, 8, n)
    y = np.round(x + rng.normal(0, 3, n))
    row("spearman", n, x, y, stats.spearmanr(x, y)[0])

for n in (20, 60):
    x = np.round(rng.uniform(0, 5, n), 2)
    y = np.round(3 - 1.5 * x + rng.normal(0, 0.4, n) + (rng.uniform(size=n) < 0.15) * 20, 3)
    design = sm.add_constant(x)
    fit = sm.RLM(y, design, M=sm.robust.norms.TukeyBiweight(4.685)).fit(
        maxiter=2000, tol=1e-13, start_params=sm.RLM(
            y, design, M=sm.robust.norms.HuberT(1.345)).fit().params)
    row("bisquare", n, x, y, fit.params, fit.scale)

for n in (8, 50):
    x = np.round(rng.gamma(2, 3, n), 3)
    row("moments", n, x, np.mean(x), np.var(x, ddof=1), stats.skew(x), stats.kurtosis(x))

for n in (12, 60):
    t = np.round(np.sort(rng.uniform(0, 60, n)), 2)
    x = np.round(np.sin(2 * np.pi * t / 7) + rng.normal(0, 1, n), 3)
    frequency = np.linspace(0.03, 0.4, 200)
    power = signal.lombscargle(t, x - x.mean(), 2 * np.pi * frequency, normalize=True)
    best = int(np.argmax(power))
    row("lomb_scargle", n, t, x, frequency[best], power[best],
        baluev(power[best], 0.4, t))

for a, b in ((0.5, 0.5), (2, 7), (30, 0.2), (400, 3), (1e-2, 5), (5e4, 6e4)):
    p = np.array([1e-12, 1e-4, 0.05, 0.5, 0.95, 0.9999])
    row("beta_quantile", len(p), p, a, b, stats.beta.ppf(p, a, b))
