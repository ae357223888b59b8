/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Benchmarks come from the user's own roster: published returns on influencer spend are
 * surveys of those who answer (5 to 6 for each unit of money), mix currencies and margins
 * and name no spread, so an account without peers has none.
 */
#include "sales/peers.h"

#include "base/str.h"
#include "stat/order.h"

#include <math.h>

/* Followers within this factor are the same trade. */
static const double ALIKE = 5.0;

static bool is_peer(const assay_account *account, double followers,
                    const assay_sales_peer *peer)
{
    bool self = assay__str_equal(account->handle, peer->handle);
    return !self && assay__str_equal(account->platform, peer->platform) &&
           peer->followers >= followers / ALIKE && peer->followers <= followers * ALIKE;
}

static bool same_currency(assay_str a, assay_str b)
{
    return a.ptr != NULL && b.ptr != NULL && assay__str_equal(a, b);
}

/* Median with quartiles; NaN for fewer than ASSAY_SALES_PEERS. Reorders. */
static assay_interval quartiles(double x[], size_t n)
{
    if (n < ASSAY_SALES_PEERS)
        return ASSAY_INTERVAL_UNKNOWN;
    assay__sort(x, n);
    return (assay_interval){assay__quantile_sorted(x, n, 0.5),
                            assay__quantile_sorted(x, n, 0.25),
                            assay__quantile_sorted(x, n, 0.75)};
}

assay_status assay__sales_peers(const assay_account *account, const assay_roster *roster,
                                assay_arena *arena, assay_sales *out, assay_error *err)
{
    double followers = assay_account_followers(account);
    if (roster == NULL || roster->n_sales == 0 || !(followers > 0.0))
        return ASSAY_OK;
    double *rate = assay_arena_array(arena, roster->n_sales, 2 * sizeof *rate);
    if (rate == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for %zu peers",
                          roster->n_sales);
    double *roims = rate + roster->n_sales;
    size_t rates = 0, returns = 0;
    for (size_t i = 0; i < roster->n_sales; i++) {
        const assay_sales_peer *peer = &roster->sales[i];
        if (!is_peer(account, followers, peer))
            continue;
        out->peers.n++;
        if (peer->orders >= 0.0)
            rate[rates++] = 1000.0 * (peer->orders + 0.5) / peer->followers;
        if (!isnan(peer->roims) && same_currency(peer->currency, out->currency))
            roims[returns++] = peer->roims;
    }
    out->peers.roims = quartiles(roims, returns);
    out->peers.orders_rate = quartiles(rate, rates);
    /* half of a log-normal lies within 0.6745 sd of its median */
    if (out->peers.orders_rate.low > 0.0)
        out->peers.spread =
            log(out->peers.orders_rate.high / out->peers.orders_rate.low) / 1.349;
    return ASSAY_OK;
}
