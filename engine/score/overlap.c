/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overlaps from people seen with several candidates.
 *
 * Of lists of n_i and n_j people out of markets of U, n_i n_j / U are expected on both by
 * chance; all pairs together give U. Pairs that share clearly more are left out of that
 * and get groups of their own: a person seen on both lists stands for 1 / (share of list
 * i seen x share of list j seen) people, less what chance brings. Where all lists are
 * whole nothing is estimated and people are counted.
 */
#include "score/overlap.h"

#include <math.h>
#include <stdlib.h>

#include "base/str.h"

/* A list with all but a thousandth of its people is whole. */
static const double WHOLE = 0.999;

/* Before any list is seen, a market is taken for ten times its largest audience, on the
 * strength of half a meeting: enough that two small samples without a common name prove
 * nothing, too little to stand against real counts. */
static const double PRIOR_MEETINGS = 0.5, PRIOR_MARKET = 10;

/* Meetings beyond three times what chance brings and three more are no chance. */
static const double CLEARLY = 3;

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory for overlaps");
}

/* One person on one list. */
typedef struct sighting {
    uint64_t person;
    uint32_t candidate;
} sighting;

static int compare_sightings(const void *a, const void *b)
{
    const sighting *x = a, *y = b;
    if (x->person != y->person)
        return x->person < y->person ? -1 : 1;
    return (x->candidate > y->candidate) - (x->candidate < y->candidate);
}

/* Two candidates and how many people were seen with both. */
typedef struct meeting {
    uint32_t a, b;
    double n;
} meeting;

static int compare_meetings(const void *a, const void *b)
{
    const meeting *x = a, *y = b;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

/* What is being learnt. */
typedef struct learning {
    assay__overlap *out;
    assay_arena *arena;
    uint32_t *market;
    sighting *seen; /* sorted, each person of a list once */
    size_t n_seen;
    meeting *meetings; /* sorted by candidates */
    size_t n_meetings;
    bool *whole; /* [n_markets] every list of it is */
} learning;

/* ---- markets ----------------------------------------------------------------------- */

static assay_status number_markets(learning *l, assay_error *err)
{
    assay__overlap *out = l->out;
    l->market = assay_arena_array(l->arena, out->n + 1, sizeof *l->market);
    out->markets = assay_arena_array(l->arena, out->n + 1, sizeof *out->markets);
    l->whole = assay_arena_array(l->arena, out->n + 1, sizeof *l->whole);
    if (l->market == NULL || out->markets == NULL || l->whole == NULL)
        return no_memory(err);
    for (size_t i = 0; i < out->n; i++) {
        bool next = i == 0 || !assay__str_equal(out->candidates[i].platform,
                                                out->candidates[i - 1].platform);
        out->n_markets += next;
        l->market[i] = (uint32_t)out->n_markets - 1;
    }
    out->market = l->market;
    return ASSAY_OK;
}

/* Share of a candidate's people that were seen. */
static double seen_share(const assay_candidate *candidate)
{
    double reach = candidate->reach.value;
    double n = (double)candidate->n_people;
    return n < reach ? n / reach : 1;
}

static void look_at_lists(learning *l)
{
    assay__overlap *out = l->out;
    double largest = 0;
    for (size_t i = 0, m = 0; i < out->n; i++) {
        const assay_candidate *c = &out->candidates[i];
        bool opens = i == 0 || l->market[i] != m;
        m = l->market[i];
        largest = opens ? 0 : largest;
        l->whole[m] = (opens || l->whole[m]) && seen_share(c) >= WHOLE;
        largest = fmax(largest, c->reach.value);
        out->markets[m].prior = PRIOR_MARKET * largest;
    }
}

/* ---- meetings ---------------------------------------------------------------------- */

static assay_status gather(learning *l, assay_error *err)
{
    const assay__overlap *out = l->out;
    size_t all = 0, n = 0;
    for (size_t i = 0; i < out->n; i++)
        all += out->candidates[i].n_people;
    l->seen = assay_arena_array(l->arena, all + 1, sizeof *l->seen);
    if (l->seen == NULL)
        return no_memory(err);
    for (size_t i = 0; i < out->n; i++)
        for (size_t k = 0; k < out->candidates[i].n_people; k++)
            l->seen[n++] = (sighting){out->candidates[i].people[k], (uint32_t)i};
    qsort(l->seen, n, sizeof *l->seen, compare_sightings);
    for (size_t i = 0; i < n; i++) /* nobody is twice on one list */
        if (i == 0 || compare_sightings(&l->seen[i - 1], &l->seen[i]) != 0)
            l->seen[l->n_seen++] = l->seen[i];
    return ASSAY_OK;
}

/* Where the sightings of one person end. */
static size_t end_of(const learning *l, size_t first)
{
    size_t end = first + 1;
    while (end < l->n_seen && l->seen[end].person == l->seen[first].person)
        end++;
    return end;
}

static void sum_meetings(learning *l)
{
    size_t n = 0;
    qsort(l->meetings, l->n_meetings, sizeof *l->meetings, compare_meetings);
    for (size_t i = 0; i < l->n_meetings; i++) {
        if (n > 0 && compare_meetings(&l->meetings[n - 1], &l->meetings[i]) == 0)
            l->meetings[n - 1].n += l->meetings[i].n;
        else
            l->meetings[n++] = l->meetings[i];
    }
    l->n_meetings = n;
}

static assay_status count_meetings(learning *l, assay_error *err)
{
    size_t all = 0;
    for (size_t first = 0; first < l->n_seen; first = end_of(l, first)) {
        size_t k = end_of(l, first) - first;
        all += k * (k - 1) / 2;
    }
    l->meetings = assay_arena_array(l->arena, all + 1, sizeof *l->meetings);
    if (l->meetings == NULL)
        return no_memory(err);
    for (size_t first = 0, end; first < l->n_seen; first = end) {
        end = end_of(l, first);
        for (size_t a = first; a < end; a++)
            for (size_t b = a + 1; b < end; b++)
                if (l->market[l->seen[a].candidate] == l->market[l->seen[b].candidate])
                    l->meetings[l->n_meetings++] =
                        (meeting){l->seen[a].candidate, l->seen[b].candidate, 1};
    }
    sum_meetings(l);
    return ASSAY_OK;
}

static double pairs_of(const learning *l, const meeting *met)
{
    return (double)l->out->candidates[met->a].n_people *
           (double)l->out->candidates[met->b].n_people;
}

static bool is_chance(const learning *l, const meeting *met)
{
    double chance = pairs_of(l, met) / l->out->markets[l->market[met->a]].size;
    return met->n <= CLEARLY * chance + CLEARLY;
}

/* All pairs of lists of a market but those that clearly share more than chance brings. */
static void size_markets(learning *l, bool all)
{
    assay__overlap *out = l->out;
    for (size_t m = 0; m < out->n_markets; m++)
        out->markets[m].meetings = out->markets[m].pairs = 0;
    double before = 0;
    for (size_t i = 0; i < out->n; i++) {
        double n = (double)out->candidates[i].n_people;
        before = i == 0 || l->market[i] != l->market[i - 1] ? 0 : before;
        out->markets[l->market[i]].pairs += n * before;
        before += n;
    }
    for (size_t i = 0; i < l->n_meetings; i++) {
        const meeting *met = &l->meetings[i];
        assay__market *market = &out->markets[l->market[met->a]];
        bool counts = all || is_chance(l, met);
        market->meetings += counts ? met->n : 0;
        market->pairs -= counts ? 0 : pairs_of(l, met);
    }
}

/* The prior's half meeting and its market are among what was seen. */
static void estimate_markets(learning *l)
{
    for (unsigned round = 0; round < 2; round++) {
        size_markets(l, round == 0);
        for (size_t m = 0; m < l->out->n_markets; m++) {
            assay__market *market = &l->out->markets[m];
            market->meetings += PRIOR_MEETINGS;
            market->pairs += PRIOR_MEETINGS * market->prior;
            market->size = market->pairs / market->meetings;
        }
    }
}

/* ---- groups ------------------------------------------------------------------------ */

static const meeting *meeting_of(const learning *l, uint32_t a, uint32_t b)
{
    const meeting wanted = {a, b, 0};
    return bsearch(&wanted, l->meetings, l->n_meetings, sizeof wanted, compare_meetings);
}

/* How many people a person seen with the members stands for beyond chance: by the two
 * members of whom most was seen. */
static double weight_of(const learning *l, const uint32_t members[], size_t n)
{
    size_t a = 0, b = 1;
    const assay_candidate *c = l->out->candidates;
    for (size_t i = 1; i < n; i++) {
        bool more = seen_share(&c[members[i]]) > seen_share(&c[members[a]]);
        b = more                                                                  ? a
            : (i == 1 || seen_share(&c[members[i]]) > seen_share(&c[members[b]])) ? i
                                                                                  : b;
        a = more ? i : a;
    }
    uint32_t low = members[a < b ? a : b], high = members[a < b ? b : a];
    uint32_t m = l->market[low];
    if (l->whole[m])
        return 1;
    const meeting *met = meeting_of(l, low, high);
    double chance = met == NULL ? 0 : pairs_of(l, met) / l->out->markets[m].size;
    if (met == NULL || is_chance(l, met))
        return 0;
    return (1 - chance / met->n) / (seen_share(&c[low]) * seen_share(&c[high]));
}

static assay_status make_groups(learning *l, assay_error *err)
{
    assay__overlap *out = l->out;
    uint32_t *members = assay_arena_array(l->arena, l->n_seen + 1, sizeof *members);
    out->groups = assay_arena_array(l->arena, l->n_seen / 2 + 1, sizeof *out->groups);
    if (members == NULL || out->groups == NULL)
        return no_memory(err);
    size_t used = 0;
    for (size_t first = 0, end; first < l->n_seen; first = end) {
        end = end_of(l, first);
        for (size_t k = first; k < end; k++)
            members[used + k - first] = l->seen[k].candidate;
        double weight = end - first < 2 ? 0 : weight_of(l, members + used, end - first);
        if (!(weight > 0))
            continue;
        out->groups[out->n_groups++] = (assay__shared_group){used, end - first, weight};
        used += end - first;
    }
    out->members = members;
    return ASSAY_OK;
}

/* Groups stand for no more people than each of their members has. */
static assay_status settle_groups(learning *l, assay_error *err)
{
    assay__overlap *out = l->out;
    double *shared = assay_arena_array(l->arena, out->n + 1, sizeof *shared);
    double *own = assay_arena_array(l->arena, out->n + 1, sizeof *own);
    if (shared == NULL || own == NULL)
        return no_memory(err);
    for (size_t g = 0; g < out->n_groups; g++)
        for (size_t k = 0; k < out->groups[g].n; k++)
            shared[out->members[out->groups[g].first + k]] += out->groups[g].weight;
    for (size_t i = 0; i < out->n; i++)
        own[i] = out->candidates[i].reach.value;
    for (size_t g = 0; g < out->n_groups; g++) {
        assay__shared_group *group = &out->groups[g];
        double fits = 1;
        for (size_t k = 0; k < group->n; k++) {
            uint32_t i = out->members[group->first + k];
            fits = fmin(fits, out->candidates[i].reach.value / shared[i]);
        }
        group->weight *= fits;
        for (size_t k = 0; k < group->n; k++)
            own[out->members[group->first + k]] -= group->weight;
    }
    for (size_t i = 0; i < out->n; i++)
        own[i] = own[i] > 0 ? own[i] : 0; /* what rounding left below */
    out->own = own;
    return ASSAY_OK;
}

static assay_status index_groups(learning *l, assay_error *err)
{
    assay__overlap *out = l->out;
    size_t all = 0;
    size_t *from = assay_arena_array(l->arena, out->n + 2, sizeof *from);
    for (size_t g = 0; g < out->n_groups; g++)
        all += out->groups[g].n;
    uint32_t *groups_of = assay_arena_array(l->arena, all + 1, sizeof *groups_of);
    if (from == NULL || groups_of == NULL)
        return no_memory(err);
    for (size_t k = 0; k < all; k++)
        from[out->members[k] + 2]++;
    for (size_t i = 2; i < out->n + 2; i++)
        from[i] += from[i - 1];
    for (size_t g = 0; g < out->n_groups; g++)
        for (size_t k = 0; k < out->groups[g].n; k++)
            groups_of[from[out->members[out->groups[g].first + k] + 1]++] = (uint32_t)g;
    out->groups_of = groups_of;
    out->groups_from = from;
    return ASSAY_OK;
}

/* Whole lists are counted, not estimated; a market has at least its largest audience. */
static void close_markets(learning *l)
{
    assay__overlap *out = l->out;
    for (size_t m = 0; m < out->n_markets; m++)
        if (l->whole[m])
            out->markets[m].size = HUGE_VAL;
    for (size_t i = 0; i < out->n; i++) {
        assay__market *market = &out->markets[l->market[i]];
        market->size = fmax(market->size, out->own[i]);
    }
}

/* People seen with several, as groups that stand for so many each. */
static assay_status group_people(learning *l, assay_error *err)
{
    ASSAY__TRY(make_groups(l, err));
    ASSAY__TRY(settle_groups(l, err));
    return index_groups(l, err);
}

assay_status assay__overlap_learn(const assay_candidate candidates[], size_t n,
                                  assay_arena *arena, assay__overlap *out,
                                  assay_error *err)
{
    assay__overlap made = {.candidates = candidates, .n = n};
    learning l = {.out = &made, .arena = arena};
    ASSAY__TRY(number_markets(&l, err));
    look_at_lists(&l);
    ASSAY__TRY(gather(&l, err));
    ASSAY__TRY(count_meetings(&l, err));
    estimate_markets(&l);
    ASSAY__TRY(group_people(&l, err));
    close_markets(&l);
    *out = made;
    return ASSAY_OK;
}
