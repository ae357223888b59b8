/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search for the set that reaches most for the money.
 *
 * Three kinds of sets are tried, none of which can lose when the budget grows: creators
 * by gain for their fee until one is too dear; the best single one; greedy sets, which
 * pass over what is too dear, at every budget of a fixed scale up to the one given. The
 * first two together reach (1 - 1/e)/2 of the best there is, greedy sets usually nearly
 * all. Up to 25 creators branch and bound goes on until nothing better can exist. The
 * bound said for larger rosters: what the set reaches and the best gains that would still
 * fit beside it.
 */
#include <assay/proposal.h>

#include <math.h>
#include <stdlib.h>

#include "base/str.h"
#include "score/overlap.h"
#include "score/proposal_range.h"

enum { MOST_SETS = 200000, STEPS_A_DOUBLING = 8 };

/* A candidate that may still join. */
typedef struct prospect {
    double worth, gain;
    size_t i;
} prospect;

/* A search in progress; candidates are sorted. */
typedef struct search {
    const assay__overlap *of;
    const double *fee; /* [n] */
    double budget;
    assay__crew crew, weighing; /* of the search; of offers alone */
    bool *chosen, *best;        /* [n] */
    double best_reach;
    double *gain;      /* [n] upper bounds of gains */
    prospect *left;    /* [n] scratch */
    size_t sets;       /* looked at by branch and bound */
    double unsearched; /* bound over what was cut off; 0: nothing was */
} search;

static double worth(double gain, double fee)
{
    if (!(gain > 0))
        return 0;
    return fee > 0 ? gain / fee : HUGE_VAL;
}

/* Keeps the chosen set if it reaches more than the best so far. */
static void offer(search *s)
{
    double reach = assay__crew_reach(&s->weighing, s->chosen);
    if (!(reach > s->best_reach))
        return;
    s->best_reach = reach;
    memcpy(s->best, s->chosen, s->of->n * sizeof *s->best);
}

/* ---- greedy ------------------------------------------------------------------------ */

static void open_greedy(search *s)
{
    memset(s->chosen, 0, s->of->n * sizeof *s->chosen);
    assay__crew_clear(&s->crew);
    for (size_t i = 0; i < s->of->n; i++)
        s->gain[i] = assay__crew_gain(&s->crew, i);
}

/* The candidate whose gain is worth most of those not chosen whose fee is at most
 * `money`. Gains only fall, so old ones are bounds, and a bound is looked at again only
 * when it would win. SIZE_MAX: none gains anything. */
static size_t best_next(search *s, double money)
{
    for (;;) {
        size_t best = SIZE_MAX;
        double most = 0;
        for (size_t i = 0; i < s->of->n; i++) {
            double value = worth(s->gain[i], s->fee[i]);
            if (s->chosen[i] || s->fee[i] > money || !(value > most))
                continue;
            best = i;
            most = value;
        }
        if (best == SIZE_MAX)
            return best;
        double now = assay__crew_gain(&s->crew, best);
        if (!(now < s->gain[best]))
            return best;
        s->gain[best] = now;
    }
}

static double choose(search *s, size_t i, double money)
{
    s->chosen[i] = true;
    (void)assay__crew_add(&s->crew, i);
    return money - s->fee[i];
}

/* Passes over what is too dear. */
static void try_greedy(search *s, double budget)
{
    open_greedy(s);
    for (double money = budget;;) {
        size_t next = best_next(s, money);
        if (next == SIZE_MAX)
            break;
        money = choose(s, next, money);
    }
    offer(s);
}

/* Ends where the best next one is too dear. */
static void try_chain(search *s)
{
    open_greedy(s);
    for (double money = s->budget;;) {
        size_t next = best_next(s, HUGE_VAL);
        if (next == SIZE_MAX || s->fee[next] > money)
            break;
        money = choose(s, next, money);
    }
    offer(s);
}

static void try_singles(search *s)
{
    size_t best = SIZE_MAX;
    open_greedy(s);
    for (size_t i = 0; i < s->of->n; i++)
        if (s->fee[i] <= s->budget && (best == SIZE_MAX || s->gain[i] > s->gain[best]))
            best = i;
    if (best == SIZE_MAX)
        return;
    s->chosen[best] = true;
    offer(s);
}

/* Budgets 2^(k/8) from the least fee up to the one given. */
static void try_scale(search *s)
{
    double least = HUGE_VAL, all = 0;
    for (size_t i = 0; i < s->of->n; i++) {
        least = s->fee[i] > 0 ? fmin(least, s->fee[i]) : least;
        all += s->fee[i];
    }
    if (all <= s->budget || least == HUGE_VAL) { /* everybody, whatever the scale says */
        try_greedy(s, s->budget);
        return;
    }
    int64_t last = (int64_t)floor(STEPS_A_DOUBLING * log2(s->budget));
    int64_t first = (int64_t)floor(STEPS_A_DOUBLING * log2(least));
    for (int64_t k = first; k <= last; k++) {
        double money = exp2((double)k / STEPS_A_DOUBLING);
        if (money <= s->budget)
            try_greedy(s, money);
    }
}

/* ---- bounds ------------------------------------------------------------------------ */

static int compare_prospects(const void *a, const void *b)
{
    const prospect *x = a, *y = b;
    if (x->worth > y->worth)
        return -1;
    if (x->worth < y->worth)
        return 1;
    return (x->i > y->i) - (x->i < y->i);
}

/* The most that candidates from `first` on could add to the crew for so much money, were
 * none to overlap with another and the last one signed in part. */
static double most_added(search *s, size_t first, double money)
{
    size_t n = 0;
    for (size_t i = first; i < s->of->n; i++) {
        if (s->chosen[i] || s->fee[i] > money)
            continue;
        double gain = assay__crew_gain(&s->crew, i);
        s->left[n++] = (prospect){worth(gain, s->fee[i]), gain, i};
    }
    qsort(s->left, n, sizeof *s->left, compare_prospects);
    double added = 0;
    for (size_t k = 0; k < n && money >= 0; k++) {
        double fee = s->fee[s->left[k].i];
        added += (fee > money ? money / fee : 1) * s->left[k].gain;
        money -= fee;
    }
    return added;
}

/* ---- branch and bound -------------------------------------------------------------- */

/* Candidates are taken or left in their order; what cannot beat the best is cut off. */
static void search_from(search *s, size_t i, double reach, double money)
{
    if (i == s->of->n) {
        offer(s);
        return;
    }
    double bound = reach + most_added(s, i, money);
    if (bound <= s->best_reach * (1 + 1e-12))
        return;
    if (++s->sets > MOST_SETS) {
        s->unsearched = fmax(s->unsearched, bound);
        return;
    }
    if (s->fee[i] <= money) {
        double gain = assay__crew_gain(&s->crew, i);
        double missed = assay__crew_add(&s->crew, i);
        s->chosen[i] = true;
        search_from(s, i + 1, reach + gain, money - s->fee[i]);
        s->chosen[i] = false;
        assay__crew_drop(&s->crew, i, missed);
    }
    search_from(s, i + 1, reach, money);
}

/* What a set reaches and what would fit beside it: nothing can reach more. */
static double bound_of(search *s, const bool set[])
{
    memcpy(s->chosen, set, s->of->n * sizeof *s->chosen);
    double reach = assay__crew_reach(&s->crew, s->chosen);
    return reach + most_added(s, 0, s->budget);
}

static void look_for_best(search *s, const bool nobody[], assay_proposal *out)
{
    try_singles(s);
    try_chain(s);
    try_scale(s);
    out->at_most = fmin(bound_of(s, s->best), bound_of(s, nobody));
    if (s->of->n > ASSAY_PROPOSAL_EXACT)
        return;
    open_greedy(s);
    search_from(s, 0, 0, s->budget);
    out->proven = !(s->unsearched > s->best_reach);
    out->at_most = out->proven ? s->best_reach : fmin(out->at_most, s->unsearched);
}

/* ---- what is said of it ------------------------------------------------------------ */

/* The chosen in the order they pay off, with what each adds. */
static void put_in_order(search *s, const size_t order[], assay_proposal *out)
{
    open_greedy(s);
    for (size_t i = 0; i < s->of->n; i++)
        s->chosen[i] = !s->best[i]; /* the others are not to be chosen again */
    for (;;) {
        size_t next = best_next(s, HUGE_VAL);
        if (next == SIZE_MAX)
            break;
        const assay_candidate *who = &s->of->candidates[next];
        out->chosen[out->n] = order[next];
        out->adds[out->n++] = assay__crew_gain(&s->crew, next);
        out->spent += s->fee[next];
        out->sum += who->reach.value;
        out->untold += who->n_people == 0;
        (void)choose(s, next, 0);
    }
}

static size_t count_platforms(const search *s)
{
    size_t n = 0, last = SIZE_MAX;
    for (size_t i = 0; i < s->of->n; i++) {
        if (!s->best[i] || s->of->market[i] == last)
            continue;
        last = s->of->market[i];
        n++;
    }
    return n;
}

/* ---- candidates -------------------------------------------------------------------- */

static int compare_named(const void *a, const void *b)
{
    const assay_candidate *x = a, *y = b;
    int order = assay__str_compare(x->platform, y->platform);
    return order != 0 ? order : assay__str_compare(x->handle, y->handle);
}

static assay_status check(const assay_candidate candidates[], size_t n, double budget,
                          assay_error *err)
{
    if (!(budget > 0) || isinf(budget))
        return assay_fail(err, ASSAY_BAD_VALUE, "the budget is no amount of money");
    for (size_t i = 0; i < n; i++) {
        const assay_candidate *c = &candidates[i];
        if (!(c->fee >= 0) || isinf(c->fee) || !(c->reach.value >= 0) ||
            isinf(c->reach.value))
            return assay_fail(err, ASSAY_BAD_VALUE,
                              "%.*s/%.*s: a fee and a reach are needed",
                              ASSAY__ARG(c->platform), ASSAY__ARG(c->handle));
    }
    return ASSAY_OK;
}

/* Candidates by name, and where each was. */
static assay_status sort_candidates(const assay_candidate candidates[], size_t n,
                                    assay_arena *arena, assay_candidate **sorted,
                                    size_t **order, assay_error *err)
{
    *sorted = assay_arena_array(arena, n + 1, sizeof **sorted);
    *order = assay_arena_array(arena, n + 1, sizeof **order);
    if (*sorted == NULL || *order == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a proposal");
    memcpy(*sorted, candidates, n * sizeof **sorted);
    qsort(*sorted, n, sizeof **sorted, compare_named);
    for (size_t i = 0; i < n; i++) {
        const assay_candidate *at =
            bsearch(&candidates[i], *sorted, n, sizeof **sorted, compare_named);
        (*order)[(size_t)(at - *sorted)] = i;
    }
    return ASSAY_OK;
}

static assay_status open_search(const assay__overlap *overlap, double budget,
                                assay_arena *arena, search *out, assay_error *err)
{
    size_t n = overlap->n;
    double *fee = assay_arena_array(arena, n + 1, sizeof *fee);
    search s = {.of = overlap,
                .fee = fee,
                .budget = budget,
                .chosen = assay_arena_array(arena, n + 1, sizeof *s.chosen),
                .best = assay_arena_array(arena, n + 1, sizeof *s.best),
                .gain = assay_arena_array(arena, n + 1, sizeof *s.gain),
                .left = assay_arena_array(arena, n + 1, sizeof *s.left)};
    if (fee == NULL || s.chosen == NULL || s.best == NULL || s.gain == NULL ||
        s.left == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a proposal");
    ASSAY__TRY(assay__crew_new(overlap, arena, &s.crew, err));
    ASSAY__TRY(assay__crew_new(overlap, arena, &s.weighing, err));
    for (size_t i = 0; i < n; i++)
        fee[i] = overlap->candidates[i].fee;
    *out = s;
    return ASSAY_OK;
}

/* The best set found, in the order it pays off. */
static assay_status settle_on_best(search *s, const size_t order[], assay_arena *arena,
                                   assay_proposal *out, assay_error *err)
{
    size_t n = s->of->n;
    out->chosen = assay_arena_array(arena, n + 1, sizeof *out->chosen);
    out->adds = assay_arena_array(arena, n + 1, sizeof *out->adds);
    bool *nobody = assay_arena_array(arena, n + 1, sizeof *nobody);
    if (out->chosen == NULL || out->adds == NULL || nobody == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a proposal");
    look_for_best(s, nobody, out);
    put_in_order(s, order, out);
    out->platforms = count_platforms(s);
    out->reach.value = s->best_reach;
    return assay__proposal_range(s->of, s->best, arena, &out->reach, err);
}

assay_status assay_propose(const assay_candidate candidates[], size_t n, double budget,
                           assay_arena *arena, assay_proposal *out, assay_error *err)
{
    assay_candidate *sorted;
    size_t *order;
    assay__overlap overlap;
    search s;
    assay_proposal made = {.reach = {0, 0, 0}};
    ASSAY__TRY(check(candidates, n, budget, err));
    ASSAY__TRY(sort_candidates(candidates, n, arena, &sorted, &order, err));
    ASSAY__TRY(assay__overlap_learn(sorted, n, arena, &overlap, err));
    ASSAY__TRY(open_search(&overlap, budget, arena, &s, err));
    ASSAY__TRY(settle_on_best(&s, order, arena, &made, err));
    *out = made;
    return ASSAY_OK;
}
