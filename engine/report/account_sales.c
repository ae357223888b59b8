/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sales on an account's page: the sentence, and a row a channel with what it returned on
 * its cost. Money is the brand's: the version for the account's owner leaves it out. */
#include "report/account_page.h"

#include "base/str.h"
#include "report/witness_text.h"

#include <math.h>

enum { ROWS = 20 };

static void put_short_cell(const assay__page *p, const assay_interval *interval)
{
    assay__put(p, "<td>");
    if (isfinite(interval->value))
        assay__put_word(p, assay__short_word(interval->value, p->language));
    if (isfinite(interval->value) && isfinite(interval->high)) {
        assay__word low = assay__short_word(interval->low, p->language);
        assay__word high = assay__short_word(interval->high, p->language);
        assay__put(p, " (");
        assay__put_word(p, low);
        assay__put(p, "–");
        assay__put_word(p, high);
        assay__put(p, ")");
    }
    assay__put(p, "</td>");
}

static void put_row(const assay__page *p, const assay_sales_channel *channel)
{
    assay__put(p, "<tr><th>");
    assay__put_name(p, channel->channel.ptr != NULL ? channel->channel
                                                    : ASSAY__LITERAL("—"));
    if (channel->code.len > 0) {
        assay__put(p, " ");
        assay__put_name(p, channel->code);
    }
    assay__put(p, "</th>");
    assay__put_number_cell(p, channel->sums.clicks);
    assay__put_number_cell(p, channel->sums.orders);
    assay__put(p, "<td>");
    if (isfinite(channel->sums.revenue)) {
        assay__put_word(p, assay__count_word(channel->sums.revenue, p->language));
        assay__put(p, " ");
        assay__put_text(p, channel->currency);
    }
    assay__put(p, "</td>");
    put_short_cell(p, &channel->roims);
    assay__put_number_cell(p, channel->cac.value);
    assay__put(p, "</tr>");
}

static void put_rows(const assay__page *p, const assay_sales *sales)
{
    static const assay__message COLUMNS[] = {
        ASSAY__SAY_COLUMN_CHANNEL, ASSAY__SAY_COLUMN_CLICKS, ASSAY__SAY_COLUMN_ORDERS,
        ASSAY__SAY_COLUMN_REVENUE, ASSAY__SAY_COLUMN_ROIMS,  ASSAY__SAY_COLUMN_CAC};
    assay__put_table_open(p, COLUMNS, 6);
    for (size_t i = 0; i < sales->n_channels && i < ROWS; i++)
        put_row(p, &sales->channels[i]);
    assay__put_table_close(p);
}

static void put_break_even(const assay__page *p, const assay_sales *sales)
{
    const assay_sales_total *total = sales->main;
    if (total == NULL || isnan(total->break_even.high) || total->currency.ptr == NULL)
        return;
    assay__word words[3] = {assay__count_word(total->break_even.value, p->language),
                            assay__count_word(total->break_even.low, p->language),
                            assay__count_word(total->break_even.high, p->language)};
    assay__put_paragraph(p, NULL, ASSAY__SAY_SALES_BREAK_EVEN,
                         (assay_str[]){assay__word_str(&words[0]),
                                       assay__word_str(&words[1]),
                                       assay__word_str(&words[2]), total->currency},
                         4);
}

static void put_peers(const assay__page *p, const assay_sales_peers *peers)
{
    if (isnan(peers->roims.value) || p->owner)
        return;
    assay__word words[4] = {assay__count_word((double)peers->n, p->language),
                            assay__short_word(peers->roims.value, p->language),
                            assay__short_word(peers->roims.low, p->language),
                            assay__short_word(peers->roims.high, p->language)};
    assay__put_paragraph(
        p, NULL, ASSAY__SAY_SALES_PEERS,
        (assay_str[]){assay__word_str(&words[0]), assay__word_str(&words[1]),
                      assay__word_str(&words[2]), assay__word_str(&words[3])},
        4);
}

void assay__put_sales(const assay__page *p, const assay_verdict *verdict)
{
    const assay_sales *sales = &verdict->findings->sales;
    assay_buffer text = {0};
    if (sales->n == 0)
        return;
    assay__sales_say(&text, verdict, p->language);
    assay__put(p, "<section>");
    assay__put_heading(p, 1, ASSAY__SAY_SALES_TITLE);
    assay__put(p, "<p>");
    assay__put_text(p, (assay_str){text.bytes, text.len});
    assay__put(p, "</p>");
    if (!p->owner) {
        put_break_even(p, sales);
        put_peers(p, &sales->peers);
        put_rows(p, sales);
    }
    assay__put(p, "</section>");
    p->out->failed = p->out->failed || text.failed;
    assay__buffer_free(&text);
}
