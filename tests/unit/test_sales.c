/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sales: sums by channel and currency, what returned on what it cost, whose orders they
 * look like. */
#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

#include <assay/assay.h>

#include "base/random.h"

enum { MOST = 600 };

static assay_arena *arena;
static assay_sale rows[MOST];
static assay_account account;

static const int64_t START = INT64_C(1767225600); /* 2026-01-01 */

static void set_up(void)
{
    assay_initialise();
    cr_assert_eq(assay_arena_new(1 << 20, NULL, &arena, NULL), ASSAY_OK);
    account = assay_account_unknown();
    account.platform = (assay_str){"tiktok", 6};
    account.handle = (assay_str){"cho.hoa", 7};
    account.followers = 50000;
    account.fee = 1000;
    account.currency = (assay_str){"VND", 3};
    account.sales = rows;
}

static void tear_down(void)
{
    assay_arena_free(arena);
}

TestSuite(sales, .init = set_up, .fini = tear_down);

static assay_sales analyse_in(const assay_roster *roster)
{
    assay_norms norms = assay_norms_prior(account.platform);
    assay_sales sales;
    cr_assert_eq(assay_sales_analyse(&account, &norms, roster, arena, &sales, NULL),
                 ASSAY_OK);
    return sales;
}

static assay_sales analyse(void)
{
    return analyse_in(NULL);
}

static assay_str text(const char *words)
{
    return (assay_str){words, words == NULL ? 0 : strlen(words)};
}

static assay_sale *add(int64_t day, const char *channel, double clicks, double orders,
                       double revenue)
{
    assay_sale *row = &rows[account.n_sales++];
    *row = (assay_sale){.at = START + day * 86400,
                        .channel = text(channel),
                        .code = {NULL, 0},
                        .clicks = clicks,
                        .orders = orders,
                        .revenue = revenue,
                        .new_customers = ASSAY_NUMBER_UNKNOWN,
                        .commission = ASSAY_NUMBER_UNKNOWN,
                        .currency = {NULL, 0}};
    return row;
}

/* Two months of customers. */
static void add_customers(uint64_t seed)
{
    assay__random random = {seed, 0};
    for (int64_t day = 0; day < 60; day++) {
        double clicks = 20 + floor(60 * assay__random_uniform(&random));
        double orders = floor(clicks * 0.06 * assay__random_uniform(&random));
        double price = 80 + 60 * assay__random_uniform(&random);
        add(day, "link", clicks, orders, orders * price)->new_customers =
            floor(orders * 0.6);
    }
}

static void close_to(assay_interval got, double value)
{
    cr_assert_float_eq(got.value, value, 1e-9 * fabs(value), "%g", got.value);
    cr_assert(got.low <= got.value && got.value <= got.high);
}

Test(sales, no_rows_is_not_assessable)
{
    assay_sales sales = analyse();
    cr_assert_eq(sales.state, ASSAY_NOT_ASSESSABLE);
    cr_assert_eq(sales.lack, ASSAY_LACK_TABLE);
    cr_assert(isnan(sales.roims.value) && isnan(sales.real_orders));
}

Test(sales, channels_are_summed_and_bear_their_part_of_the_fee)
{
    add(0, "link", 300, 9, 2700)->commission = 100;
    add(1, "link", 300, 6, 1800)->commission = 100;
    add(1, "shop", 400, 5, 1500)->commission = 50;
    assay_sales sales = analyse();
    cr_assert_eq(sales.n_channels, 2);
    cr_assert_eq(sales.channels[0].sums.orders, 15);
    cr_assert_float_eq(sales.channels[0].cost, 600 + 200, 1e-9);
    cr_assert_float_eq(sales.channels[1].cost, 400 + 50, 1e-9);
    close_to(sales.channels[0].roims, 4500.0 / 800);
    close_to(sales.roims, 6000.0 / 1250);
    cr_assert_float_eq(sales.main->break_even.value, 6000 - 250, 1e-9);
    close_to(sales.channels[1].conversion, 5.0 / 400);
}

Test(sales, returns_are_taken_off)
{
    for (int i = 0; i < 8; i++)
        add(i, "link", 50, 2, 200);
    add(9, "link", ASSAY_NUMBER_UNKNOWN, ASSAY_NUMBER_UNKNOWN, -400);
    assay_sales sales = analyse();
    cr_assert_eq(sales.main->sums.revenue, 1200);
    cr_assert_eq(sales.main->sums.returned, 400);
    cr_assert_float_eq(sales.returned_share, 0.25, 1e-12);
}

Test(sales, more_returns_than_sales_leave_no_fee)
{
    add(0, "link", 50, 2, 200);
    add(1, "link", 50, 0, -500);
    assay_sales sales = analyse();
    cr_assert_eq(sales.main->break_even.value, 0);
    cr_assert_lt(sales.roims.value, 0);
    cr_assert(isnan(sales.roims.high), "nobody knows what one more order would bring");
}

Test(sales, currencies_are_kept_apart)
{
    add(0, "link", 50, 2, 200000)->currency = text("VND");
    add(1, "link", 50, 2, 30)->currency = text("USD");
    assay_sales sales = analyse();
    cr_assert_eq(sales.n_totals, 2);
    cr_assert_eq(sales.n_channels, 2);
    cr_assert_eq(sales.main->sums.revenue, 200000);
    close_to(sales.roims, 200);
    cr_assert(isnan(sales.totals[0].roims.value), "the fee is not in USD");
    account.currency = text("EUR");
    cr_assert_null(analyse().main);
    cr_assert(isnan(analyse().roims.value));
}

Test(sales, a_fee_nobody_told_leaves_no_return)
{
    account.fee = ASSAY_NUMBER_UNKNOWN;
    add(0, "link", 50, 20, 200000);
    assay_sales sales = analyse();
    cr_assert(isnan(sales.roims.value));
    cr_assert_eq(sales.main->break_even.value, 200000);
}

Test(sales, order_of_rows_does_not_matter)
{
    add_customers(3);
    assay_sales first = analyse();
    for (size_t i = 0; i < account.n_sales / 2; i++) {
        assay_sale row = rows[i];
        rows[i] = rows[account.n_sales - 1 - i];
        rows[account.n_sales - 1 - i] = row;
    }
    assay_sales again = analyse();
    cr_assert_eq(memcmp(&first.roims, &again.roims, sizeof first.roims), 0);
    cr_assert_eq(first.cadence, again.cadence);
    cr_assert_eq(first.order_days, again.order_days);
    cr_assert_eq(first.real_orders, again.real_orders);
}

Test(sales, a_scale_of_money_leaves_the_statistics)
{
    add_customers(4);
    assay_sales first = analyse();
    for (size_t i = 0; i < account.n_sales; i++)
        rows[i].revenue *= 1024;
    account.fee *= 1024;
    assay_sales again = analyse();
    cr_assert_float_eq(first.roims.high, again.roims.high, 1e-12 * again.roims.high);
    cr_assert_eq(first.equal_share, again.equal_share);
}

Test(sales, customers_look_real)
{
    add_customers(5);
    assay_sales sales = analyse();
    cr_assert_eq(sales.word, ASSAY_SALES_REAL);
    cr_assert_eq(sales.unclicked_share, 0);
    cr_assert_gt(sales.real_orders, 10);
    cr_assert_gt(sales.order_days, 10);
}

Test(sales, waves_without_clicks_are_doubtful)
{
    add_customers(6);
    for (int64_t day = 2; day < 60; day += 5)
        add(day, "link", 0, 8, 240);
    assay_sales sales = analyse();
    cr_assert_eq(sales.word, ASSAY_SALES_DOUBTFUL);
    cr_assert_gt(sales.unclicked_share, 0.4);
    cr_assert_gt(sales.cadence, 3);
}

Test(sales, few_orders_leave_it_open)
{
    add(0, "link", 100, 3, 300);
    cr_assert_eq(analyse().word, ASSAY_SALES_OPEN);
    cr_assert_eq(analyse().state, ASSAY_LOW_DATA);
}

Test(sales, no_order_at_all_still_has_an_upper_end)
{
    add(0, "link", 500, 0, 0);
    assay_sales sales = analyse();
    close_to(sales.channels[0].conversion, 0);
    cr_assert_gt(sales.channels[0].conversion.high, 0);
    add(0, "shop", 500, 10, 1000);
    sales = analyse();
    cr_assert_eq(sales.channels[0].roims.value, 0);
    cr_assert_gt(sales.channels[0].roims.high, 0);
    cr_assert(isnan(sales.cac.value));
}

/* What an order would have brought nobody knows: the upper end is unknown, and not 0. */
Test(sales, without_any_sale_the_fee_that_breaks_even_has_no_upper_end)
{
    add(0, "voucher", 37, 0, 0);
    add(1, "voucher", 21, 0, 0);
    assay_sales sales = analyse();
    cr_assert_eq(sales.main->break_even.value, 0);
    cr_assert_eq(sales.main->break_even.low, 0);
    cr_assert(isnan(sales.main->break_even.high), "%g", sales.main->break_even.high);
    cr_assert(isnan(sales.roims.high));
}

Test(sales, absurd_numbers_do_no_harm)
{
    for (int i = 0; i < 20; i++)
        add(0, "link", 0, 1e12, 1e300);
    add(1, NULL, ASSAY_NUMBER_UNKNOWN, ASSAY_NUMBER_UNKNOWN, ASSAY_NUMBER_UNKNOWN);
    rows[3].at = ASSAY_TIME_UNKNOWN;
    assay_sales sales = analyse();
    cr_assert_eq(sales.n, 20);
    cr_assert(!(sales.roims.low > sales.roims.value));
}

Test(sales, campaigns_return_and_cost)
{
    assay_outcome outcomes[4];
    for (size_t i = 0; i < 4; i++)
        outcomes[i] = (assay_outcome){START,
                                      START + 86400,
                                      100.0 * (double)(i + 1),
                                      50,
                                      10,
                                      300.0 * (double)(i + 1),
                                      5,
                                      40.0 * sqrt((double)(i + 1)),
                                      {"VND", 3}};
    account.outcomes = outcomes;
    account.n_outcomes = 4;
    assay_sales sales = analyse();
    cr_assert_eq(sales.state, ASSAY_NOT_ASSESSABLE);
    cr_assert_eq(sales.n_campaigns, 4);
    close_to(sales.campaigns[2].roims, 3);
    close_to(sales.campaigns[0].cac, 20);
    close_to(sales.followers_elasticity, 0.5);
    close_to(sales.roims, 3);
}

Test(sales, peers_are_those_of_a_size_and_platform)
{
    assay_sales_peer peers[8];
    for (size_t i = 0; i < 8; i++)
        peers[i] = (assay_sales_peer){account.platform,        text("x"),
                                      account.currency,        50000,
                                      50.0 + 10.0 * (double)i, 2.0 + (double)i};
    peers[6].followers = 5e6;
    peers[7].handle = account.handle;
    assay_roster roster = {.accounts = 8, .sales = peers, .n_sales = 8};
    add_customers(7);
    assay_sales sales = analyse_in(&roster);
    cr_assert_eq(sales.peers.n, 6);
    cr_assert_float_eq(sales.peers.roims.value, 4.5, 1e-12);
    cr_assert_float_eq(sales.peers.orders_rate.value, 1.51, 1e-12);
    assay_sales_peer own;
    cr_assert(assay_sales_peer_of(&account, &own));
    cr_assert_float_eq(own.roims, sales.roims.value, 1e-9);
    account.n_sales = 0;
    cr_assert_not(assay_sales_peer_of(&account, &own));
}

Test(sales, every_word_has_a_name)
{
    cr_assert_str_eq(assay_sales_word_name(ASSAY_SALES_OPEN), "open");
    cr_assert_str_eq(assay_sales_word_name(ASSAY_SALES_DOUBTFUL), "doubtful");
    cr_assert_str_eq(assay_sales_word_name(ASSAY_SALES_REAL), "real");
}
