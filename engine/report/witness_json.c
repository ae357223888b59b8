/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the livestreams and the sales show, in numbers; the form is in the header. */
#include "report/witness_json.h"

#include "base/str.h"
#include "report/witness_text.h"
#include "report/words.h"

#include <math.h>

static void put_count(assay__json_writer *json, const char *key, size_t count)
{
    assay__json_key(json, key);
    assay__json_integer(json, (int64_t)count);
}

static void put_interval(assay__json_writer *json, const char *key,
                         const assay_interval *interval, const char *unit)
{
    if (isnan(interval->value))
        return;
    assay__json_open(json, key);
    assay__json_member_number(json, "value", interval->value);
    assay__json_member_number(json, "low", interval->low);
    assay__json_member_number(json, "high", interval->high);
    if (unit != NULL)
        assay__json_member_text(json, "unit", assay__str(unit));
    assay__json_end(json);
}

/* ---- livestreams ----------------------------------------------------------------- */

static void put_span(assay__json_writer *json, const assay_livestream *live,
                     const assay_live_span *span)
{
    assay__json_begin(json);
    assay__json_member_text(json, "stream", live->streams[span->stream].id);
    assay__json_member_time(json, "from", span->from, false);
    assay__json_member_time(json, "to", span->to, false);
    assay__json_member_text(json, "kind", assay__str(assay_live_kind_name(span->kind)));
    assay__json_member_number(json, "viewers", span->viewers);
    assay__json_member_number(json, "expected", span->expected);
    assay__json_member_number(json, "low", span->low);
    assay__json_member_number(json, "high", span->high);
    assay__json_member_number(json, "p_value", span->p_value);
    assay__json_open(json, "text");
    for (int vi = 0; vi <= 1; vi++)
        assay__json_member_text(json, vi ? "vi" : "en",
                                assay__str(assay__live_kind_text(
                                    span->kind, vi ? ASSAY_VIETNAMESE : ASSAY_ENGLISH)));
    assay__json_end(json);
    assay__json_end(json);
}

static void put_livestreams(assay__json_writer *json, const assay_livestream *live)
{
    assay__json_open(json, "livestreams");
    put_count(json, "streams", live->n_streams);
    if (live->state != ASSAY_NOT_ASSESSABLE) {
        assay__json_member_number(json, "viewer_minutes", live->viewer_minutes);
        put_interval(json, "delivered", &live->delivered, "viewer-minutes");
        assay__json_member_number(json, "peak_share", live->peak_share);
        put_count(json, "unseen_streams", live->unseen);
        assay__json_member_number(json, "unseen_viewers", live->unseen_viewers);
    }
    assay__json_open_array(json, "flagged");
    for (size_t i = 0; i < live->n_spans; i++)
        put_span(json, live, &live->spans[i]);
    assay__json_end_array(json);
    assay__json_end(json);
}

/* ---- sales ----------------------------------------------------------------------- */

static void put_sums(assay__json_writer *json, const assay_sales_sums *sums)
{
    assay__json_member_number(json, "clicks", sums->clicks);
    assay__json_member_number(json, "orders", sums->orders);
    assay__json_member_number(json, "new_customers", sums->new_customers);
    assay__json_member_number(json, "revenue", sums->revenue);
    assay__json_member_number(json, "returned", sums->returned);
    assay__json_member_number(json, "commission", sums->commission);
}

static void put_totals(assay__json_writer *json, const assay_sales *sales)
{
    assay__json_open_array(json, "totals");
    for (size_t i = 0; i < sales->n_totals; i++) {
        const assay_sales_total *total = &sales->totals[i];
        assay__json_begin(json);
        assay__json_member_text(json, "currency", total->currency);
        put_sums(json, &total->sums);
        assay__json_member_number(json, "cost", total->cost);
        put_interval(json, "roims", &total->roims, NULL);
        put_interval(json, "customer_acquisition_cost", &total->cac, NULL);
        put_interval(json, "break_even_fee", &total->break_even, NULL);
        assay__json_end(json);
    }
    assay__json_end_array(json);
}

static void put_channels(assay__json_writer *json, const assay_sales *sales)
{
    assay__json_open_array(json, "channels");
    for (size_t i = 0; i < sales->n_channels; i++) {
        const assay_sales_channel *channel = &sales->channels[i];
        assay__json_begin(json);
        assay__json_member_text(json, "channel", channel->channel);
        assay__json_member_text(json, "code", channel->code);
        assay__json_member_text(json, "currency", channel->currency);
        put_sums(json, &channel->sums);
        assay__json_member_number(json, "cost", channel->cost);
        put_interval(json, "conversion", &channel->conversion, NULL);
        put_interval(json, "roims", &channel->roims, NULL);
        put_interval(json, "customer_acquisition_cost", &channel->cac, NULL);
        assay__json_end(json);
    }
    assay__json_end_array(json);
}

static void put_campaigns(assay__json_writer *json, const assay_verdict *verdict)
{
    const assay_sales *sales = &verdict->findings->sales;
    assay__json_open_array(json, "campaigns");
    for (size_t i = 0; i < sales->n_campaigns; i++) {
        const assay_outcome *outcome = &verdict->account->outcomes[i];
        const assay_campaign *campaign = &sales->campaigns[i];
        assay__json_begin(json);
        assay__json_member_time(json, "from", outcome->from, true);
        assay__json_member_time(json, "to", outcome->to, true);
        assay__json_member_text(json, "currency", outcome->currency);
        assay__json_member_number(json, "cost", outcome->cost);
        put_interval(json, "roims", &campaign->roims, NULL);
        put_interval(json, "customer_acquisition_cost", &campaign->cac, NULL);
        assay__json_member_number(json, "follower_cost", campaign->follower_cost);
        assay__json_end(json);
    }
    assay__json_end_array(json);
    put_interval(json, "followers_elasticity", &sales->followers_elasticity, NULL);
}

static void put_sales_text(assay__json_writer *json, const assay_verdict *verdict)
{
    assay_buffer text = {0};
    assay__json_open(json, "text");
    for (int vi = 0; vi <= 1; vi++) {
        assay__buffer_clear(&text);
        assay__sales_say(&text, verdict, vi ? ASSAY_VIETNAMESE : ASSAY_ENGLISH);
        assay__json_member_text(json, vi ? "vi" : "en",
                                (assay_str){text.len == 0 ? "" : text.bytes, text.len});
    }
    assay__json_end(json);
    json->out->failed = json->out->failed || text.failed;
    assay__buffer_free(&text);
}

static void put_peers(assay__json_writer *json, const assay_sales_peers *peers)
{
    if (peers->n == 0)
        return;
    assay__json_open(json, "peers");
    put_count(json, "n", peers->n);
    put_interval(json, "roims", &peers->roims, NULL);
    put_interval(json, "orders_per_1000_followers", &peers->orders_rate, NULL);
    assay__json_end(json);
}

static void put_sales(assay__json_writer *json, const assay_verdict *verdict)
{
    const assay_sales *sales = &verdict->findings->sales;
    assay__json_open(json, "sales");
    if (sales->n > 0) {
        assay__json_member_text(json, "word",
                                assay__str(assay_sales_word_name(sales->word)));
        put_sales_text(json, verdict);
        put_count(json, "currencies", sales->n_totals);
        put_totals(json, sales);
        put_channels(json, sales);
    }
    if (sales->n_campaigns > 0)
        put_campaigns(json, verdict);
    put_peers(json, &sales->peers);
    assay__json_end(json);
}

void assay__witnesses_put(assay__json_writer *json, const assay_verdict *verdict)
{
    const assay_findings *findings = verdict->findings;
    if (verdict->account->n_livestreams > 0)
        put_livestreams(json, &findings->livestream);
    if (findings->sales.n > 0 || findings->sales.n_campaigns > 0)
        put_sales(json, verdict);
}
