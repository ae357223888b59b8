/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sales as a second witness of how much of an audience is there: accounts of a size and
 * platform sell at rates that are log-normal between them; an account of which a share h
 * is hollow sells at (1 - h) of what it would. The share seen in followers and engagement
 * is the prior, a Beta with its mean and spread; the orders weigh each h by how usual the
 * rate would be that they leave for the rest. Peers differ much, so sales move the share
 * little unless they are far from usual; orders that do not look like customers' move
 * nothing.
 *
 * Source: Gelman et al. 2013, Bayesian Data Analysis, 2.4 and 2.6 (grid posterior).
 */
#include "score/score.h"

#include <math.h>

enum { GRID = 256 };
/* Share of an ordinary influencer's followers that is not an audience: vendors' 22 % of
 * 2019, in round numbers. Peers are ordinary. */
static const double USUAL_HOLLOW = 0.2;
/* Peers are never known to differ less than this, log sd. */
static const double LEAST_SPREAD = 0.5;
/* 90 % of a normal. */
static const double NINETY = 1.6448536269514722;

static bool can_weigh(const assay_sales *sales)
{
    return sales->peers.spread >= 0.0 && sales->peers.orders_rate.value > 0.0 &&
           sales->orders_rate >= 0.0 && sales->word != ASSAY_SALES_DOUBTFUL;
}

/* The grid's point at a cumulated weight, straight between points. */
static double quantile(const double weight[], double all, double p)
{
    double sum = 0.0;
    for (size_t i = 0; i < GRID; i++) {
        if (sum + weight[i] >= p * all) {
            double way = weight[i] > 0.0 ? (p * all - sum) / weight[i] : 0.5;
            return ((double)i + way) / GRID;
        }
        sum += weight[i];
    }
    return 1.0;
}

assay_interval assay__share_after_sales(assay_interval before, const assay_sales *sales)
{
    if (isnan(before.value) || !can_weigh(sales))
        return before;
    double mean = fmin(fmax(before.value, 0.002), 0.998);
    double sd = fmax((before.high - before.low) / (2.0 * NINETY), 0.005);
    double size = fmax(mean * (1.0 - mean) / (sd * sd) - 1.0, 2.0);
    double a = mean * size, b = (1.0 - mean) * size, weight[GRID], all = 0.0, sum = 0.0;
    double spread = fmax(sales->peers.spread, LEAST_SPREAD);
    double rate = log(fmax(sales->orders_rate, 1e-6) / sales->peers.orders_rate.value);
    for (size_t i = 0; i < GRID; i++) {
        double h = ((double)i + 0.5) / GRID;
        double z = (rate - log((1.0 - h) / (1.0 - USUAL_HOLLOW))) / spread;
        double log_weight = (a - 1.0) * log(h / mean) +
                            (b - 1.0) * log((1.0 - h) / (1.0 - mean)) - 0.5 * z * z;
        weight[i] = exp(fmax(log_weight, -700.0));
        all += weight[i];
        sum += weight[i] * h;
    }
    double value = sum / all;
    return (assay_interval){value, fmin(quantile(weight, all, 0.05), value),
                            fmax(quantile(weight, all, 0.95), value)};
}
