/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sales family in its order: rows into channels and currencies, what each returned on
 * what it cost, what the orders look like, and what others like it sell.
 */
#include <assay/sales.h>

#include "base/str.h"
#include "sales/money.h"
#include "sales/peers.h"
#include "sales/signs.h"

#include <math.h>
#include <stdlib.h>

enum { LEAST_ROWS = 8 };
static const double LEAST_ORDERS = 20.0;

static int compare_text(assay_str a, assay_str b)
{
    size_t shared = a.len < b.len ? a.len : b.len;
    int order =
        shared == 0 || a.ptr == NULL || b.ptr == NULL ? 0 : memcmp(a.ptr, b.ptr, shared);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* The currency of a row: its own, else the contract's. */
static assay_str currency_of(const assay_account *account, const assay_sale *row)
{
    return row->currency.ptr != NULL ? row->currency : account->currency;
}

/** A row with its currency while rows are sorted. */
typedef struct priced {
    const assay_sale *row;
    assay_str currency;
} priced;

static int compare_numbers(double a, double b)
{
    return (a > b) - (a < b);
}

/* Rows that differ in nothing are the same to all sums: any order of theirs will do. */
static int compare_rest(const assay_sale *a, const assay_sale *b)
{
    const double left[] = {a->orders, a->clicks, a->revenue, a->new_customers,
                           a->commission};
    const double right[] = {b->orders, b->clicks, b->revenue, b->new_customers,
                            b->commission};
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        if (isnan(left[i]) != isnan(right[i]))
            return isnan(left[i]) ? -1 : 1;
        int order = compare_numbers(left[i], right[i]);
        if (order != 0)
            return order;
    }
    return 0;
}

static int compare_priced(const void *a, const void *b)
{
    const priced *left = a, *right = b;
    int order = compare_text(left->currency, right->currency);
    if (order == 0)
        order = compare_text(left->row->channel, right->row->channel);
    if (order == 0)
        order = compare_text(left->row->code, right->row->code);
    if (order == 0)
        order = (left->row->at > right->row->at) - (left->row->at < right->row->at);
    return order != 0 ? order : compare_rest(left->row, right->row);
}

static int compare_times(const void *a, const void *b)
{
    const assay_sale *const *left = a, *const *right = b;
    if ((*left)->at != (*right)->at)
        return (*left)->at < (*right)->at ? -1 : 1;
    int order = compare_text((*left)->channel, (*right)->channel);
    if (order == 0)
        order = compare_text((*left)->code, (*right)->code);
    return order != 0 ? order : compare_rest(*left, *right);
}

/* ---- sums ------------------------------------------------------------------------ */

static const assay_sales_sums NO_SUMS = {.clicks = ASSAY_NUMBER_UNKNOWN,
                                         .orders = ASSAY_NUMBER_UNKNOWN,
                                         .new_customers = ASSAY_NUMBER_UNKNOWN,
                                         .revenue = ASSAY_NUMBER_UNKNOWN,
                                         .returned = ASSAY_NUMBER_UNKNOWN,
                                         .commission = ASSAY_NUMBER_UNKNOWN};

static void add(double *sum, double value)
{
    if (!isnan(value))
        *sum = isnan(*sum) ? value : *sum + value;
}

static void add_row(assay_sales_sums *sums, assay__amounts *amounts,
                    const assay_sale *row)
{
    sums->rows++;
    add(&sums->clicks, row->clicks);
    add(&sums->orders, row->orders);
    add(&sums->new_customers, row->new_customers);
    add(&sums->revenue, row->revenue);
    add(&sums->commission, row->commission);
    if (isnan(row->revenue))
        return;
    add(&sums->returned, fmax(-row->revenue, 0.0));
    amounts->n += 1.0;
    amounts->sum += row->revenue;
    amounts->square += row->revenue * row->revenue;
}

/** Rows of one currency, sorted. */
typedef struct money_rows {
    const priced *row;
    size_t n;
    double fee; /* of the contract, when it is in this currency; NaN */
} money_rows;

/* What a channel has of the fee: by clicks, else by orders, else by rows. */
static double part_of(const assay_sales_sums *part, const assay_sales_sums *whole)
{
    if (whole->clicks > 0.0)
        return isnan(part->clicks) ? 0.0 : part->clicks / whole->clicks;
    if (whole->orders > 0.0)
        return isnan(part->orders) ? 0.0 : part->orders / whole->orders;
    return (double)part->rows / (double)whole->rows;
}

static double cost_of(double fee, double commission)
{
    if (isnan(fee))
        return commission;
    return isnan(commission) ? fee : fee + commission;
}

static bool same_channel(const assay_sale *a, const assay_sale *b)
{
    return compare_text(a->channel, b->channel) == 0 &&
           compare_text(a->code, b->code) == 0;
}

static void add_channels(const money_rows *rows, const assay_sales_total *total,
                         assay_sales *out)
{
    size_t i = 0;
    while (i < rows->n) {
        const assay_sale *first = rows->row[i].row;
        assay__amounts amounts = {0.0, 0.0, 0.0};
        assay_sales_channel *channel = &out->channels[out->n_channels++];
        *channel = (assay_sales_channel){.channel = first->channel,
                                         .code = first->code,
                                         .currency = total->currency,
                                         .sums = NO_SUMS};
        while (i < rows->n && same_channel(rows->row[i].row, first))
            add_row(&channel->sums, &amounts, rows->row[i++].row);
        double fee = rows->fee * part_of(&channel->sums, &total->sums);
        channel->cost = cost_of(fee, channel->sums.commission);
        channel->conversion = assay__conversion(&channel->sums);
        channel->cac = assay__cac(&channel->sums, channel->cost);
        double usual = total->sums.orders > 0.0 ? total->sums.revenue / total->sums.orders
                                                : ASSAY_NUMBER_UNKNOWN;
        assay_interval revenue = assay__expected_revenue(&channel->sums, &amounts, usual);
        channel->roims = assay__roims(revenue, channel->cost);
    }
}

/* fmax would make 0 of what is not known. */
static double not_below_nothing(double money)
{
    return money < 0.0 ? 0.0 : money;
}

static void add_total(const money_rows *rows, assay_sales *out)
{
    assay_sales_total *total = &out->totals[out->n_totals++];
    assay__amounts amounts = {0.0, 0.0, 0.0};
    *total = (assay_sales_total){.currency = rows->row[0].currency, .sums = NO_SUMS};
    for (size_t i = 0; i < rows->n; i++)
        add_row(&total->sums, &amounts, rows->row[i].row);
    total->cost = cost_of(rows->fee, total->sums.commission);
    assay_interval revenue =
        assay__expected_revenue(&total->sums, &amounts, ASSAY_NUMBER_UNKNOWN);
    total->roims = assay__roims(revenue, total->cost);
    total->cac = assay__cac(&total->sums, total->cost);
    double commission = isnan(total->sums.commission) ? 0.0 : total->sums.commission;
    /* commissions are a part of the revenue and move with it */
    double kept = revenue.value > 0.0 ? 1.0 - commission / revenue.value : 1.0;
    total->break_even = (assay_interval){not_below_nothing(revenue.value * kept),
                                         not_below_nothing(revenue.low * kept),
                                         not_below_nothing(revenue.high * kept)};
    add_channels(rows, total, out);
}

static bool same_currency(assay_str a, assay_str b)
{
    return (a.ptr == NULL) == (b.ptr == NULL) && compare_text(a, b) == 0;
}

static size_t count_currencies(const priced rows[], size_t n)
{
    size_t currencies = 0;
    for (size_t i = 0; i < n; i++)
        currencies += i == 0 || !same_currency(rows[i - 1].currency, rows[i].currency);
    return currencies;
}

/* The fee belongs to the contract's currency; where that is not said, to the only one. */
static double fee_in(const assay_account *account, assay_str currency, size_t currencies)
{
    bool ours = account->currency.ptr == NULL
                    ? currencies == 1
                    : same_currency(account->currency, currency);
    return ours ? account->fee : ASSAY_NUMBER_UNKNOWN;
}

static void add_totals(const assay_account *account, const priced rows[], size_t n,
                       assay_sales *out)
{
    size_t currencies = count_currencies(rows, n), from = 0;
    for (size_t i = 1; i <= n; i++) {
        if (i < n && same_currency(rows[i].currency, rows[from].currency))
            continue;
        money_rows one = {rows + from, i - from,
                          fee_in(account, rows[from].currency, currencies)};
        add_total(&one, out);
        const assay_sales_total *total = &out->totals[out->n_totals - 1];
        if (currencies == 1 || same_currency(account->currency, total->currency))
            out->main = total;
        from = i;
    }
    if (out->main != NULL) {
        out->roims = out->main->roims;
        out->cac = out->main->cac;
        out->currency = out->main->currency;
    }
}

/* ---- the account ----------------------------------------------------------------- */

static void clear(assay_sales *out)
{
    *out = (assay_sales){.followers_elasticity = ASSAY_INTERVAL_UNKNOWN,
                         .roims = ASSAY_INTERVAL_UNKNOWN,
                         .cac = ASSAY_INTERVAL_UNKNOWN};
    out->peers.roims = out->peers.orders_rate = ASSAY_INTERVAL_UNKNOWN;
    double *statistics[] = {&out->peers.spread,    &out->real_orders,
                            &out->orders_rate,     &out->conversion,
                            &out->unclicked_share, &out->new_customer_share,
                            &out->returned_share,  &out->equal_share,
                            &out->cadence,         &out->order_days};
    for (size_t i = 0; i < sizeof statistics / sizeof *statistics; i++)
        *statistics[i] = ASSAY_NUMBER_UNKNOWN;
}

/* Rows that tell of orders, clicks or money. */
static size_t keep_rows(const assay_account *account, priced rows[],
                        const assay_sale *by_time[])
{
    size_t n = 0;
    for (size_t i = 0; i < account->n_sales; i++) {
        const assay_sale *row = &account->sales[i];
        if (isnan(row->orders) && isnan(row->revenue) && isnan(row->clicks))
            continue;
        rows[n] = (priced){row, currency_of(account, row)};
        by_time[n++] = row;
    }
    if (n > 0) {
        qsort(rows, n, sizeof *rows, compare_priced);
        qsort(by_time, n, sizeof(assay_sale *), compare_times);
    }
    return n;
}

static void set_state(assay_sales *out)
{
    double orders = 0.0;
    for (size_t i = 0; i < out->n_totals; i++)
        if (out->totals[i].sums.orders > 0.0)
            orders += out->totals[i].sums.orders;
    bool enough = out->n >= LEAST_ROWS || orders >= LEAST_ORDERS;
    out->state = enough ? ASSAY_STATE_OK : ASSAY_LOW_DATA;
    out->lack = enough ? ASSAY_LACK_NONE : ASSAY_LACK_FEW;
}

static assay_status look_at_rows(const assay_account *account, assay_arena *arena,
                                 assay_sales *out, assay_error *err)
{
    size_t room = account->n_sales;
    priced *rows = assay_arena_array(arena, room, sizeof *rows);
    const assay_sale **by_time = assay_arena_array(arena, room, sizeof(assay_sale *));
    double *scratch = assay_arena_array(arena, 2 * room, sizeof *scratch);
    if (rows == NULL || by_time == NULL || scratch == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for sales");
    size_t n = out->n = keep_rows(account, rows, by_time);
    out->lack = n == 0 ? ASSAY_LACK_HIDDEN : ASSAY_LACK_NONE;
    if (n == 0)
        return ASSAY_OK;
    out->channels = assay_arena_array(arena, n, sizeof *out->channels);
    out->totals =
        assay_arena_array(arena, count_currencies(rows, n), sizeof *out->totals);
    if (out->channels == NULL || out->totals == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for sales");
    add_totals(account, rows, n, out);
    assay__sales_signs(by_time, n, account, scratch, out);
    set_state(out);
    return ASSAY_OK;
}

assay_status assay_sales_analyse(const assay_account *account, const assay_norms *norms,
                                 const assay_roster *roster, assay_arena *arena,
                                 assay_sales *out, assay_error *err)
{
    (void)norms;
    clear(out);
    out->lack = ASSAY_LACK_TABLE;
    if (account->n_sales > 0)
        ASSAY__TRY(look_at_rows(account, arena, out, err));
    if (account->n_outcomes > 0) {
        out->campaigns =
            assay_arena_array(arena, account->n_outcomes, sizeof *out->campaigns);
        if (out->campaigns == NULL)
            return assay_fail(err, ASSAY_NO_MEMORY, "no memory for campaigns");
        assay__campaigns(account, out);
    }
    return out->n > 0 ? assay__sales_peers(account, roster, arena, out, err) : ASSAY_OK;
}

/* Sums of the contract's currency without a fee's parts; cheap, for every account. */
bool assay_sales_peer_of(const assay_account *account, assay_sales_peer *out)
{
    double orders = ASSAY_NUMBER_UNKNOWN, revenue = ASSAY_NUMBER_UNKNOWN;
    double commission = ASSAY_NUMBER_UNKNOWN;
    assay_str currency = account->currency;
    for (size_t i = 0; i < account->n_sales; i++) {
        const assay_sale *row = &account->sales[i];
        add(&orders, row->orders);
        currency = currency.ptr == NULL ? row->currency : currency;
        if (!same_currency(currency_of(account, row), currency))
            continue;
        add(&revenue, row->revenue);
        add(&commission, row->commission);
    }
    if (isnan(orders) && isnan(revenue))
        return false;
    double cost = cost_of(account->fee, commission);
    *out = (assay_sales_peer){account->platform,
                              account->handle,
                              currency,
                              assay_account_followers(account),
                              orders,
                              cost > 0.0 ? revenue / cost : ASSAY_NUMBER_UNKNOWN};
    return true;
}

const char *assay_sales_word_name(assay_sales_word word)
{
    switch (word) {
    case ASSAY_SALES_OPEN:
        return "open";
    case ASSAY_SALES_DOUBTFUL:
        return "doubtful";
    case ASSAY_SALES_REAL:
        return "real";
    }
    return "";
}
