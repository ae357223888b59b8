/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who comments: how few, how faithfully, how early, and with what names.
 *
 * Sources: Weerasinghe et al. 2020 (pods: early, reciprocal, persistent); Kim & Han 2020.
 */
#include "comments/describe.h"

#include <math.h>
#include <stdlib.h>

enum {
    BUSIEST = 10,
    ENOUGH_NAMED = 50,
    ENOUGH_POSTS = 5,
    ENOUGH_EARLY = 20,
    CIRCLE_POSTS = 3, /* early on so many posts is a habit */
    ENOUGH_HANDLES = 20
};

static double top_share(const assay__sample *sample)
{
    if (sample->n_named < ENOUGH_NAMED)
        return ASSAY_NUMBER_UNKNOWN;
    uint32_t top[BUSIEST] = {0};
    for (size_t i = 0; i < sample->n_voices; i++) {
        uint32_t n = sample->voices[i].n;
        for (size_t k = 0; k < BUSIEST && n > 0; k++) {
            uint32_t held = top[k];
            top[k] = n > held ? n : held;
            n = n > held ? held : n;
        }
    }
    double sum = 0;
    for (size_t k = 0; k < BUSIEST; k++)
        sum += top[k];
    return sum / (double)sample->n_named;
}

static int64_t time_of(const assay__thread *thread)
{
    return thread->post == NULL ? ASSAY_TIME_UNKNOWN : thread->post->at;
}

/* By time; equal times stay in the order of the sample, which the addresses tell. */
static int compare_threads(const void *a, const void *b)
{
    const assay__thread *x = *(const assay__thread *const *)a;
    const assay__thread *y = *(const assay__thread *const *)b;
    int order = (time_of(x) > time_of(y)) - (time_of(x) < time_of(y));
    return order != 0 ? order : (x > y) - (x < y);
}

/* The authors seen on the last post and on this one, by number of the post. */
typedef struct crowd {
    uint32_t *last, *seen; /* [voices] post number + 1 */
} crowd;

/* Jaccard of this post's authors and the last one's; NaN when either has none. */
static double overlap(const assay__sample *sample, const assay__thread *thread,
                      const crowd *met, uint32_t number, size_t *n_last)
{
    size_t n = 0, both = 0;
    for (uint32_t i = 0; i < thread->n; i++) {
        uint32_t author = sample->remarks[thread->first + i].author;
        if (author == ASSAY__NONE || met->seen[author] == number + 1)
            continue;
        both += met->last[author] == number && number > 0;
        met->seen[author] = number + 1;
        n++;
    }
    double all = (double)(n + *n_last - both);
    bool known = n > 0 && *n_last > 0;
    *n_last = n;
    return known ? (double)both / all : ASSAY_NUMBER_UNKNOWN;
}

static void remember(const assay__sample *sample, const assay__thread *thread,
                     const crowd *met, uint32_t number)
{
    for (uint32_t i = 0; i < thread->n; i++) {
        uint32_t author = sample->remarks[thread->first + i].author;
        if (author != ASSAY__NONE)
            met->last[author] = number + 1;
    }
}

static bool measure_persistence(const assay__sample *sample, assay_arena *arena,
                                double *out)
{
    crowd met = {
        assay_arena_array(arena, sample->n_voices + 1, sizeof(uint32_t)),
        assay_arena_array(arena, sample->n_voices + 1, sizeof(uint32_t)),
    };
    const assay__thread **threads =
        assay_arena_array(arena, sample->n_threads + 1, sizeof(void *));
    if (met.last == NULL || met.seen == NULL || threads == NULL)
        return false;
    for (size_t i = 0; i < sample->n_threads; i++)
        threads[i] = &sample->threads[i];
    qsort(threads, sample->n_threads, sizeof(void *), compare_threads);
    double sum = 0;
    size_t pairs = 0, n_last = 0;
    for (uint32_t i = 0; i < sample->n_threads; i++) {
        double jaccard = overlap(sample, threads[i], &met, i, &n_last);
        remember(sample, threads[i], &met, i);
        if (isnan(jaccard))
            continue;
        sum += jaccard;
        pairs++;
    }
    if (pairs + 1 >= ENOUGH_POSTS && sample->n_named >= ENOUGH_NAMED)
        *out = sum / (double)pairs;
    return true;
}

static double early_core(const assay__sample *sample)
{
    size_t early = 0, core = 0;
    for (size_t i = 0; i < sample->n; i++) {
        const assay__remark *remark = &sample->remarks[i];
        if (!remark->early || remark->author == ASSAY__NONE)
            continue;
        early++;
        core += sample->voices[remark->author].early_posts >= CIRCLE_POSTS;
    }
    bool enough = early >= ENOUGH_EARLY && sample->n_threads >= ENOUGH_POSTS;
    return enough ? (double)core / (double)early : ASSAY_NUMBER_UNKNOWN;
}

static double creator_share(const assay__sample *sample, const assay_roster *roster)
{
    if (roster == NULL || roster->n_handles < 2 || sample->n_named < ENOUGH_NAMED)
        return ASSAY_NUMBER_UNKNOWN;
    size_t from_creators = 0;
    for (size_t i = 0; i < sample->n_voices; i++)
        from_creators += sample->voices[i].creator ? sample->voices[i].n : 0;
    return (double)from_creators / (double)sample->n_named;
}

static double mean_randomness(const assay__sample *sample)
{
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < sample->n_voices; i++) {
        double randomness = sample->voices[i].randomness;
        if (isnan(randomness))
            continue;
        sum += randomness;
        n++;
    }
    return n >= ENOUGH_HANDLES ? sum / (double)n : ASSAY_NUMBER_UNKNOWN;
}

assay_status assay__describe_authors(const assay__sample *sample,
                                     const assay_roster *roster, assay_arena *arena,
                                     assay_comments *out, assay_error *err)
{
    out->authors = sample->n_voices;
    out->top_author_share = top_share(sample);
    out->early_core = early_core(sample);
    out->creator_author_share = creator_share(sample, roster);
    out->handle_randomness = mean_randomness(sample);
    if (sample->n >= ENOUGH_NAMED && sample->own > 0)
        out->reply_rate = (double)sample->replies / (double)sample->n;
    if (!measure_persistence(sample, arena, &out->persistence))
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to count commenters");
    return ASSAY_OK;
}
