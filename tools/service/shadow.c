/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker keeps a second scorer for as long as the set of models stays the same. */
#include "shadow.h"

#include <math.h>

static bool make_scorer(worker *by, snapshot *set)
{
    if (by->shadow_set == set)
        return by->shadow != NULL;
    assay_scorer_options options = {.accounts = set->challenger,
                                    .comments = set->loaded.comments,
                                    .profiles = set->loaded.profiles,
                                    .policy = &set->loaded.policy};
    worker_drop_shadow(by);
    if (assay_scorer_new(&options, &by->shadow, NULL) != ASSAY_OK)
        return false;
    (void)atomic_fetch_add(&set->users, 1);
    by->shadow_set = set;
    return true;
}

static void compare(metrics *all, const shadow_first *first, const assay_verdict *second)
{
    bool same = first->decided && second->decided && first->decision == second->decision;
    double distance = fabs(first->probability - second->risk.value);
    (void)atomic_fetch_add(same ? &all->agreed : &all->disagreed, 1);
    if (!isnan(distance))
        metrics_observe(&all->challenger_distance, distance);
}

shadow_first shadow_first_of(const assay_verdict *verdict, const score_wish *wish)
{
    return (shadow_first){.account = verdict->account,
                          .decision = verdict->decision,
                          .decided = verdict->decided,
                          .probability = verdict->risk.value,
                          .policy = wish->policy};
}

void shadow_score(service *all, worker *by, snapshot *set, const shadow_first *first)
{
    const assay_verdict *second = NULL;
    if (set->challenger == NULL || !first->decided)
        return;
    bool idle = workers_busy(all->workers) <= workers_threads(all->workers);
    if (!idle || !make_scorer(by, set)) {
        (void)atomic_fetch_add(&all->metrics.skipped, 1);
        return;
    }
    assay_scorer_set_policy(by->shadow, &first->policy);
    if (assay_scorer_score(by->shadow, first->account, &second, NULL) == ASSAY_OK)
        compare(&all->metrics, first, second);
}
