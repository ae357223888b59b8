/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Laying the posts out as columns. What a post's age and the campaign forbid is marked
 * here once, so that no statistic has to think of it again. */
#include "engagement/sample.h"

#include <math.h>

#include "base/clock.h"
#include "base/str.h"

/* Counters of a post settle within about two days; earlier ones are another quantity. */
static const double MATURE_HOURS = 48;

double assay__counter(const assay_post *post, assay_metric metric)
{
    switch (metric) {
    case ASSAY_METRIC_LIKES:
        return post->likes;
    case ASSAY_METRIC_COMMENTS:
        return post->comments;
    case ASSAY_METRIC_SHARES:
        return post->shares;
    case ASSAY_METRIC_VIEWS:
        return post->views;
    case ASSAY_METRIC_COUNT:
        break;
    }
    return ASSAY_NUMBER_UNKNOWN;
}

static assay_status columns_new(assay__sample *sample, assay_arena *arena,
                                assay_error *err)
{
    size_t n = sample->n;
    size_t doubles = n * (4 + 4 * ASSAY_METRIC_COUNT + 8);
    double *column = assay_arena_array(arena, doubles, sizeof *column);
    size_t *indices = assay_arena_array(arena, 4 * n, sizeof *indices);
    bool *flags = assay_arena_array(arena, 3 * n, sizeof *flags);
    sample->at = assay_arena_array(arena, n, sizeof *sample->at);
    assay__shared *shared =
        assay_arena_array(arena, n * ASSAY_METRIC_COUNT, sizeof *shared);
    if (column == NULL || indices == NULL || flags == NULL || sample->at == NULL ||
        shared == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "%zu posts do not fit into memory", n);
    double **columns[] = {&sample->place, &sample->age_hours, &sample->followers,
                          &sample->log_followers};
    for (size_t i = 0; i < 4; i++, column += n)
        *columns[i] = column;
    for (size_t m = 0; m < ASSAY_METRIC_COUNT; m++, column += 4 * n) {
        sample->y[m] = column;
        sample->rest[m] = column + n;
        sample->noise[m] = column + 2 * n;
        sample->doubt[m] = column + 3 * n;
        sample->shared[m] = shared + m * n;
    }
    sample->work = column;
    sample->spare = column + n;
    sample->flat = column + 2 * n;
    sample->pair_noise = column + 3 * n;
    sample->floor_room = column + 6 * n;
    sample->order = indices;
    sample->format = indices + n;
    sample->rank = indices + 2 * n;
    sample->swap = indices + 3 * n;
    sample->mature = flags;
    sample->fits = flags + n;
    sample->asked = flags + 2 * n;
    return ASSAY_OK;
}

static bool comes_before(const assay_post *a, const assay_post *b)
{
    return a->at != b->at ? a->at < b->at : assay__str_compare(a->id, b->id) < 0;
}

/* Readers deliver posts in this order already, where insertion is one comparison each. */
static void order_by_time(assay__sample *sample)
{
    const assay_post *posts = sample->account->posts;
    for (size_t i = 0; i < sample->n; i++) {
        size_t hole = i;
        for (; hole > 0 && comes_before(&posts[i], &posts[sample->order[hole - 1]]);
             hole--)
            sample->order[hole] = sample->order[hole - 1];
        sample->order[hole] = i;
    }
}

static void read_counters(assay__sample *sample, size_t row, const assay_post *post)
{
    for (size_t m = 0; m < ASSAY_METRIC_COUNT; m++) {
        double count = assay__counter(post, (assay_metric)m);
        sample->y[m][row] = count >= 0 ? log(count + 0.5) : ASSAY_NUMBER_UNKNOWN;
        sample->rest[m][row] = ASSAY_NUMBER_UNKNOWN;
        if (sample->mature[row] && count >= 0)
            sample->known[m]++;
    }
}

/* Format as a small number; the ninth and later kinds share the last one. */
static size_t format_of(assay_str kinds[], size_t *n_kinds, assay_str kind)
{
    for (size_t k = 0; k < *n_kinds; k++)
        if (assay__str_equal(kinds[k], kind))
            return k;
    if (*n_kinds == ASSAY__FORMATS)
        return ASSAY__FORMATS - 1;
    kinds[*n_kinds] = kind;
    return (*n_kinds)++;
}

static bool inside(const assay_span *span, int64_t at)
{
    if (at == ASSAY_TIME_UNKNOWN)
        return false;
    return (span->from == ASSAY_TIME_UNKNOWN || at > span->from) &&
           (span->to == ASSAY_TIME_UNKNOWN || at <= span->to);
}

static void place_in_time(assay__sample *sample)
{
    int64_t first = ASSAY_TIME_UNKNOWN, last = ASSAY_TIME_UNKNOWN;
    for (size_t i = 0; i < sample->n; i++) {
        if (sample->at[i] == ASSAY_TIME_UNKNOWN)
            continue;
        if (first == ASSAY_TIME_UNKNOWN)
            first = sample->at[i];
        last = sample->at[i];
    }
    double length = (double)last - (double)first;
    for (size_t i = 0; i < sample->n; i++) {
        bool known = sample->at[i] != ASSAY_TIME_UNKNOWN && length > 0;
        double since = known ? (double)sample->at[i] - (double)first : 0;
        sample->place[i] = known ? since / length - 0.5 : 0;
    }
}

static void read_row(assay__sample *sample, size_t row, int64_t as_of)
{
    const assay_post *post = &sample->account->posts[sample->order[row]];
    int64_t seen = post->seen_at != ASSAY_TIME_UNKNOWN ? post->seen_at : as_of;
    bool timed = post->at != ASSAY_TIME_UNKNOWN && seen != ASSAY_TIME_UNKNOWN;
    sample->at[row] = post->at;
    sample->age_hours[row] =
        timed ? ((double)seen - (double)post->at) / 3600 : ASSAY_NUMBER_UNKNOWN;
    sample->mature[row] = !(sample->age_hours[row] < MATURE_HOURS);
    double followers = post->at == ASSAY_TIME_UNKNOWN
                           ? assay_account_followers(sample->account)
                           : assay_account_followers_at(sample->account, post->at);
    sample->followers[row] = followers >= 1 ? followers : ASSAY_NUMBER_UNKNOWN;
    sample->log_followers[row] = log(sample->followers[row]);
    read_counters(sample, row, post);
}

/* When nothing but the campaign or fresh posts is there, what there is must teach. */
static void choose_teachers(assay__sample *sample, const assay_span *campaign)
{
    size_t teachers = 0;
    for (size_t i = 0; i < sample->n; i++) {
        sample->asked[i] = campaign == NULL || inside(campaign, sample->at[i]);
        sample->fits[i] = sample->mature[i] && (campaign == NULL || !sample->asked[i]);
        teachers += sample->fits[i];
    }
    for (size_t i = 0; teachers == 0 && i < sample->n; i++)
        sample->fits[i] = campaign == NULL || !sample->asked[i];
}

assay_status assay__sample_read(assay__sample *sample, const assay_account *account,
                                const assay_norms *norms, const assay_span *campaign,
                                assay_arena *arena, assay_error *err)
{
    *sample = (assay__sample){.account = account, .norms = norms, .n = account->n_posts};
    ASSAY__TRY(columns_new(sample, arena, err));
    order_by_time(sample);
    int64_t as_of = assay_account_as_of(account);
    assay_str kinds[ASSAY__FORMATS] = {{NULL, 0}};
    for (size_t row = 0; row < sample->n; row++) {
        read_row(sample, row, as_of);
        sample->format[row] =
            format_of(kinds, &sample->formats, account->posts[sample->order[row]].kind);
    }
    place_in_time(sample);
    choose_teachers(sample, campaign);
    return ASSAY_OK;
}
