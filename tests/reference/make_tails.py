#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tails.csv: -log10 tails, log-gammas and log-likelihoods to 20 digits by mpmath 1.3.

Run: python3 make_tails.py > tails.csv     (pip install mpmath)
A column not used by a function is 0.
"""
import mpmath as mp

mp.mp.dps = 60


def digits(p):
    return -mp.log10(p)


def gamma_upper(a, x):
    return mp.gammainc(a, x, mp.inf, regularized=True)


def gamma_lower(a, x):
    return mp.gammainc(a, 0, x, regularized=True)


def beta_part(a, b, x):
    """I_x(a, b) by its series of positive terms, DLMF 8.17.8."""
    term, total, n = mp.mpf(1), mp.mpf(1), 0
    while term > total * mp.mpf(10)**-38:
        term *= (a + b + n) / (a + 1 + n) * x
        total += term
        n += 1
    return x**a * (1 - x)**b / (a * mp.beta(a, b)) * total


def beta_inc(a, b, x):
    """The smaller part by its series, so that a tail loses nothing."""
    if x <= (a + 1) / (a + b + 2):
        return beta_part(a, b, x)
    return 1 - beta_part(b, a, 1 - x)


def negbin_upper(k, mean, shape):
    return beta_inc(k, shape, mean / (mean + shape))


def negbin_lower(k, mean, shape):
    return beta_inc(shape, k + 1, shape / (mean + shape))


def student(t, freedom):
    both = beta_inc(freedom / 2, mp.mpf(1) / 2, freedom / (freedom + t * t))
    return both / 2 if t > 0 else 1 - both / 2


def log_negbin(k, mean, shape):
    return (mp.loggamma(k + shape) - mp.loggamma(shape) - mp.loggamma(k + 1) +
            shape * mp.log(shape / (shape + mean)) + k * mp.log(mean / (mean + shape)))


def choose(n, k):
    return mp.binomial(n, k)


def hypergeometric(k, n, marked, drawn):
    top = int(min(marked, drawn))
    return sum(choose(marked, i) * choose(n - marked, drawn - i)
               for i in range(int(k), top + 1)) / choose(n, drawn)


FUNCTIONS = {
    "normal": (lambda z: digits(mp.ncdf(-z)),
               [(z,) for z in (-40, -8, -3, -1, -1e-8, 0, 0.5, 1.96, 5, 9, 37, 50, 300)]),
    "chi2": (lambda x, f: digits(gamma_upper(f / 2, x / 2)),
             [(x, f) for f in (1, 2, 5.5, 40, 1000)
              for x in (0.01, 1, f, 2 * f, 10 * f, 3000)]),
    "f": (lambda f, a, b: digits(beta_inc(b / 2, a / 2, b / (b + a * f))),
          [(f, a, b) for a in (1, 3, 20) for b in (2, 17, 400)
           for f in (0.1, 1, 3, 30, 1000)]),
    "t": (lambda t, f: digits(student(t, f)),
          [(t, f) for f in (1, 2.5, 10, 200, 5000)
           for t in (-30, -2, -0.1, 0.1, 1, 3, 12, 100)]),
    "binomial": (lambda k, n, p: digits(beta_inc(k, n - k + 1, p)),
                 [(1, 10, 0.1), (5, 10, 0.1), (10, 10, 0.1), (3.5, 10, 0.1),
                  (60, 100, 0.5), (100, 100, 0.5), (900, 1000, 0.01), (20, 1000, 0.01),
                  (700, 100000, 0.005), (30000, 1000000, 0.005)]),
    "low_binomial": (lambda k, n, p: digits(1 - beta_inc(k + 1, n - k, p)),
                     [(1, 10, 0.5), (40, 100, 0.5), (400, 100000, 0.005), (0, 50, 0.3)]),
    "poisson": (lambda k, m: digits(gamma_lower(k, m)),
                [(k, m) for m in (0.001, 0.5, 4, 100, 12345.5)
                 for k in (0.5, 1, 2, 7.25, 150, 13000)]),
    "low_poisson": (lambda k, m: digits(gamma_upper(k + 1, m)),
                    [(k, m) for m in (0.5, 4, 100, 12345.5)
                     for k in (0, 1, 2.5, 60, 12000)]),
    "negbin": (lambda *a: digits(negbin_upper(*a)),
               [(k, m, s) for s in (0.3, 2, 10, 700) for m in (0.01, 3, 250, 40000)
                for k in (0.5, 1, 10, 260, 39000, 60000)]),
    "low_negbin": (lambda *a: digits(negbin_lower(*a)),
                   [(k, m, s) for s in (0.3, 2, 10, 700) for m in (3, 250, 40000)
                    for k in (0, 1, 10.5, 200, 36000)]),
    "hypergeometric": (lambda *a: digits(hypergeometric(*a)),
                       [(1, 50, 5, 10), (5, 50, 5, 10), (8, 500, 60, 40),
                        (30, 1000, 40, 100), (3, 10000, 40, 100), (40, 10000, 40, 100)]),
    "log_gamma": (mp.loggamma, [(x,) for x in (1e-10, 0.1, 0.5, 0.999, 1, 1.5, 2, 3.7, 9.99,
                                               10, 25.5, 170, 1e5, 1e10)]),
    "log_negbin": (log_negbin,
                   [(k, m, s) for s in (0.3, 2, 10, 1e4) for m in (0.01, 3, 250, 40000)
                    for k in (0.5, 1, 10, 260, 39000)]),
    "log_poisson": (lambda k, m: -m + k * mp.log(m) - mp.loggamma(k + 1),
                    [(k, m) for m in (0.01, 3, 250, 1e6) for k in (1, 10.5, 260, 1.1e6)]),
}

print("function,a,b,c,d,expected")
for name, (function, cases) in FUNCTIONS.items():
    for case in cases:
        expected = function(*[mp.mpf(x) for x in case])
        cells = [repr(float(x)) for x in case] + ["0"] * (4 - len(case))
        print(",".join([name] + cells + [mp.nstr(expected, 20)]))
