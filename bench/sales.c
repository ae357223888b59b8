/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coverage of the 90 % intervals of the sales family on invented shops whose truth is
 * known: ROIMS, the cost of a customer, and the fee that is fair after having seen sales.
 * Orders come in clumps (a gamma rate a day), amounts are log-normal, a part goes back;
 * peers sell at log-normal rates. A row is `what,case,value,low,high,n`; low and high are
 * the 90 % bootstrap interval over accounts.
 *
 * Usage: sales [accounts a case, 1000 by default] > sales.csv
 */
#include <stdlib.h>

#include "live_world.h"
#include "score/score.h"
#include "stat/order.h"

enum { DAYS = 60, REPEATS = 1000, MOST = 5000, PEERS = 40 };

typedef struct shop {
    const char *name;
    double orders; /* expected a day */
    double clumps; /* variance over mean of a day's orders */
    size_t days;
} shop;

static const shop SHOPS[] = {
    {"60 days of 10 orders", 10, 3, 60},
    {"60 days of 1 order", 1, 2, 60},
    {"60 days of 10 orders in clumps", 10, 8, 60},
    {"7 days of 10 orders", 10, 3, 7},
    {"one row of 10 orders", 10, 3, 1},
};

static assay_sale rows[DAYS];
static double roims[MOST], cac[MOST], fee[MOST], length[MOST];

/* Gamma of shape >= 1/2 by sums of squares and exponentials: shape in halves. */
static double gamma_halves(assay__random *r, size_t halves)
{
    double sum = 0;
    for (size_t i = 0; i < halves / 2; i++)
        sum -= log(1 - assay__random_uniform(r));
    if (halves % 2 == 1) {
        double z = live_normal(r);
        sum += 0.5 * z * z;
    }
    return sum;
}

/* Orders of a day with mean m and variance clumps x m. */
static double clumped(assay__random *r, double m, double clumps)
{
    size_t halves = (size_t)fmax(2 * m / (clumps - 1) + 0.5, 1);
    double shape = (double)halves / 2;
    return live_poisson(r, m / shape * gamma_halves(r, halves));
}

static void draw(const shop *s, assay__random *r, assay_account *account)
{
    static const double SPREAD = 0.6, FRESH = 0.4;
    account->sales = rows;
    account->n_sales = s->days;
    for (size_t d = 0; d < s->days; d++) {
        double orders = clumped(r, s->orders, s->clumps), revenue = 0, fresh = 0;
        for (double i = 0; i < orders; i++) {
            revenue += 20 * exp(SPREAD * live_normal(r) - SPREAD * SPREAD / 2);
            fresh += assay__random_uniform(r) < FRESH;
        }
        rows[d] = (assay_sale){.at = LIVE_START + (int64_t)d * 86400,
                               .channel = {"link", 4},
                               .clicks = live_poisson(r, orders * 30 + 5),
                               .orders = orders,
                               .revenue = revenue,
                               .new_customers = fresh,
                               .commission = ASSAY_NUMBER_UNKNOWN};
    }
}

static bool covers(const assay_interval *interval, double truth)
{
    return interval->low <= truth && truth <= interval->high;
}

static void judge(assay_arena *arena, const shop *s, size_t i)
{
    assay__random r = {assay__mix64(i * 977 + (uint64_t)(s - SHOPS)), 0};
    assay_account account = assay_account_unknown();
    assay_norms norms = assay_norms_prior((assay_str){"tiktok", 6});
    assay_sales sales;
    account.fee = 500;
    account.followers = 30000;
    draw(s, &r, &account);
    assay_arena_reset(arena);
    if (assay_sales_analyse(&account, &norms, NULL, arena, &sales, NULL) != ASSAY_OK)
        exit(EXIT_FAILURE);
    double orders = s->orders * (double)s->days;
    roims[i] = cac[i] = length[i] = ASSAY_NUMBER_UNKNOWN;
    if (!isnan(sales.roims.value) && !isnan(sales.roims.high)) {
        roims[i] = covers(&sales.roims, orders * 20 / 500);
        length[i] = log(sales.roims.high / fmax(sales.roims.low, 1e-3));
    }
    if (!isnan(sales.cac.value))
        cac[i] = covers(&sales.cac, 500 / (orders * 0.4));
}

/* A hollow share, an interval about it as the other families give one, peers, orders. */
static void judge_fee(size_t i)
{
    assay__random r = {assay__mix64(i * 31 + 5), 0};
    double hollow = 0.6 * assay__random_uniform(&r), sd = 0.08;
    double seen = fmin(fmax(hollow + sd * live_normal(&r), 0.01), 0.95);
    assay_interval before = {seen, fmax(seen - 1.645 * sd, 0),
                             fmin(seen + 1.645 * sd, 1)};
    assay_sales sales = {.word = ASSAY_SALES_REAL};
    sales.peers.orders_rate.value = 2;
    sales.peers.spread = 0.7;
    double rate = 2 * (1 - hollow) / 0.8 * exp(0.7 * live_normal(&r));
    sales.orders_rate = live_poisson(&r, rate * 30) / 30;
    assay_interval after = assay__share_after_sales(before, &sales);
    fee[i] = covers(&after, hollow);
    length[i] = (after.high - after.low) / (before.high - before.low);
}

static void print(const char *what, const char *name, const double x[], size_t all)
{
    static double known[MOST], means[REPEATS];
    size_t n = assay__keep_known(x, all, known);
    if (n == 0)
        return;
    assay__random random = {assay__mix64(n + 11), 0};
    double mean = 0;
    for (size_t i = 0; i < n; i++)
        mean += known[i] / (double)n;
    for (size_t k = 0; k < REPEATS; k++) {
        means[k] = 0;
        for (size_t i = 0; i < n; i++)
            means[k] += known[assay__random_below(&random, n)] / (double)n;
    }
    assay__sort(means, REPEATS);
    printf("%s,\"%s\",%.4f,%.4f,%.4f,%zu\n", what, name, mean,
           assay__quantile_sorted(means, REPEATS, 0.05),
           assay__quantile_sorted(means, REPEATS, 0.95), n);
}

int main(int argc, char **argv)
{
    size_t n = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 1000;
    assay_arena *arena = NULL;
    assay_initialise();
    if (n > MOST || assay_arena_new(1 << 20, NULL, &arena, NULL) != ASSAY_OK)
        return EXIT_FAILURE;
    printf("what,case,value,low,high,n\n");
    for (size_t s = 0; s < sizeof SHOPS / sizeof SHOPS[0]; s++) {
        for (size_t i = 0; i < n; i++)
            judge(arena, &SHOPS[s], i);
        print("roims_coverage_90", SHOPS[s].name, roims, n);
        print("roims_log_length", SHOPS[s].name, length, n);
        print("cac_coverage_90", SHOPS[s].name, cac, n);
    }
    for (size_t i = 0; i < n; i++)
        judge_fee(i);
    print("hollow_share_coverage_90", "peers of log sd 0.7", fee, n);
    print("hollow_share_length_ratio", "peers of log sd 0.7", length, n);
    assay_arena_free(arena);
    return EXIT_SUCCESS;
}
