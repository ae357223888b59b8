#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Learn the weights of a delivery's signs; prints engine/growth/delivered.def.

    bench/growth_learn.py --bin build/release/bin [--accounts 9000] > new.def

A logistic regression (ridge 1, the intercept free) on what bench/growth_learn prints: the
pulses of invented account-years, those on a package against all others, either kind with
the same weight in sum. Needs numpy.
"""
import argparse
import csv
import pathlib
import subprocess

import numpy as np

RIDGE, ROUNDS = 1.0, 60


def learn(x, y):
    """[terms] weights by Newton's method; the first term is the intercept."""
    weight = np.where(y > 0, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    ridge = np.full(x.shape[1], RIDGE)
    ridge[0] = 0.0
    b = np.zeros(x.shape[1])
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-np.clip(x @ b, -40, 40)))
        slope = x.T @ (weight * (p - y)) + ridge * b
        bend = (x * (weight * np.maximum(p * (1 - p), 1e-6))[:, None]).T @ x
        step = np.linalg.solve(bend + np.diag(ridge), slope)
        b -= step
        if np.abs(step).max() < 1e-8:
            break
    return b


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--bin", type=pathlib.Path, required=True)
    ask.add_argument("--accounts", type=int, default=9000)
    options = ask.parse_args()
    text = subprocess.run([options.bin.resolve() / "growth_learn", str(options.accounts)],
                          check=True, stdout=subprocess.PIPE).stdout.decode()
    head, *rows = csv.reader(text.splitlines())
    table = np.array(rows, float)
    weights = learn(table[:, 1:], table[:, 0])
    print("/* SPDX-License-Identifier: GPL-3.0-or-later */")
    print("/* Weights of the signs of a delivery, as bench/growth_learn.py prints them: name,"
          " weight.\n * What each sign is stands in delivered.c. */")
    print("/* clang-format off */")
    for name, weight in zip(head[1:], weights):
        print(f"TERM({name}, {weight:.2f})")
    print("/* clang-format on */")


if __name__ == "__main__":
    main()
