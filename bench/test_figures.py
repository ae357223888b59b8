#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bench's own arithmetic, against values worked out by hand."""
import math
import random
import unittest

import figures


class Figures(unittest.TestCase):
    def test_auroc_counts_pairs_won_and_half_of_the_ties(self):
        pairs = [(0.9, 1), (0.5, 1), (0.5, 0), (0.1, 0)]
        self.assertAlmostEqual(figures.auroc(pairs), 3.5 / 4)

    def test_auroc_without_a_side_is_unknown(self):
        self.assertTrue(math.isnan(figures.auroc([(0.3, 1), (0.4, 1)])))

    def test_unknown_scores_are_the_lowest(self):
        self.assertAlmostEqual(figures.auroc([(math.nan, 1), (0.1, 0)]), 0)

    def test_average_precision_of_a_known_ranking(self):
        pairs = [(4, 1), (3, 0), (2, 1), (1, 0)]
        self.assertAlmostEqual(figures.average_precision(pairs), (1 + 2 / 3) / 2)

    def test_average_precision_of_equal_scores_is_the_prevalence(self):
        pairs = [(1, 1), (1, 0), (1, 0), (1, 0)]
        self.assertAlmostEqual(figures.average_precision(pairs), 0.25)

    def test_threshold_lets_at_most_the_rate_above_it(self):
        negatives = list(range(200))
        mark = figures.threshold(negatives, 0.01)
        self.assertEqual(sum(n > mark for n in negatives), 2)
        self.assertEqual(sum(n > figures.threshold([1] * 50, 0.01) for n in [1] * 50), 0)

    def test_recall_at_one_percent(self):
        pairs = [(n, 0) for n in range(100)] + [(98.5, 1), (10, 1)]
        self.assertAlmostEqual(figures.recall_at(pairs), 0.5)

    def test_calibration_error_of_a_constant(self):
        pairs = [(0.3, int(i % 2 == 0)) for i in range(300)]
        self.assertAlmostEqual(figures.calibration_error(pairs, 1), 0.2)

    def test_true_probabilities_err_by_chance_as_told(self):
        rng = random.Random(7)
        errors, chance = [], 0.0
        for _ in range(200):
            draws = [rng.random() for _ in range(300)]
            pairs = [(p, int(rng.random() < p)) for p in draws]
            errors.append(figures.calibration_error(pairs))
            chance += figures.calibration_chance(pairs) / 200
        self.assertAlmostEqual(figures.mean(errors), chance, delta=0.002)

    def test_matthews_of_perfect_and_inverse(self):
        self.assertAlmostEqual(figures.matthews([(0.9, 1), (0.1, 0)]), 1)
        self.assertAlmostEqual(figures.matthews([(0.1, 1), (0.9, 0)]), -1)

    def test_bootstrap_brackets_the_value_and_is_repeatable(self):
        items = [float(i % 3 == 0) for i in range(300)]
        value, low, high = figures.bootstrap(figures.mean, items)
        self.assertTrue(low < value < high)
        self.assertEqual((value, low, high), figures.bootstrap(figures.mean, items))


if __name__ == "__main__":
    unittest.main()
