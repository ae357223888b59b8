/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders are counts of people who decide each for themselves, but in clumps: a post sells
 * for two days, a family buys together. So an order rate has a Gamma posterior that is
 * wider than Poisson's by the clump, and expected revenue one whose relative variance is
 * what the rows show of it, borrowed from usual shops while rows are few. Quantiles of a
 * Gamma by Wilson and Hilferty's cube root, good to a percent from shape 1/2 on.
 */
#include "sales/money.h"

#include <math.h>
#include <string.h>

/* 90 % of a normal. */
static const double NINETY = 1.6448536269514722;
/* Variance over mean of daily orders, squared log-normal variation of their amounts at
 * log sd 0.7: weak priors, worth this many rows. */
static const double CLUMP = 3.0, AMOUNT_VARIATION = 0.63, PRIOR_ROWS = 6.0;

/* Quantile at normal score z of a Gamma with a mean and relative variance. */
static double gamma_at(double mean, double relative, double z)
{
    double c = relative / 9.0, root = 1.0 - c + z * sqrt(c);
    return root > 0.0 ? mean * root * root * root : 0.0;
}

assay_interval assay__counted(double count, double clump)
{
    if (!(count >= 0.0))
        return ASSAY_INTERVAL_UNKNOWN;
    double shape = count / clump + 0.5;
    double mean = shape * clump;
    return (assay_interval){count, fmin(gamma_at(mean, 1.0 / shape, -NINETY), count),
                            fmax(gamma_at(mean, 1.0 / shape, NINETY), count)};
}

static double relative_variance(double orders, const assay__amounts *amounts)
{
    double usual = CLUMP * (1.0 + AMOUNT_VARIATION) / fmax(orders, 0.5);
    if (amounts->n < 2.0 || !(amounts->sum > 0.0))
        return usual;
    double mean = amounts->sum / amounts->n;
    double variance = fmax(amounts->square / amounts->n - mean * mean, 0.0) * amounts->n /
                      (amounts->n - 1.0);
    double own = variance / (mean * mean) / amounts->n;
    return (own * amounts->n + usual * PRIOR_ROWS) / (amounts->n + PRIOR_ROWS);
}

assay_interval assay__expected_revenue(const assay_sales_sums *sums,
                                       const assay__amounts *amounts, double order_value)
{
    if (isnan(sums->revenue))
        return ASSAY_INTERVAL_UNKNOWN;
    double value = sums->revenue;
    double orders = isnan(sums->orders) ? amounts->n : sums->orders;
    if (value <= 0.0) { /* no sale, or more came back than was sold */
        double most = assay__counted(0.0, CLUMP).high * order_value;
        return (assay_interval){value, value,
                                isnan(most) ? most : fmax(value, 0.0) + most};
    }
    double relative = relative_variance(orders, amounts);
    return (assay_interval){value, fmin(gamma_at(value, relative, -NINETY), value),
                            fmax(gamma_at(value, relative, NINETY), value)};
}

assay_interval assay__roims(assay_interval revenue, double cost)
{
    if (!(cost > 0.0) || isnan(revenue.value))
        return ASSAY_INTERVAL_UNKNOWN;
    return (assay_interval){revenue.value / cost, revenue.low / cost,
                            revenue.high / cost};
}

assay_interval assay__cac(const assay_sales_sums *sums, double cost)
{
    /* without a new customer the cost of one is not known */
    if (!(cost > 0.0 && sums->new_customers >= 1.0))
        return ASSAY_INTERVAL_UNKNOWN;
    assay_interval customers = assay__counted(sums->new_customers, CLUMP);
    double value = cost / customers.value;
    if (!(customers.low > 0.0))
        return ASSAY_INTERVAL_UNKNOWN;
    return (assay_interval){value, cost / customers.high, cost / customers.low};
}

assay_interval assay__conversion(const assay_sales_sums *sums)
{
    if (!(sums->clicks > 0.0 && sums->orders >= 0.0))
        return ASSAY_INTERVAL_UNKNOWN;
    assay_interval orders = assay__counted(sums->orders, CLUMP);
    return (assay_interval){orders.value / sums->clicks, orders.low / sums->clicks,
                            orders.high / sums->clicks};
}

/* ---- campaigns ------------------------------------------------------------------- */

static bool same_text(assay_str a, assay_str b)
{
    if (a.ptr == NULL || b.ptr == NULL)
        return a.ptr == b.ptr;
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static assay_campaign campaign_of(const assay_outcome *outcome)
{
    static const assay__amounts ONE = {1.0, 0.0, 0.0};
    assay_sales_sums sums = {.rows = 1,
                             .clicks = outcome->clicks,
                             .orders = outcome->orders,
                             .new_customers = outcome->new_customers,
                             .revenue = outcome->revenue};
    assay_interval revenue = assay__expected_revenue(&sums, &ONE, ASSAY_NUMBER_UNKNOWN);
    bool gained = outcome->brand_followers >= 1.0 && outcome->cost > 0.0;
    return (assay_campaign){
        assay__roims(revenue, outcome->cost), assay__cac(&sums, outcome->cost),
        gained ? outcome->cost / outcome->brand_followers : ASSAY_NUMBER_UNKNOWN};
}

enum { LEAST_CAMPAIGNS = 3 };
/* 95 % quantile of Student's t by Cornish and Fisher's expansion; exact to 2 % from 2
 * degrees of freedom but the first, which stands apart. */
static double t_95(double freedom)
{
    if (freedom < 1.5)
        return 6.313751514675043;
    double z = NINETY, z3 = z * z * z, z5 = z3 * z * z;
    return z + (z3 + z) / (4.0 * freedom) +
           (5.0 * z5 + 16.0 * z3 + 3.0 * z) / (96.0 * freedom * freedom);
}

/* Slope of ln followers gained on ln cost, over campaigns of one currency. */
static assay_interval elasticity_of(const assay_account *account)
{
    double n = 0.0, x = 0.0, y = 0.0, xx = 0.0, xy = 0.0, yy = 0.0;
    for (size_t i = 0; i < account->n_outcomes; i++) {
        const assay_outcome *outcome = &account->outcomes[i];
        bool same = same_text(outcome->currency, account->outcomes[0].currency);
        if (!same || !(outcome->cost > 0.0 && outcome->brand_followers > 0.0))
            continue;
        double a = log(outcome->cost), b = log(outcome->brand_followers);
        n += 1.0;
        x += a;
        y += b;
        xx += a * a;
        xy += a * b;
        yy += b * b;
    }
    double spread = xx - x * x / fmax(n, 1.0), with = xy - x * y / fmax(n, 1.0);
    if (n < LEAST_CAMPAIGNS || !(spread > 1e-6))
        return ASSAY_INTERVAL_UNKNOWN;
    double slope = with / spread;
    double rest = fmax(yy - y * y / n - slope * with, 0.0);
    double sd = sqrt(rest / (n - 2.0) / spread), wide = t_95(n - 2.0) * sd;
    return (assay_interval){slope, slope - wide, slope + wide};
}

/* All campaigns of the first one's currency as one. */
static void sum_campaigns(const assay_account *account, assay_sales *out)
{
    assay_sales_sums sums = {.rows = 0};
    assay__amounts amounts = {0.0, 0.0, 0.0};
    double cost = 0.0, paid_customers = 0.0;
    assay_str currency = account->outcomes[0].currency;
    for (size_t i = 0; i < account->n_outcomes; i++) {
        const assay_outcome *outcome = &account->outcomes[i];
        if (!same_text(outcome->currency, currency) || !(outcome->cost > 0.0))
            continue;
        if (!isnan(outcome->revenue)) {
            cost += outcome->cost;
            sums.revenue += outcome->revenue;
            sums.orders += isnan(outcome->orders) ? 1.0 : outcome->orders;
            amounts.n += 1.0;
        }
        if (outcome->new_customers >= 0.0) {
            paid_customers += outcome->cost;
            sums.new_customers += outcome->new_customers;
        }
    }
    amounts.n = fmin(amounts.n, 1.0); /* campaigns differ in size: their spread is none */
    if (cost > 0.0 && isnan(out->roims.value))
        out->roims = assay__roims(
            assay__expected_revenue(&sums, &amounts, ASSAY_NUMBER_UNKNOWN), cost);
    if (paid_customers > 0.0 && isnan(out->cac.value))
        out->cac = assay__cac(&sums, paid_customers);
    out->currency = currency;
}

void assay__campaigns(const assay_account *account, assay_sales *out)
{
    out->n_campaigns = account->n_outcomes;
    for (size_t i = 0; i < account->n_outcomes; i++)
        out->campaigns[i] = campaign_of(&account->outcomes[i]);
    if (account->n_outcomes == 0)
        return;
    out->followers_elasticity = elasticity_of(account);
    if (isnan(out->roims.value) && isnan(out->cac.value))
        sum_campaigns(account, out);
}
