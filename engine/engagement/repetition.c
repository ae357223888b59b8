/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Likes on the sizes that packages are sold in, likes on one plateau, and posts whose
 * counters all repeat those of another. By chance 7 % of an organic account's likes lie
 * near a package size; the norms of the model say how much is too much. */
#include <math.h>

#include "engagement/regularity.h"
#include "stat/order.h"

/* Sellers offer 1, 2, 2.5 and 5 times powers of ten from 500 on and deliver up to a few
 * per cent more, as public price lists show. */
static const double SIZES[] = {1, 2, 2.5, 5, 10};
static const double LEAST_PACKAGE = 500;
static const double UNDER = 0.99, OVER = 1.03;
/* Likes within 3 % of each other lie on one plateau. */
static const double PLATEAU = 0.06;
static const size_t LEAST_POSTS = 8;
/* Posts with under 10 likes repeat by chance. */
static const double LEAST_REPEAT = 10;
/* Neighbours on one package size until it says something: 4, and 4 times as many as a
 * normal spread of the account's own width would put there. */
static const size_t LEAST_NEIGHBOURS = 4;
static const double NEIGHBOUR_RATIO = 4;

/* The package size a count lies on, or 0. */
static double package_of(double count)
{
    if (!(count >= LEAST_PACKAGE * UNDER) || count > 1e15)
        return 0;
    double decade = pow(10, floor(log10(count / UNDER)));
    for (size_t s = sizeof SIZES / sizeof *SIZES; s-- > 0;) {
        double size = SIZES[s] * decade;
        if (count >= UNDER * size)
            return count <= OVER * size && size >= LEAST_PACKAGE ? size : 0;
    }
    return 0;
}

static double likes_of(const assay__sample *sample, size_t i)
{
    return sample->account->posts[sample->order[i]].likes;
}

/* Rows with mature known likes, by likes; `work` holds the likes beside them. */
static size_t sorted_rows(assay__sample *sample)
{
    size_t n = 0;
    for (size_t i = 0; i < sample->n; i++)
        if (sample->mature[i] && likes_of(sample, i) >= 0) {
            sample->spare[n] = likes_of(sample, i);
            sample->flat[n++] = (double)i;
        }
    assay__sort_order(sample->spare, n, sample->rank, sample->swap);
    for (size_t k = 0; k < n; k++)
        sample->work[k] = sample->spare[sample->rank[k]];
    for (size_t k = 0; k < n; k++)
        sample->rank[k] = (size_t)sample->flat[sample->rank[k]];
    return n;
}

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* All known counters equal, and more than one of them known. */
static bool repeats(const assay__sample *sample, size_t a, size_t b)
{
    const assay_post *p = &sample->account->posts[sample->order[a]];
    const assay_post *q = &sample->account->posts[sample->order[b]];
    return same(p->likes, q->likes) && same(p->comments, q->comments) &&
           same(p->views, q->views) && same(p->shares, q->shares) &&
           !(isnan(p->comments) && isnan(p->views));
}

static void mark(const assay__sample *sample, assay_engagement *out, size_t row,
                 assay_post_because because)
{
    size_t post = sample->order[row];
    /* checks are by post, one for each of its counters: a binary search */
    size_t low = 0, high = out->n_checks;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (out->checks[middle].post < post)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < out->n_checks && out->checks[low].post == post &&
        out->checks[low].metric == ASSAY_METRIC_LIKES)
        out->checks[low].because = because;
}

static size_t count_repeats(assay__sample *sample, size_t n, assay_engagement *out)
{
    size_t repeated = 0;
    for (size_t k = 0; k < n; k++) {
        bool found = false;
        for (size_t j = k + 1; !found && j < n && sample->work[j] == sample->work[k]; j++)
            found = repeats(sample, sample->rank[k], sample->rank[j]);
        for (size_t j = k; !found && j > 0 && sample->work[j - 1] == sample->work[k]; j--)
            found = repeats(sample, sample->rank[k], sample->rank[j - 1]);
        if (!found || sample->work[k] < LEAST_REPEAT)
            continue;
        mark(sample, out, sample->rank[k], ASSAY_POST_DUPLICATE);
        repeated++;
    }
    return repeated;
}

static size_t longest_plateau(const assay__sample *sample, size_t n)
{
    size_t longest = 0, first = 0;
    for (size_t k = 0; k < n; k++) {
        while (sample->work[k] > sample->work[first] * (1 + PLATEAU))
            first++;
        if (k - first + 1 > longest)
            longest = k - first + 1;
    }
    return longest;
}

/* Posts on one package size are marked when the spread does not explain them. */
static size_t count_round(assay__sample *sample, size_t n, assay_engagement *out)
{
    double spread = fmax(sample->scale[ASSAY_METRIC_LIKES], 0.15);
    double chance = (double)n * log(OVER / UNDER) / (spread * 2.5066282746310002);
    size_t round = 0, end = 0;
    for (size_t k = 0; k < n; k = end) {
        double size = package_of(sample->work[k]);
        for (end = k + 1; end < n && size > 0 && package_of(sample->work[end]) == size;)
            end++;
        if (size <= 0)
            continue;
        round += end - k;
        if (end - k < LEAST_NEIGHBOURS || (double)(end - k) < NEIGHBOUR_RATIO * chance)
            continue;
        for (size_t j = k; j < end; j++)
            mark(sample, out, sample->rank[j], ASSAY_POST_ROUND);
    }
    return round;
}

void assay__repetition_measure(assay__sample *sample, assay_engagement *out)
{
    out->round_share = out->plateau_share = out->duplicate_share = ASSAY_NUMBER_UNKNOWN;
    size_t n = sorted_rows(sample);
    if (n < LEAST_POSTS)
        return;
    out->plateau_share = (double)longest_plateau(sample, n) / (double)n;
    out->round_share = (double)count_round(sample, n, out) / (double)n;
    out->duplicate_share = (double)count_repeats(sample, n, out) / (double)n;
}
