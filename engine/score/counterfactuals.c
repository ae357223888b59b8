/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What would change the answer is looked for by trying: each candidate change is made to
 * the record and the record is scored, as it would be had it come that way. Smaller
 * changes come first: to explain a gain takes nothing away, to take comments or posts out
 * takes a part of a table, to undo a gain changes the curve, to withhold a table takes a
 * witness. Where few single changes suffice, the explanation that moves the score most is
 * joined with each other change, and when still none suffices, the strongest of all
 * changes is; a pair that holds a sufficient change is none. */
#include "score/score.h"

#include "base/str.h"
#include "score/flagged.h"

#include <math.h>

enum {
    EVENTS_TRIED = 4,
    CAUSES_TRIED = 2,
    CLUSTERS_TRIED = 4,
    MOST_CHANGES = 32, /* 8 explained, 4 clusters, posts, 4 undone, families */
    MOST_SHOWN = 3
};

/* How large a change is; a pair is as large as both, so that two gains explained are
 * smaller than a table withheld. */
static const unsigned SIZE[] = {[ASSAY_CHANGE_EXPLAIN_EVENT] = 1,
                                [ASSAY_CHANGE_REMOVE_COMMENTS] = 2,
                                [ASSAY_CHANGE_REMOVE_POSTS] = 3,
                                [ASSAY_CHANGE_REMOVE_EVENT] = 4,
                                [ASSAY_CHANGE_WITHHOLD_FAMILY] = 8};

/** A change that was tried. */
typedef struct attempt {
    assay_counterfactual what;
    unsigned size;
    int64_t score;
    bool milder; /* the decision is */
} attempt;

typedef struct search {
    const assay__court *court;
    const assay_verdict *verdict;
    assay_change changes[MOST_CHANGES]; /* candidates, in order of kind */
    attempt tried[3 * MOST_CHANGES];
    size_t n, n_tried;
} search;

static void propose(search *s, assay_change change)
{
    if (s->n < MOST_CHANGES)
        s->changes[s->n++] = change;
}

/* ---- candidates ------------------------------------------------------------------- */

/* How much of the doubt an event can carry: what came, by how far it looks delivered. */
static double doubt_of(const assay_verdict *verdict, const assay_event *event)
{
    if (event->pulse == SIZE_MAX || !(event->excess >= 0.5))
        return 0.0;
    double shape = verdict->findings->growth.pulses[event->pulse].evidence;
    return event->excess * fmax(event->cause[ASSAY_CAUSE_PURCHASE], shape);
}

/* The indices of the events that carry most doubt, most first. */
static size_t doubted_events(const assay_verdict *verdict, size_t out[])
{
    const assay_events *events = &verdict->findings->events;
    size_t n = 0;
    for (size_t e = 0; e < events->n_events; e++) {
        double doubt = doubt_of(verdict, &events->events[e]);
        if (!(doubt > 0.0))
            continue;
        size_t at = n < EVENTS_TRIED ? n++ : EVENTS_TRIED;
        for (; at > 0 && doubt > doubt_of(verdict, &events->events[out[at - 1]]); at--)
            if (at < EVENTS_TRIED)
                out[at] = out[at - 1];
        if (at < EVENTS_TRIED)
            out[at] = e;
    }
    return n;
}

/* The most probable causes that a creator could name. */
static void propose_explanations(search *s, size_t e)
{
    static const assay_cause HARMLESS[] = {ASSAY_CAUSE_VIRAL, ASSAY_CAUSE_GIVEAWAY,
                                           ASSAY_CAUSE_PRESS, ASSAY_CAUSE_ADS,
                                           ASSAY_CAUSE_COLLABORATION};
    const assay_event *event = &s->verdict->findings->events.events[e];
    bool used[ASSAY_CAUSE_COUNT] = {false};
    for (size_t i = 0; i < CAUSES_TRIED; i++) {
        assay_cause best = ASSAY_CAUSE_COUNT;
        for (size_t k = 0; k < sizeof HARMLESS / sizeof *HARMLESS; k++)
            if (!used[HARMLESS[k]] && (best == ASSAY_CAUSE_COUNT ||
                                       event->cause[HARMLESS[k]] > event->cause[best]))
                best = HARMLESS[k];
        used[best] = true;
        propose(s, (assay_change){
                       .kind = ASSAY_CHANGE_EXPLAIN_EVENT, .event = e, .cause = best});
    }
}

static size_t flagged_in(const assay_verdict *verdict, size_t cluster)
{
    const assay_comments *comments = &verdict->findings->comments;
    size_t n = 0;
    for (size_t i = 0; i < verdict->account->n_comments; i++)
        n += comments->checks[i].cluster == cluster &&
             assay__comment_flagged(&comments->checks[i]);
    return n;
}

/* The clusters with most flagged comments, largest first. */
static void propose_clusters(search *s)
{
    const assay_comments *comments = &s->verdict->findings->comments;
    assay_change largest[CLUSTERS_TRIED];
    size_t n = 0;
    for (size_t c = 0; comments->checks != NULL && c < comments->n_clusters; c++) {
        size_t rows = flagged_in(s->verdict, c);
        if (rows == 0)
            continue;
        size_t at = n < CLUSTERS_TRIED ? n++ : CLUSTERS_TRIED;
        for (; at > 0 && rows > largest[at - 1].removed; at--)
            if (at < CLUSTERS_TRIED)
                largest[at] = largest[at - 1];
        if (at < CLUSTERS_TRIED)
            largest[at] = (assay_change){
                .kind = ASSAY_CHANGE_REMOVE_COMMENTS, .cluster = c, .removed = rows};
    }
    for (size_t i = 0; i < n; i++)
        propose(s, largest[i]);
}

/* All flagged posts at once: one by one they are too many to try. */
static void propose_posts(search *s)
{
    const assay_engagement *engagement = &s->verdict->findings->engagement;
    size_t posts = 0, last = SIZE_MAX;
    for (size_t i = 0; i < engagement->n_checks; i++) {
        const assay_post_check *check = &engagement->checks[i];
        if (!assay__post_flagged(check) || check->post == last)
            continue;
        posts++;
        last = check->post;
    }
    if (posts > 0)
        propose(s, (assay_change){.kind = ASSAY_CHANGE_REMOVE_POSTS, .removed = posts});
}

/* Families that speak against the account and have a table of their own. */
static void propose_families(search *s)
{
    for (size_t f = 0; f < ASSAY_FAMILY_DIFFUSE; f++)
        if (f != ASSAY_FAMILY_NETWORK && s->verdict->families[f].contribution > 0)
            propose(s, (assay_change){.kind = ASSAY_CHANGE_WITHHOLD_FAMILY,
                                      .family = (assay_family)f});
}

static void propose_all(search *s)
{
    size_t events[EVENTS_TRIED], n = doubted_events(s->verdict, events);
    for (size_t i = 0; i < n; i++)
        propose_explanations(s, events[i]);
    propose_clusters(s);
    propose_posts(s);
    for (size_t i = 0; i < n; i++) {
        double excess = s->verdict->findings->events.events[events[i]].excess;
        propose(s, (assay_change){.kind = ASSAY_CHANGE_REMOVE_EVENT,
                                  .event = events[i],
                                  .removed = (size_t)(excess + 0.5)});
    }
    propose_families(s);
}

/* ---- trials ----------------------------------------------------------------------- */

static bool is_milder(assay_decision now, assay_decision before)
{
    return now == ASSAY_DECISION_SIGN ||
           (now == ASSAY_DECISION_REVIEW && before == ASSAY_DECISION_DECLINE);
}

static assay_status try_changes(search *s, const assay_change changes[], size_t n,
                                assay_error *err)
{
    const assay__court *court = s->court;
    const assay_verdict *verdict = NULL;
    assay_account account;
    assay_arena_reset(court->arena);
    ASSAY__TRY(assay_account_change(s->verdict, changes, n, court->arena, &account, err));
    ASSAY__TRY(court->trial(court->scorer, &account, &verdict, err));
    attempt *made = &s->tried[s->n_tried++];
    *made = (attempt){.what = {.n_changes = n,
                               .decision = verdict->decision,
                               .probability = verdict->risk.value},
                      .score = verdict->score,
                      .milder = is_milder(verdict->decision, s->verdict->decision)};
    for (size_t i = 0; i < n; i++) {
        made->what.changes[i] = changes[i];
        made->size += SIZE[changes[i].kind];
    }
    return ASSAY_OK;
}

static bool on_event(const assay_change *change)
{
    return change->kind == ASSAY_CHANGE_EXPLAIN_EVENT ||
           change->kind == ASSAY_CHANGE_REMOVE_EVENT;
}

static bool is_same(const assay_change *a, const assay_change *b)
{
    return a->kind == b->kind && a->event == b->event && a->cause == b->cause &&
           a->cluster == b->cluster && a->family == b->family;
}

static bool exclude_each_other(const assay_change *a, const assay_change *b)
{
    return on_event(a) && on_event(b) && a->event == b->event;
}

/* Whether a gain is explained well enough by a likelier cause: that is then the one to
 * name, and to undo the gain says no more.
 * @param beside  a change that stands beside the explanation; NULL: none */
static bool explained_enough(const search *s, const assay_change *change,
                             const assay_change *beside)
{
    size_t n = beside == NULL ? 1 : 2;
    for (size_t i = 0; i < s->n_tried && on_event(change); i++) {
        const attempt *each = &s->tried[i];
        const assay_change *last = &each->what.changes[n - 1];
        if (each->milder && each->what.n_changes == n &&
            last->kind == ASSAY_CHANGE_EXPLAIN_EVENT && last->event == change->event &&
            (n == 1 || is_same(&each->what.changes[0], beside)))
            return true;
    }
    return false;
}

/* The single change that is not enough and moves the score most, of a kind up to
 * `largest`. */
static const attempt *strongest(const search *s, assay_change_kind largest)
{
    const attempt *best = NULL;
    for (size_t i = 0; i < s->n_tried; i++) {
        const attempt *each = &s->tried[i];
        if (each->what.n_changes == 1 && each->what.changes[0].kind <= largest &&
            !each->milder && each->score < s->verdict->score &&
            (best == NULL || each->score < best->score))
            best = each;
    }
    return best;
}

static size_t enough(const search *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n_tried; i++)
        n += s->tried[i].milder;
    return n;
}

/* The strongest change of a kind up to `largest`, with each other that helps. */
static assay_status try_pairs(search *s, size_t singles, assay_change_kind largest,
                              assay_error *err)
{
    const attempt *first = strongest(s, largest);
    if (first == NULL)
        return ASSAY_OK;
    assay_change pair[2] = {first->what.changes[0]};
    for (size_t i = 0; i < singles; i++) {
        const attempt *each = &s->tried[i];
        pair[1] = each->what.changes[0];
        if (each == first || each->milder || each->score >= s->verdict->score ||
            pair[1].kind == ASSAY_CHANGE_WITHHOLD_FAMILY ||
            exclude_each_other(&pair[0], &pair[1]) ||
            explained_enough(s, &pair[1], &pair[0]))
            continue;
        ASSAY__TRY(try_changes(s, pair, 2, err));
    }
    return ASSAY_OK;
}

/* Smaller changes first; of equal ones that which moves the score less. */
static bool before(const attempt *a, const attempt *b)
{
    if (a->size != b->size)
        return a->size < b->size;
    return a->score > b->score;
}

static void choose(search *s, assay_verdict *out)
{
    bool used[3 * MOST_CHANGES] = {false};
    while (out->n_counterfactuals < MOST_SHOWN) {
        size_t best = s->n_tried;
        for (size_t i = 0; i < s->n_tried; i++)
            if (!used[i] && s->tried[i].milder &&
                (best == s->n_tried || before(&s->tried[i], &s->tried[best])))
                best = i;
        if (best == s->n_tried)
            return;
        used[best] = true;
        out->counterfactuals[out->n_counterfactuals++] = s->tried[best].what;
    }
}

/* Every candidate alone, then pairs where too few were enough. */
static assay_status try_all(search *s, assay_error *err)
{
    propose_all(s);
    for (size_t i = 0; i < s->n; i++)
        if (!explained_enough(s, &s->changes[i], NULL))
            ASSAY__TRY(try_changes(s, &s->changes[i], 1, err));
    size_t singles = s->n_tried;
    if (enough(s) < MOST_SHOWN)
        ASSAY__TRY(try_pairs(s, singles, ASSAY_CHANGE_EXPLAIN_EVENT, err));
    if (enough(s) == 0)
        ASSAY__TRY(try_pairs(s, singles, ASSAY_CHANGE_REMOVE_EVENT, err));
    return ASSAY_OK;
}

assay_status assay__score_counterfactuals(const assay__court *court, assay_arena *arena,
                                          assay_verdict *out, assay_error *err)
{
    out->asked_counterfactuals = out->decided;
    if (!out->decided || (out->decision != ASSAY_DECISION_REVIEW &&
                          out->decision != ASSAY_DECISION_DECLINE))
        return ASSAY_OK;
    search *s = assay_arena_alloc(arena, sizeof *s);
    out->counterfactuals =
        assay_arena_array(arena, MOST_SHOWN, sizeof *out->counterfactuals);
    if (s == NULL || out->counterfactuals == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for counterfactuals");
    *s = (search){.court = court, .verdict = out};
    ASSAY__TRY(try_all(s, err));
    choose(s, out);
    return ASSAY_OK;
}
