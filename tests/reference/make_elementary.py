#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""elementary.csv: ln and exp of doubles, exact to 40 digits by Python's decimal.

Run: python3 make_elementary.py > elementary.csv
The remainder is what the nearest double leaves of the value: errors are measured in
fractions of the last digit, which a double alone cannot hold.
"""
import math
import random
from decimal import Decimal, getcontext

getcontext().prec = 60


def rows(name, function, values):
    for value in values:
        exact = function(Decimal(value))
        near = float(exact)
        print(f"{name},{value!r},{near!r},{float(exact - Decimal(near))!r}")


def main():
    draw = random.Random(1)
    print("function,x,nearest,remainder")
    logs = [1.0, math.nextafter(1, 2), math.nextafter(1, 0), 0.5, 2.0, math.sqrt(0.5),
            math.nextafter(math.sqrt(0.5), 0), math.sqrt(2), 2.2250738585072014e-308,
            1.7976931348623157e308, 10.0, 1e-9, 1e9]
    logs += [draw.uniform(0.5, 2) for _ in range(60)]
    logs += [math.exp(draw.uniform(-700, 700)) for _ in range(60)]
    rows("log", Decimal.ln, logs)
    exps = [0.0, 1.0, -1.0, 1e-9, -1e-300, math.log(2) / 2, -math.log(2) / 2, 708.5, -707.5]
    exps += [draw.uniform(-1, 1) for _ in range(60)]
    exps += [draw.uniform(-700, 700) for _ in range(60)]
    rows("exp", Decimal.exp, exps)


if __name__ == "__main__":
    main()
