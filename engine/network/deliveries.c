/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spans in the order of their ends, taken when they begin more than seven days after the
 * last one taken: that takes as many as can be taken. A week, because a prize draw and
 * its echo are over by then. The same count for each actor and each object. */
#include "network/deliveries.h"

#include "base/clock.h"
#include "stat/order.h"

#include <stdlib.h>

static const int64_t APART = (int64_t)7 * ASSAY__DAY;

/* The members' acts in one window. */
typedef struct span {
    int64_t from, to;
    uint32_t window;
} span;

/* Windows taken so far, and where the last one ended. */
typedef struct count {
    int64_t last;
    uint32_t n;
} count;

typedef struct work {
    const assay__ties *ties;
    const assay__expander *x;
    int64_t bin_seconds;
    span *spans;
    count *actors;  /* [grid's actors] */
    count *objects; /* [objects] */
    double *sorted; /* the larger of both */
    size_t n;
} work;

static void take(count *so_far, const span *next)
{
    if (so_far->n > 0 && next->from - so_far->last <= APART)
        return;
    so_far->n++;
    so_far->last = next->to;
}

static int compare_spans(const void *a, const void *b)
{
    const span *left = a, *right = b;
    if (left->to != right->to)
        return left->to < right->to ? -1 : 1;
    if (left->from != right->from)
        return left->from < right->from ? -1 : 1;
    return (left->window > right->window) - (left->window < right->window);
}

static int compare_times(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The first act of an object in a bin or later. */
static uint32_t first_in(const assay__ties *ties, int64_t bin_seconds, uint32_t object,
                         uint32_t bin)
{
    uint32_t low = ties->start[object], high = ties->start[object + 1];
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (assay__grid_bin(ties, bin_seconds, ties->at[mid]) < bin)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static void add_span(work *w, uint32_t window)
{
    const assay__grid *grid = w->x->grid;
    uint32_t object = grid->object[window], bin = grid->bin[window];
    uint32_t end = w->ties->start[object + 1];
    span found = {0, 0, window};
    bool any = false;
    for (uint32_t i = first_in(w->ties, w->bin_seconds, object, bin); i < end; i++) {
        if (assay__grid_bin(w->ties, w->bin_seconds, w->ties->at[i]) != bin)
            break;
        if (w->x->marks.actor[w->ties->actor[i]] == 0)
            continue;
        found.to = w->ties->low + w->ties->at[i];
        found.from = any ? found.from : found.to;
        any = true;
    }
    if (any)
        w->spans[w->n++] = found;
}

static void count_all(work *w, assay__found *found)
{
    const assay__grid *grid = w->x->grid;
    count group = {0, 0};
    for (size_t i = 0; i < w->n; i++) {
        const span *next = &w->spans[i];
        take(&group, next);
        take(&w->objects[grid->object[next->window]], next);
        for (uint32_t e = grid->start[next->window]; e < grid->start[next->window + 1];
             e++)
            if (w->x->marks.actor[grid->actor[e]] != 0)
                take(&w->actors[grid->actor[e]], next);
        found->from = i == 0 || next->from < found->from ? next->from : found->from;
        found->to = i == 0 || next->to > found->to ? next->to : found->to;
    }
    found->windows = group.n;
}

static double median_count(const count counts[], size_t n, double sorted[])
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (counts[i].n > 0)
            sorted[kept++] = counts[i].n;
    return kept == 0 ? 0 : assay__median_in_place(sorted, kept);
}

uint32_t assay__deliveries_apart(int64_t times[], size_t n, int64_t *from, int64_t *to)
{
    count so_far = {0, 0};
    *from = *to = ASSAY_TIME_UNKNOWN;
    qsort(times, n, sizeof *times, compare_times);
    for (size_t i = 0; i < n; i++) {
        span one = {times[i], times[i], 0};
        take(&so_far, &one);
    }
    if (n > 0) {
        *from = times[0];
        *to = times[n - 1];
    }
    return so_far.n;
}

double assay__deliveries_at_once(const int64_t times[], size_t n)
{
    size_t most = 0, from = 0;
    for (size_t i = 0; i < n; i++) {
        while (times[i] - times[from] > APART)
            from++;
        most = i - from + 1 > most ? i - from + 1 : most;
    }
    return n == 0 ? ASSAY_NUMBER_UNKNOWN : (double)most / (double)n;
}

assay_status assay__deliveries(const assay__ties *ties, int64_t bin_seconds,
                               const assay__expander *expander, assay__found *found,
                               assay_error *err)
{
    size_t actors = ties->n_actors, objects = ties->n_objects;
    work w = {.ties = ties, .x = expander, .bin_seconds = bin_seconds};
    w.spans = malloc((expander->marks.n_windows + (size_t)1) * sizeof *w.spans);
    w.actors = calloc(actors + 1, sizeof *w.actors);
    w.objects = calloc(objects + 1, sizeof *w.objects);
    w.sorted = malloc((actors + objects + 1) * sizeof *w.sorted);
    assay_status status = ASSAY_OK;
    if (w.spans == NULL || w.actors == NULL || w.objects == NULL || w.sorted == NULL)
        status = assay_fail(err, ASSAY_NO_MEMORY, "no memory for a group's windows");
    if (status == ASSAY_OK) {
        for (uint32_t i = 0; i < expander->grid->n_windows; i++)
            if (expander->marks.window[i] != 0)
                add_span(&w, i);
        qsort(w.spans, w.n, sizeof *w.spans, compare_spans);
        count_all(&w, found);
        found->actor_windows = median_count(w.actors, actors, w.sorted);
        found->object_windows = median_count(w.objects, objects, w.sorted);
    }
    free(w.spans);
    free(w.actors);
    free(w.objects);
    free(w.sorted);
    return status;
}

void assay__deliveries_mark(const assay__ties *ties, int64_t bin_seconds,
                            const assay__expander *expander, uint8_t marked[])
{
    const assay__grid *grid = expander->grid;
    for (uint32_t w = 0; w < grid->n_windows; w++) {
        if (expander->marks.window[w] == 0)
            continue;
        uint32_t object = grid->object[w], bin = grid->bin[w];
        for (uint32_t i = first_in(ties, bin_seconds, object, bin);
             i < ties->start[object + 1] &&
             assay__grid_bin(ties, bin_seconds, ties->at[i]) == bin;
             i++)
            marked[i] |= expander->marks.actor[ties->actor[i]];
    }
}
