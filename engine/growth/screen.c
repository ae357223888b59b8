/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coarse first: a matched filter over durations, against both flanks.
 *
 * A root-like transform gives every bin about unit variance whatever its mean (Anscombe
 * 1948), so that neither one extreme day nor a large account outweighs the rest. A
 * stretch scores by its mean over the higher of its two flanks: a change of level, which
 * raises one flank, scores nothing, and no baseline is needed that a month-long delivery
 * would have raised. Prefix sums give every duration in one pass; peaks are thinned so
 * that overlapping stretches do not use up the places.
 */
#include <math.h>

#include "base/arena.h"
#include "growth/shape.h"

static const double durations[] = {1, 2, 3, 5, 7, 10, 14, 21, 30, 42};
static const double least = 3.0, most_overlap = 0.45;
static const double shortest_flank = 14.0, longest_flank = 28.0;
enum {
    DURATIONS = sizeof durations / sizeof *durations,
    POOL = 96,
    FLANK_BINS = 3,
    INVERSES = 64
};

typedef struct pool {
    assay__stretch item[POOL];
    size_t n;
} pool;

double assay__steady(double y, double k)
{
    return 2.0 * sqrt(k) * asinh(sqrt((y + 0.375) / assay__most(k - 0.75, 0.25)));
}

/* What a scan reads. */
typedef struct filter {
    const assay__curve *curve;
    double *sums;             /* [n + 1] prefix sums of the transformed gains */
    double *scores;           /* [n + 1] squared, of one duration */
    size_t *low, *high;       /* [n + 1] where the flank before a bin begins, where the
                               * one behind it ends; of one reach */
    double reach;             /* in days; of low and high */
    double inverse[INVERSES]; /* 1 / n */
} filter;

/* Keeps the best: a full pool gives up its weakest. */
static void offer(pool *p, assay__stretch stretch)
{
    if (p->n < POOL) {
        p->item[p->n++] = stretch;
        return;
    }
    size_t weakest = 0;
    for (size_t i = 1; i < POOL; i++) {
        if (p->item[i].z < p->item[weakest].z)
            weakest = i;
    }
    if (stretch.z > p->item[weakest].z)
        p->item[weakest] = stretch;
}

static size_t end_of(const assay__curve *curve, size_t begin, double days, size_t hint)
{
    double until = curve->start[begin] + days - 0.45;
    size_t end = hint > begin ? hint : begin + 1;
    while (end < curve->n && assay__bin_end(curve, end - 1) < until)
        end++;
    return end;
}

static double inverse_of(const filter *f, size_t n)
{
    return n < INVERSES ? f->inverse[n] : 1.0 / (double)n;
}

static double mean_of(const filter *f, size_t from, size_t to)
{
    return (f->sums[to] - f->sums[from]) * inverse_of(f, to - from);
}

/* Score of [begin, end) whose flanks are [low, begin) and [end, high). */
static inline double contrast(const filter *f, const size_t at[4])
{
    size_t low = at[0], begin = at[1], end = at[2], high = at[3];
    double inside = mean_of(f, begin, end), flank = -HUGE_VAL;
    size_t bins = 0;
    if (begin - low >= FLANK_BINS) {
        flank = mean_of(f, low, begin);
        bins = begin - low;
    }
    if (high - end >= FLANK_BINS) {
        double after = mean_of(f, end, high);
        bins = after > flank ? high - end : bins;
        flank = assay__most(flank, after);
    }
    if (bins == 0 || !(inside > flank))
        return 0.0;
    double over = inside - flank;
    double variance = inverse_of(f, end - begin) + inverse_of(f, bins);
    /* Below the least score the root is not worth taking. */
    return over * over < least * least * variance ? 0.0 : over / sqrt(variance);
}

static double reach_of(double days)
{
    return assay__least(assay__most(1.5 * days, shortest_flank), longest_flank);
}

static size_t flank_of(double days)
{
    return (size_t)reach_of(days);
}

/* The ends of all flanks of a reach, which durations share: they only ever move right. */
static void fill_flanks(filter *f, double reach)
{
    const assay__curve *curve = f->curve;
    size_t low = 0, high = 1;
    f->reach = reach;
    for (size_t begin = 0; begin < curve->n; begin++) {
        while (begin - low > FLANK_BINS &&
               curve->start[begin] - curve->start[low] > reach + 0.5)
            low++;
        f->low[begin] = low;
    }
    for (size_t end = 1; end <= curve->n; end++) {
        double stop = assay__bin_end(curve, end - 1);
        while (high < curve->n && (high < end + FLANK_BINS ||
                                   assay__bin_end(curve, high) - stop <= reach + 0.5))
            high++;
        f->high[end] = high;
    }
}

/* The same where days are bins. */
static void advance_daily(const assay__curve *curve, size_t begin, double days,
                          size_t at[4])
{
    size_t reach = flank_of(days), left = curve->n - begin, length = (size_t)days;
    at[0] = begin > reach ? begin - reach : 0;
    at[1] = begin;
    at[2] = begin + (length < left ? length : left);
    at[3] = at[2] + (reach < curve->n - at[2] ? reach : curve->n - at[2]);
}

/* Where days are bins and both flanks are whole: squared scores of the starts
 * first .. last of a duration, without a branch. */
static void score_inner(const filter *f, size_t length, size_t reach, size_t first,
                        size_t last)
{
    const double *sums = f->sums;
    double in = 1.0 / (double)length, out = 1.0 / (double)reach;
    double precision = 1.0 / (in + out);
    for (size_t i = first; i <= last; i++) {
        double before = (sums[i] - sums[i - reach]) * out;
        double after = (sums[i + length + reach] - sums[i + length]) * out;
        double over = (sums[i + length] - sums[i]) * in - assay__most(before, after);
        over = assay__most(over, 0.0);
        f->scores[i] = over * over * precision;
    }
}

/* Peaks over the start for one duration, days being bins. */
static void scan_daily(const filter *f, double days, pool *p)
{
    size_t n = f->curve->n, length = (size_t)days, reach = flank_of(days);
    size_t last = n >= length + reach ? n - length - reach : 0;
    double *score = f->scores, least_square = least * least;
    for (size_t i = 0; i < n; i++) {
        size_t at[4] = {0, 0, 0, 0};
        if (i == reach && last >= reach) {
            score_inner(f, length, reach, reach, last);
            i = last;
            continue;
        }
        advance_daily(f->curve, i, days, at);
        double z = contrast(f, at);
        score[i] = z * z;
    }
    score[n] = 0.0;
    for (size_t i = 0; i < n; i++) {
        bool peak = score[i] >= least_square && score[i] > score[i + 1] &&
                    (i == 0 || score[i] >= score[i - 1]);
        if (peak)
            offer(p,
                  (assay__stretch){i, i + length < n ? i + length : n, sqrt(score[i])});
    }
}

/* Peaks over the start for one duration. */
static void scan(filter *f, double days, pool *p)
{
    double before = 0.0;
    assay__stretch held = {0, 0, 0.0};
    size_t end = 0;
    if (f->reach != reach_of(days))
        fill_flanks(f, reach_of(days));
    for (size_t begin = 0; begin <= f->curve->n; begin++) {
        assay__stretch next = {begin, 0, 0.0};
        if (begin < f->curve->n) {
            end = end_of(f->curve, begin, days, end);
            next.end = end;
            next.z =
                contrast(f, (const size_t[]){f->low[begin], begin, end, f->high[end]});
        }
        if (held.z >= least && held.z >= before && held.z > next.z)
            offer(p, held);
        before = held.z;
        held = next;
    }
}

static double overlap(const assay__stretch *a, const assay__stretch *b)
{
    size_t begin = a->begin > b->begin ? a->begin : b->begin;
    size_t end = a->end < b->end ? a->end : b->end;
    if (end <= begin)
        return 0.0;
    size_t both = (a->end - a->begin) + (b->end - b->begin) - (end - begin);
    return (double)(end - begin) / (double)both;
}

static bool better(const assay__stretch *a, const assay__stretch *b)
{
    if (a->z != b->z)
        return a->z > b->z;
    return a->begin != b->begin ? a->begin < b->begin : a->end < b->end;
}

static size_t thin(pool *p, assay__stretch found[])
{
    size_t n = 0;
    while (n < ASSAY__CANDIDATES && p->n > 0) {
        size_t best = 0;
        for (size_t i = 1; i < p->n; i++) {
            if (better(&p->item[i], &p->item[best]))
                best = i;
        }
        assay__stretch chosen = p->item[best];
        found[n++] = chosen;
        size_t left = 0;
        for (size_t i = 0; i < p->n; i++) {
            if (i != best && overlap(&p->item[i], &chosen) < most_overlap)
                p->item[left++] = p->item[i];
        }
        p->n = left;
    }
    return n;
}

size_t assay__screen(const assay__curve *curve, assay__stretch found[], bool *no_memory)
{
    filter f = {.curve = curve};
    f.sums = assay__arena_raw(curve->arena, curve->n + 1, sizeof *f.sums);
    f.scores = assay__arena_raw(curve->arena, curve->n + 1, sizeof *f.scores);
    f.low = assay__arena_raw(curve->arena, curve->n + 1, sizeof *f.low);
    f.high = assay__arena_raw(curve->arena, curve->n + 1, sizeof *f.high);
    pool *p = assay__arena_raw(curve->arena, 1, sizeof *p);
    *no_memory = f.sums == NULL || f.scores == NULL || f.low == NULL || f.high == NULL ||
                 p == NULL;
    if (*no_memory)
        return 0;
    p->n = 0;
    f.sums[0] = 0.0;
    for (size_t n = 1; n < INVERSES; n++)
        f.inverse[n] = 1.0 / (double)n;
    double usual = 0.0;
    bool daily = true;
    for (size_t i = 0; i < curve->n; i++) {
        daily = daily && curve->days[i] == 1.0;
        usual = curve->masked[i] ? usual : curve->calm[i];
        f.sums[i + 1] = f.sums[i] + usual;
    }
    for (size_t d = 0; d < DURATIONS; d++) {
        if (daily)
            scan_daily(&f, durations[d], p);
        else
            scan(&f, durations[d], p);
    }
    return thin(p, found);
}
