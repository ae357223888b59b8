/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay sales: what each channel and code returned on what it cost. */
#include "families.h"

static const example EXAMPLES[] = {
    {"assay sales roster/", "channels of every account, and their totals"},
    {"assay sales roster/ --json", "the same, a JSON object a row"},
};

const cli_form sales_form = {
    .operands = "INPUT",
    .operands_low = 1,
    .operands_high = 1,
    .shares = SHARES_MODELS | SHARES_LEXICONS | SHARES_JOBS | SHARES_JSON,
    .about =
        "Sums sales.csv by channel, code and currency. A row is "
        "platform,handle,channel,\n"
        "code,clicks,orders,revenue,new_customers,roims,low,high,cac,currency; a "
        "channel\n"
        "`*` is all channels of a currency. roims is revenue, less returns, over cost:\n"
        "the commissions and, in the contract's currency, the fee, of which a channel\n"
        "bears its part of the clicks. low and high are its 90 % range, cac the cost of "
        "a\n"
        "new customer. Currencies are never added up; what is not known is empty.",
    FORM_EXAMPLES(EXAMPLES),
};

static const char *const COLUMNS[] = {
    "platform",      "handle", "channel", "code", "clicks", "orders",  "revenue",
    "new_customers", "roims",  "low",     "high", "cac",    "currency"};

static void put_sums(const assay_sales_sums *sums, const assay_interval *roims,
                     const assay_interval *cac, assay_rows *rows)
{
    assay_rows_number(rows, sums->clicks);
    assay_rows_number(rows, sums->orders);
    assay_rows_number(rows, sums->revenue);
    assay_rows_number(rows, sums->new_customers);
    assay_rows_number(rows, roims->value);
    assay_rows_number(rows, roims->low);
    assay_rows_number(rows, roims->high);
    assay_rows_number(rows, cac->value);
}

static void put_total(const family_case *found, const assay_sales_total *total,
                      assay_rows *rows)
{
    assay_rows_text(rows, found->account->platform);
    assay_rows_text(rows, found->account->handle);
    assay_rows_word(rows, "*");
    assay_rows_word(rows, NULL);
    put_sums(&total->sums, &total->roims, &total->cac, rows);
    assay_rows_text(rows, total->currency);
    assay_rows_end(rows);
}

static void put_channels(const family_case *found, assay_rows *rows)
{
    const assay_sales *sales = &found->findings->sales;
    for (size_t i = 0; i < sales->n_channels; i++) {
        const assay_sales_channel *channel = &sales->channels[i];
        assay_rows_text(rows, found->account->platform);
        assay_rows_text(rows, found->account->handle);
        assay_rows_text(rows, channel->channel);
        assay_rows_text(rows, channel->code);
        put_sums(&channel->sums, &channel->roims, &channel->cac, rows);
        assay_rows_text(rows, channel->currency);
        assay_rows_end(rows);
    }
    for (size_t i = 0; i < sales->n_totals; i++)
        put_total(found, &sales->totals[i], rows);
}

int run_sales(const cli_call *call)
{
    static const family_report REPORT = {.columns = COLUMNS,
                                         .n_columns = LENGTH(COLUMNS),
                                         .one = ASSAY_FAMILY_SALES,
                                         .put = put_channels};
    return families_run(call, &REPORT);
}
