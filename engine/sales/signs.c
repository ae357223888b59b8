/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What customers' orders have: clicks before them, days of their own, amounts that
 * differ, some people who never bought before, few parcels that come back. Each is one
 * number; together they make the word. A shop with one product has equal amounts and a
 * club of regulars no new customers, so no single one decides.
 */
#include "sales/signs.h"

#include "stat/order.h"
#include "stat/special.h"

#include <math.h>

static const double DAY = 86400.0;

static double known(double x)
{
    return isnan(x) ? 0.0 : x;
}

/* ---- shares ---------------------------------------------------------------------- */

/** Sums over the rows that tell of both. */
typedef struct pairs {
    double orders, clicks, beyond; /* where clicks are told */
    double buyers, fresh;          /* where new customers are */
    double all_orders;             /* wherever orders are */
    double gross, returned;
} pairs;

static pairs sum_pairs(const assay_sale *const row[], size_t n)
{
    pairs p = {0};
    for (size_t i = 0; i < n; i++) {
        double orders = row[i]->orders, revenue = known(row[i]->revenue);
        p.gross += fmax(revenue, 0.0);
        p.returned += fmax(-revenue, 0.0);
        if (!(orders >= 0.0))
            continue;
        p.all_orders += orders;
        if (row[i]->clicks >= 0.0) {
            p.orders += orders;
            p.clicks += row[i]->clicks;
            p.beyond += fmax(orders - row[i]->clicks, 0.0);
        }
        if (row[i]->new_customers >= 0.0) {
            p.buyers += orders;
            p.fresh += fmin(row[i]->new_customers, orders);
        }
    }
    return p;
}

static double share(double part, double whole, double least)
{
    return whole > 0.0 && whole >= least ? fmin(part / whole, 1.0) : ASSAY_NUMBER_UNKNOWN;
}

/* Fewer orders or clicks make no share. */
static const double LEAST_ORDERS = 5.0, LEAST_CLICKS = 20.0;

/* ---- amounts --------------------------------------------------------------------- */

enum { LEAST_AMOUNTS = 8 };

/* Share of rows whose amount per order is that of another to the last unit. */
static double equal_amounts(const assay_sale *const row[], size_t n, double scratch[])
{
    size_t amounts = 0, equal = 0;
    for (size_t i = 0; i < n; i++)
        if (row[i]->orders >= 1.0 && row[i]->revenue > 0.0)
            scratch[amounts++] = row[i]->revenue / row[i]->orders;
    if (amounts < LEAST_AMOUNTS)
        return ASSAY_NUMBER_UNKNOWN;
    assay__sort(scratch, amounts);
    for (size_t i = 0; i < amounts; i++) {
        double near = 1e-6 * scratch[i];
        bool before = i > 0 && scratch[i] - scratch[i - 1] <= near;
        bool after = i + 1 < amounts && scratch[i + 1] - scratch[i] <= near;
        equal += before || after;
    }
    return (double)equal / (double)amounts;
}

/* ---- times ----------------------------------------------------------------------- */

/* How many days the orders are spread over as evenly as they are: 1 / sum of squares. */
static double effective_days(const assay_sale *const row[], size_t n)
{
    double sum = 0.0, square = 0.0, day = 0.0, orders = 0.0;
    for (size_t i = 0; i < n; i++) {
        if (row[i]->at == ASSAY_TIME_UNKNOWN || !(row[i]->orders > 0.0))
            continue;
        double here = floor((double)row[i]->at / DAY);
        if (here != day) {
            square += orders * orders;
            orders = 0.0;
            day = here;
        }
        orders += row[i]->orders;
        sum += row[i]->orders;
    }
    square += orders * orders;
    return sum >= LEAST_ORDERS ? sum * sum / square : ASSAY_NUMBER_UNKNOWN;
}

enum { LEAST_WAVES = 5 };

/* Rows that could be waves of orders: more than half of them without a click, or, where
 * clicks are not told, far over the usual. */
static bool could_be_wave(const assay_sale *row, double usual)
{
    if (!(row->orders >= 2.0))
        return false;
    if (row->clicks >= 0.0)
        return row->orders > 0.5 * row->clicks;
    return row->orders > 2.5 * usual;
}

static double usual_orders(const assay_sale *const row[], size_t n, double scratch[])
{
    size_t known_rows = 0;
    for (size_t i = 0; i < n; i++)
        if (row[i]->orders >= 0.0)
            scratch[known_rows++] = row[i]->orders;
    return known_rows > 0 ? fmax(assay__median_in_place(scratch, known_rows), 1.0) : 1.0;
}

/* Bartlett's test that gaps between waves are exponential, its lower tail. Days are the
 * clock: gaps are whole days, half a day is taken off. */
static double equal_gaps(const double day[], size_t n)
{
    double gaps = 0.0, mean = 0.0, logs = 0.0;
    for (size_t i = 1; i < n; i++)
        gaps += day[i] > day[i - 1];
    if (gaps < LEAST_WAVES)
        return 0.0;
    for (size_t i = 1; i < n; i++)
        if (day[i] > day[i - 1]) {
            double gap = day[i] - day[i - 1] - 0.5;
            mean += gap / gaps;
            logs += log(gap);
        }
    if (mean < 1.5) /* on most days: the calendar itself is even */
        return 0.0;
    double x = 2.0 * (gaps * log(mean) - logs) / (1.0 + (gaps + 1.0) / (6.0 * gaps));
    double log_p = assay__log_gamma_lower((gaps - 1.0) / 2.0, fmax(x, 1e-12) / 2.0);
    return log_p < 0.0 ? -log_p / log(10.0) : 0.0;
}

static double cadence(const assay_sale *const row[], size_t n, double scratch[])
{
    double usual = usual_orders(row, n, scratch);
    size_t waves = 0, dated = 0;
    for (size_t i = 0; i < n; i++) {
        if (row[i]->at == ASSAY_TIME_UNKNOWN)
            continue;
        dated++;
        if (could_be_wave(row[i], usual))
            scratch[waves++] = floor((double)row[i]->at / DAY);
    }
    return dated < LEAST_AMOUNTS ? ASSAY_NUMBER_UNKNOWN : equal_gaps(scratch, waves);
}

/* ---- the word -------------------------------------------------------------------- */

/* Enough to speak of, and on how many days. */
static const double MANY_ORDERS = 30.0, MANY_DAYS = 5.0;
/* The strongest orders per click of any shop, and what may come back of clothes. */
static const double MOST_CONVERSION = 0.3, MOST_RETURNED = 0.35;
static const double LEAST_NEW = 0.05, MOST_BEYOND = 0.05;
static const double DOUBT_BEYOND = 0.2, DOUBT_DIGITS = 3.0, DOUBT_RETURNED = 0.5;

static assay_sales_word word_of(const assay_sales *s, double orders)
{
    bool doubtful = s->unclicked_share >= DOUBT_BEYOND || s->cadence >= DOUBT_DIGITS ||
                    s->returned_share >= DOUBT_RETURNED;
    if (doubtful && orders >= LEAST_ORDERS)
        return ASSAY_SALES_DOUBTFUL;
    bool clicked = s->unclicked_share <= MOST_BEYOND && s->conversion <= MOST_CONVERSION;
    bool fresh = isnan(s->new_customer_share) || s->new_customer_share >= LEAST_NEW;
    bool kept = isnan(s->returned_share) || s->returned_share <= MOST_RETURNED;
    bool spread = s->order_days >= MANY_DAYS && !(s->cadence >= 2.0);
    return orders >= MANY_ORDERS && clicked && fresh && kept && spread ? ASSAY_SALES_REAL
                                                                       : ASSAY_SALES_OPEN;
}

void assay__sales_signs(const assay_sale *const row[], size_t n,
                        const assay_account *account, double scratch[], assay_sales *out)
{
    pairs p = sum_pairs(row, n);
    double followers = assay_account_followers(account);
    out->unclicked_share = share(p.beyond, p.orders, LEAST_ORDERS);
    out->conversion =
        p.clicks >= LEAST_CLICKS ? p.orders / p.clicks : ASSAY_NUMBER_UNKNOWN;
    out->new_customer_share = share(p.fresh, p.buyers, LEAST_ORDERS);
    out->returned_share = p.gross > 0.0 && n >= LEAST_AMOUNTS
                              ? fmin(p.returned / p.gross, 1.0)
                              : ASSAY_NUMBER_UNKNOWN;
    out->equal_share = equal_amounts(row, n, scratch);
    out->order_days = effective_days(row, n);
    out->cadence = cadence(row, n, scratch);
    if (followers > 0.0)
        out->orders_rate = 1000.0 * p.all_orders / followers;
    if (!isnan(out->unclicked_share))
        out->real_orders =
            (p.orders - p.beyond) * (1.0 - known(out->returned_share)) *
            (isnan(out->new_customer_share) ? 0.5 /* as usual: half of buyers are new */
                                            : out->new_customer_share);
    out->word = word_of(out, p.all_orders);
}
