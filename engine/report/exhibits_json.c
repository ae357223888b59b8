/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The member `exhibits` of a verdict: the series that its pictures are drawn from, column
 * by column, for whoever draws them elsewhere. Unknown is null, so that columns stay as
 * long as each other. */
#include "report/exhibits_json.h"

#include "report/audience_json.h"
#include "report/exhibits.h"
#include "report/words.h"

#include "base/str.h"

#include <math.h>

static void put_numbers(assay__json_writer *json, const char *key, const double numbers[],
                        size_t n)
{
    assay__json_open_array(json, key);
    for (size_t i = 0; i < n; i++)
        assay__json_number(json, numbers[i]);
    assay__json_end_array(json);
}

/* Whole followers: what is drawn has no fractions. */
static void put_counts(assay__json_writer *json, const char *key, double counts[],
                       size_t n)
{
    for (size_t i = 0; i < n; i++)
        counts[i] = round(counts[i]);
    put_numbers(json, key, counts, n);
}

static void put_growth(assay__json_writer *json, const assay_verdict *verdict)
{
    assay__growth_line line;
    assay__growth_line_make(verdict, &line);
    assay__json_open(json, "growth");
    assay__json_open_array(json, "at");
    for (size_t i = 0; i < line.n; i++)
        assay__json_time(json, line.at[i], verdict->dated);
    assay__json_end_array(json);
    put_numbers(json, "followers", line.followers, line.n);
    put_counts(json, "organic", line.organic, line.n);
    put_counts(json, "low", line.low, line.n);
    put_counts(json, "high", line.high, line.n);
    assay__json_end(json);
}

/* One number of each post as a column. */
static void put_column(assay__json_writer *json, const char *key,
                       const assay__post_rows *posts, size_t offset, bool whole)
{
    double column[ASSAY__POST_ROWS];
    for (size_t i = 0; i < posts->n; i++)
        memcpy(&column[i], (const char *)&posts->rows[i] + offset, sizeof column[i]);
    if (whole)
        put_counts(json, key, column, posts->n);
    else
        put_numbers(json, key, column, posts->n);
}

static void put_posts(assay__json_writer *json, const assay_verdict *verdict)
{
    assay__post_rows posts;
    assay__post_rows_make(verdict, &posts);
    assay__json_open(json, "posts");
    assay__json_open_array(json, "post");
    for (size_t i = 0; i < posts.n; i++)
        assay__json_text(json, posts.rows[i].post->id);
    assay__json_end_array(json);
    assay__json_open_array(json, "at");
    for (size_t i = 0; i < posts.n; i++)
        assay__json_time(json, posts.rows[i].post->at, false);
    assay__json_end_array(json);
    put_column(json, "likes", &posts, offsetof(assay__post_row, likes), false);
    put_column(json, "expected", &posts, offsetof(assay__post_row, expected), true);
    put_column(json, "low", &posts, offsetof(assay__post_row, low), true);
    put_column(json, "high", &posts, offsetof(assay__post_row, high), true);
    put_column(json, "peers", &posts, offsetof(assay__post_row, usual), true);
    put_column(json, "peers_low", &posts, offsetof(assay__post_row, usual_low), true);
    put_column(json, "peers_high", &posts, offsetof(assay__post_row, usual_high), true);
    assay__json_end(json);
}

static void put_group(assay__json_writer *json, const assay_verdict *verdict,
                      const assay__comment_group *group)
{
    assay_buffer text = {0};
    assay__json_begin(json);
    if (group->cluster != ASSAY_NO_CLUSTER) {
        assay__json_key(json, "cluster");
        assay__json_integer(json, (int64_t)group->cluster + 1);
    }
    assay__json_key(json, "n");
    assay__json_integer(json, (int64_t)group->n);
    assay__json_member_text(json, "because",
                            assay__str(assay_comment_because_name(group->because)));
    assay__json_open_array(json, "texts");
    for (size_t i = 0; i < group->n_texts; i++) {
        assay__buffer_clear(&text);
        assay__comment_shown(&text, verdict->account->comments[group->texts[i]].text);
        assay__json_text(json, (assay_str){text.len == 0 ? "" : text.bytes, text.len});
    }
    assay__json_end_array(json);
    assay__json_end(json);
    json->out->failed = json->out->failed || text.failed;
    assay__buffer_free(&text);
}

static void put_groups(assay__json_writer *json, const char *key,
                       const assay_verdict *verdict, const assay__comment_group groups[],
                       size_t n)
{
    assay__json_open_array(json, key);
    for (size_t i = 0; i < n; i++)
        put_group(json, verdict, &groups[i]);
    assay__json_end_array(json);
}

static void put_times(assay__json_writer *json, const int64_t at[], size_t n)
{
    assay__json_open_array(json, "at");
    for (size_t i = 0; i < n; i++)
        assay__json_time(json, at[i], false);
    assay__json_end_array(json);
}

static void put_spans(assay__json_writer *json, const assay_livestream *live,
                      size_t stream)
{
    assay__json_open_array(json, "spans");
    for (size_t i = 0; i < live->n_spans; i++) {
        const assay_live_span *span = &live->spans[i];
        if (span->stream != stream)
            continue;
        assay__json_begin(json);
        assay__json_member_time(json, "from", span->from, false);
        assay__json_member_time(json, "to", span->to, false);
        assay__json_member_text(json, "kind",
                                assay__str(assay_live_kind_name(span->kind)));
        assay__json_member_number(json, "viewers", round(span->viewers));
        assay__json_member_number(json, "expected", round(span->expected));
        assay__json_member_number(json, "low", round(span->low));
        assay__json_member_number(json, "high", round(span->high));
        assay__json_end(json);
    }
    assay__json_end_array(json);
}

static void put_livestreams(assay__json_writer *json, const assay_verdict *verdict)
{
    const assay_livestream *live = &verdict->findings->livestream;
    size_t streams[ASSAY__LIVE_SHOWN];
    size_t n = assay__live_choose(verdict, ASSAY__LIVE_SHOWN, streams);
    if (n == 0)
        return;
    assay__json_open_array(json, "livestreams");
    for (size_t s = 0; s < n; s++) {
        assay__live_line line;
        assay__live_line_make(verdict, streams[s], &line);
        assay__json_begin(json);
        assay__json_member_text(json, "stream", line.stream->id);
        put_times(json, line.at, line.n);
        put_numbers(json, "viewers", line.viewers, line.n);
        put_numbers(json, "comments", line.comments, line.n);
        put_numbers(json, "orders", line.orders, line.n);
        put_spans(json, live, streams[s]);
        assay__json_end(json);
    }
    assay__json_end_array(json);
}

void assay__exhibits_put(assay__json_writer *json, const assay_verdict *verdict)
{
    assay__comment_groups groups;
    assay__comment_groups_make(verdict, &groups);
    assay__json_open(json, "exhibits");
    put_growth(json, verdict);
    put_posts(json, verdict);
    assay__json_open(json, "comments");
    put_groups(json, "clusters", verdict, groups.clusters, groups.n_clusters);
    put_groups(json, "kinds", verdict, groups.kinds, groups.n_kinds);
    assay__json_end(json);
    assay__audience_exhibit_put(json, verdict);
    put_livestreams(json, verdict);
    assay__json_end(json);
}
