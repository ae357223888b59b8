/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changed evidence is a changed record, so that whoever doubts a counterfactual can make
 * the same change by hand and score what comes out. */
#include <assay/scorer.h>

#include "base/str.h"
#include "score/flagged.h"

#include <math.h>

const char *assay_change_name(assay_change_kind kind)
{
    static const char *const NAMES[] = {
#define CHANGE_NAME(name, text) text,
        ASSAY_CHANGE_TABLE(CHANGE_NAME)
#undef CHANGE_NAME
    };
    return NAMES[kind];
}

/** A record being changed. */
typedef struct change_desk {
    const assay_verdict *verdict;
    assay_arena *arena;
    assay_account *account;
} change_desk;

static const assay_event *event_of(const change_desk *d, const assay_change *change)
{
    return &d->verdict->findings->events.events[change->event];
}

static assay_status explain(const change_desk *d, const assay_change *change,
                            assay_error *err)
{
    const assay_event *event = event_of(d, change);
    assay_explanation claim = {.from = event->from,
                               .to = event->to,
                               .cause = assay__str(assay_cause_name(change->cause))};
    return assay_account_explain(d->account, &claim, 1, d->arena, d->account, err);
}

static bool post_doubted(const assay_verdict *verdict, assay_str id)
{
    const assay_engagement *engagement = &verdict->findings->engagement;
    for (size_t i = 0; i < engagement->n_checks; i++) {
        const assay_post_check *check = &engagement->checks[i];
        if (assay__post_flagged(check) &&
            assay__str_equal(verdict->account->posts[check->post].id, id))
            return true;
    }
    return false;
}

/* Whether a change takes a comment of the verdict's account out. */
static bool takes_comment(const assay_verdict *verdict, const assay_change *change,
                          size_t i)
{
    if (change->kind == ASSAY_CHANGE_REMOVE_POSTS)
        return post_doubted(verdict, verdict->account->comments[i].post);
    const assay_comment_check *check = &verdict->findings->comments.checks[i];
    return change->kind == ASSAY_CHANGE_REMOVE_COMMENTS &&
           check->cluster == change->cluster && assay__comment_flagged(check);
}

/* All changes together, because what was checked are the verdict's own comments. */
static assay_status take_comments(const change_desk *d, const assay_change changes[],
                                  size_t n, assay_error *err)
{
    const assay_account *all = d->verdict->account;
    assay_comment *kept = assay_arena_array(d->arena, all->n_comments + 1, sizeof *kept);
    if (kept == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a changed record");
    size_t left = 0;
    for (size_t i = 0; i < all->n_comments; i++) {
        bool taken = false;
        for (size_t c = 0; c < n; c++)
            taken = taken || takes_comment(d->verdict, &changes[c], i);
        if (!taken)
            kept[left++] = all->comments[i];
    }
    d->account->comments = kept;
    d->account->n_comments = left;
    return ASSAY_OK;
}

static assay_status take_posts(const change_desk *d, assay_error *err)
{
    assay_account *account = d->account;
    assay_post *kept = assay_arena_array(d->arena, account->n_posts + 1, sizeof *kept);
    if (kept == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a changed record");
    size_t n = 0;
    for (size_t i = 0; i < account->n_posts; i++)
        if (!post_doubted(d->verdict, account->posts[i].id))
            kept[n++] = account->posts[i];
    account->posts = kept;
    account->n_posts = n;
    return ASSAY_OK;
}

/* The ends of an event are readings. */
static double followers_at(const assay_account *account, int64_t at)
{
    double followers = ASSAY_NUMBER_UNKNOWN;
    for (size_t i = 0; i < account->n_growth; i++)
        if (account->growth[i].at == at)
            followers = account->growth[i].followers;
    return followers;
}

/* Each step of the gain loses the same share of itself, so that what is left has the
 * shape it had and the pace behind it stays. */
static assay_status take_event(const change_desk *d, const assay_change *change,
                               assay_error *err)
{
    const assay_event *event = event_of(d, change);
    assay_account *account = d->account;
    assay_reading *readings =
        assay_arena_array(d->arena, account->n_growth, sizeof *readings);
    if (readings == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a changed record");
    double removed = (double)change->removed;
    double begin = followers_at(account, event->from);
    double gained = followers_at(account, event->to) - begin;
    for (size_t i = 0; i < account->n_growth; i++) {
        readings[i] = account->growth[i];
        if (readings[i].at <= event->from || !(gained > 0.0))
            continue;
        double part =
            readings[i].at < event->to ? (readings[i].followers - begin) / gained : 1.0;
        double less = floor(removed * part + 0.5);
        readings[i].followers = fmax(readings[i].followers - less, 0.0);
    }
    account->growth = readings;
    return ASSAY_OK;
}

static void withhold(assay_account *account, assay_family family)
{
    switch (family) {
    case ASSAY_FAMILY_GROWTH:
        account->followers = assay_account_followers(account);
        account->n_growth = 0;
        account->growth_dated = false;
        return;
    case ASSAY_FAMILY_ENGAGEMENT:
        account->n_posts = 0;
        return;
    case ASSAY_FAMILY_COMMENTS:
        account->n_comments = 0;
        return;
    case ASSAY_FAMILY_AUDIENCE:
        account->n_audience = 0;
        return;
    case ASSAY_FAMILY_LIVESTREAM:
        account->n_livestreams = 0;
        return;
    case ASSAY_FAMILY_SALES:
        account->n_sales = 0;
        return;
    case ASSAY_FAMILY_NETWORK: /* rests on the tables of other accounts */
    case ASSAY_FAMILY_DIFFUSE:
    case ASSAY_FAMILY_COUNT:
        return;
    }
}

static assay_status make(const change_desk *d, const assay_change *change,
                         assay_error *err)
{
    switch (change->kind) {
    case ASSAY_CHANGE_EXPLAIN_EVENT:
        return explain(d, change, err);
    case ASSAY_CHANGE_REMOVE_COMMENTS:
        return ASSAY_OK; /* taken out with all others */
    case ASSAY_CHANGE_REMOVE_POSTS:
        return take_posts(d, err);
    case ASSAY_CHANGE_REMOVE_EVENT:
        return take_event(d, change, err);
    case ASSAY_CHANGE_WITHHOLD_FAMILY:
        withhold(d->account, change->family);
        return ASSAY_OK;
    }
    return ASSAY_OK;
}

assay_status assay_account_change(const assay_verdict *verdict,
                                  const assay_change changes[], size_t n,
                                  assay_arena *arena, assay_account *out,
                                  assay_error *err)
{
    assay_account made = *verdict->account;
    const change_desk desk = {verdict, arena, &made};
    bool comments = false;
    for (size_t i = 0; i < n; i++)
        comments = comments || changes[i].kind == ASSAY_CHANGE_REMOVE_COMMENTS ||
                   changes[i].kind == ASSAY_CHANGE_REMOVE_POSTS;
    if (comments && verdict->findings->comments.checks != NULL)
        ASSAY__TRY(take_comments(&desk, changes, n, err));
    for (size_t i = 0; i < n; i++)
        ASSAY__TRY(make(&desk, &changes[i], err));
    *out = made;
    return ASSAY_OK;
}
