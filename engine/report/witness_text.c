/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences of livestreams and sales: a word first, then the figures that are known. */
#include "report/witness_text.h"

#include "base/str.h"

#include <math.h>

const char *assay__live_kind_text(assay_live_kind kind, assay_language language)
{
    static const char *const EN[] = {
#define KIND_EN(name, text, en, vi) en,
        ASSAY_LIVE_KIND_TABLE(KIND_EN)
#undef KIND_EN
    };
    static const char *const VI[] = {
#define KIND_VI(name, text, en, vi) vi,
        ASSAY_LIVE_KIND_TABLE(KIND_VI)
#undef KIND_VI
    };
    return assay__in_language(EN[kind], VI[kind], language);
}

/* A part of the sentence when its number is known. */
static void add_part(assay_buffer *out, assay__message message, assay_language language,
                     const assay__word *word)
{
    assay__buffer_put(out, assay__str("; "));
    assay__say(out, message, language, (assay_str[]){assay__word_str(word)}, 1);
}

static void add_share(assay_buffer *out, assay__message message, assay_language language,
                      double share)
{
    if (isnan(share))
        return;
    assay__word word = assay__percent_word(share, language);
    add_part(out, message, language, &word);
}

/* Orders of all currencies: people are counted, not money. */
static double all_orders(const assay_sales *sales)
{
    double orders = 0.0;
    for (size_t i = 0; i < sales->n_totals; i++)
        if (!isnan(sales->totals[i].sums.orders))
            orders += sales->totals[i].sums.orders;
    return orders;
}

void assay__sales_say(assay_buffer *out, const assay_verdict *verdict,
                      assay_language language)
{
    const assay_sales *sales = &verdict->findings->sales;
    assay__word orders = assay__count_word(all_orders(sales), language);
    assay__say(out, (assay__message)(ASSAY__SAY_SALES_OPEN + sales->word), language,
               (assay_str[]){assay__word_str(&orders)}, 1);
    if (!isnan(sales->order_days)) {
        assay__word days = assay__count_word(sales->order_days, language);
        add_part(out, ASSAY__SAY_SALES_DAYS, language, &days);
    }
    add_share(out, ASSAY__SAY_SALES_CONVERSION, language, sales->conversion);
    add_share(out, ASSAY__SAY_SALES_NEW, language, sales->new_customer_share);
    if (sales->unclicked_share > 0.0)
        add_share(out, ASSAY__SAY_SALES_UNCLICKED, language, sales->unclicked_share);
    if (sales->returned_share > 0.0)
        add_share(out, ASSAY__SAY_SALES_RETURNED, language, sales->returned_share);
    assay__buffer_put_char(out, '.');
}

void assay__livestreams_say(assay_buffer *out, const assay_verdict *verdict,
                            assay_language language)
{
    const assay_livestream *live = &verdict->findings->livestream;
    assay__word words[3] = {
        assay__count_word((double)live->n_streams, language),
        assay__percent_word(live->delivered_share, language),
        assay__percent_word(live->peak_share, language),
    };
    bool some = live->delivered.value > 0.0;
    assay__say(out, some ? ASSAY__SAY_LIVE_DELIVERED : ASSAY__SAY_LIVE_NONE, language,
               (assay_str[]){assay__word_str(&words[0]), assay__word_str(&words[1]),
                             assay__word_str(&words[2])},
               3);
}
