/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sales family: clicks, orders, revenue and new customers by channel.
 *
 * What a creator sold is the one number of a contract that followers, likes and comments
 * only promise. Orders that customers placed come after clicks, in many small amounts at
 * no fixed hour, some of them by people who never bought before, and few come back.
 * Orders that were placed to look like them lack one of these. Real sales speak for an
 * account, also where its engagement looks odd.
 *
 * Money is kept apart by currency; nothing is converted. ROIMS, the return on influencer
 * marketing spend, is revenue attributed to the creator over what the creator cost: the
 * fee and the commissions.
 */
#ifndef ASSAY_SALES_H
#define ASSAY_SALES_H

#include <assay/account.h>
#include <assay/findings_state.h>
#include <assay/norms.h>

/** What the orders look like. */
typedef enum assay_sales_word {
    ASSAY_SALES_OPEN = 0, /**< too little is told */
    ASSAY_SALES_DOUBTFUL, /**< orders lack what customers' orders have */
    ASSAY_SALES_REAL      /**< many, after clicks, by new customers, spread, kept */
} assay_sales_word;

/** Sums over rows; NaN where no row tells. */
typedef struct assay_sales_sums {
    size_t rows;
    double clicks, orders, new_customers; /**< >= 0 */
    double revenue;                       /**< less returns, which are negative */
    double returned;                      /**< of the revenue, as a positive amount */
    double commission;
} assay_sales_sums;

/** One channel and code in one currency. */
typedef struct assay_sales_channel {
    assay_str channel, code, currency; /**< ptr NULL unknown */
    assay_sales_sums sums;
    double cost; /**< commission and the fee's part by clicks, else orders; NaN unknown */
    assay_interval conversion; /**< orders per click, 90 %; NaN unknown */
    assay_interval roims;      /**< revenue over cost, 90 %; NaN unknown */
    assay_interval cac;        /**< cost of a new customer, 90 %; NaN unknown */
} assay_sales_channel;

/** All channels of one currency. */
typedef struct assay_sales_total {
    assay_str currency; /**< ptr NULL unknown */
    assay_sales_sums sums;
    double cost;               /**< fee, where it is in this currency, and commissions */
    assay_interval roims, cac; /**< 90 %; NaN unknown */
    assay_interval break_even; /**< the fee that the revenue less commissions covers */
} assay_sales_total;

/** What a past campaign brought, in the order of the account's outcomes. */
typedef struct assay_campaign {
    assay_interval roims, cac; /**< 90 %; NaN unknown */
    double follower_cost;      /**< cost over brand followers gained; NaN unknown */
} assay_campaign;

/** Accounts like this one that sell: of a roster, or NaN where there are fewer than
 * ASSAY_SALES_PEERS. Medians with quartiles. */
typedef struct assay_sales_peers {
    size_t n;
    assay_interval roims;       /**< in the account's currency */
    assay_interval orders_rate; /**< orders per 1,000 followers */
    double spread;              /**< robust log sd of orders_rate between peers */
} assay_sales_peers;

enum { ASSAY_SALES_PEERS = 5 };

/** Everything the sales show. Arrays live in the arena given to the analysis. */
typedef struct assay_sales {
    assay_state state;
    assay_lack lack;
    size_t n; /**< rows judged */

    assay_sales_channel *channels; /**< by currency, channel, code */
    size_t n_channels;
    assay_sales_total *totals; /**< by currency: mixed when there are several */
    size_t n_totals;
    const assay_sales_total *main; /**< of the contract's currency, or the only one */
    assay_campaign *campaigns;     /**< [account->n_outcomes] */
    size_t n_campaigns;
    assay_interval followers_elasticity; /**< of brand followers in cost, 90 %, from
                                              three campaigns on; NaN unknown */
    assay_interval roims, cac; /**< of sales, else of all campaigns of one currency */
    assay_str currency;        /**< of roims and cac */
    assay_sales_peers peers;
    assay_sales_word word;

    /* statistics for the rows of feature/features.def; NaN when not assessable */
    double real_orders;        /**< that look like customers': clicked, kept, new */
    double orders_rate;        /**< orders per 1,000 followers */
    double conversion;         /**< orders per click */
    double unclicked_share;    /**< of orders, beyond the clicks of their rows */
    double new_customer_share; /**< of orders */
    double returned_share;     /**< of gross revenue */
    double equal_share;        /**< of rows whose amount per order another row repeats */
    double cadence;            /**< -log10 p of orders as regular */
    double order_days;         /**< over how many days the orders are spread, effective */
} assay_sales;

/** Look at the sales rows and campaign outcomes of an account.
 *
 * Rows with orders or revenue are judged; 8 of them, or 20 orders, are enough for state
 * ok. Outcomes alone give campaigns and no state.
 * @errors NO_MEMORY   @cost O(rows log rows)   @thread any, one arena each
 * @source gamma-Poisson: Gelman et al. 2013, 2.6; quantiles by Wilson & Hilferty 1931;
 * coverage by bench/livestream
 */
ASSAY_API ASSAY_CHECKED assay_status assay_sales_analyse(
    const assay_account *account, const assay_norms *norms, const assay_roster *roster,
    assay_arena *arena, assay_sales *out, assay_error *err);

/** What an account adds to a roster's sales; false when it told of none.
 * @param out   [1] texts point into the account
 * @cost O(rows)   @thread any */
ASSAY_API bool assay_sales_peer_of(const assay_account *account, assay_sales_peer *out);

/** `open`, `doubtful`, `real`; static. @cost O(1) @thread any */
ASSAY_API const char *assay_sales_word_name(assay_sales_word word);

#endif
