/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scorer when memory runs out: a status, nothing lost, and once warm no allocation
 * but the digest of the record. */
#include <assay/assay.h>

#include <assay/comments_model.h>

#include "failing.h"
#include "invented.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static invented it;
static assay_model *model;
static assay_comments_model *comments;

static assay_status run(void)
{
    assay_scorer_options options = {
        .accounts = model, .comments = comments, .arena_bytes = 4096};
    assay_scorer *scorer = NULL;
    const assay_verdict *verdict = NULL;
    assay_status status = assay_scorer_new(&options, &scorer, NULL);
    if (status == ASSAY_OK)
        status = assay_scorer_score(scorer, &it.account, &verdict, NULL);
    assay_scorer_free(scorer);
    return status;
}

/* The same for an account that explains itself, asked what would change the answer. */
static assay_status run_reply(void)
{
    assay_explanation claims[] = {
        {.from = 1770595200, .to = 1770854400, .cause = {"other", 5}},
        {.from = 1770681600, .to = 1770681600, .cause = {"purge", 5}}};
    assay_scorer_options options = {.accounts = model,
                                    .comments = comments,
                                    .counterfactuals = true,
                                    .arena_bytes = 4096};
    assay_scorer *scorer = NULL;
    assay_arena *arena = NULL;
    assay_account account;
    const assay_verdict *verdict = NULL;
    assay_status status = assay_arena_new(64, NULL, &arena, NULL);
    if (status == ASSAY_OK)
        status = assay_account_explain(&it.account, claims, 2, arena, &account, NULL);
    if (status == ASSAY_OK)
        status = assay_scorer_new(&options, &scorer, NULL);
    if (status == ASSAY_OK)
        status = assay_scorer_score(scorer, &account, &verdict, NULL);
    if (status == ASSAY_OK &&
        (verdict->n_explained != 2 || verdict->explained[0].on->n == 0))
        abort();
    assay_scorer_free(scorer);
    assay_arena_free(arena);
    return status;
}

/* What a default model needs, likewise. */
static int loading_fails_cleanly(void)
{
    for (size_t n = 0; n < 12; n++) {
        failing_asked = 0;
        failing_at = n;
        assay_model *loaded = NULL;
        assay_status status = assay_model_default(&loaded, NULL);
        failing_at = SIZE_MAX;
        if (status == ASSAY_OK || loaded != NULL)
            return 1;
    }
    return 0;
}

enum { CALLS = 3 };

static int a_warm_scorer_allocates_nothing_but_the_digest(void)
{
    assay_scorer_options options = {.accounts = model, .comments = comments};
    assay_scorer *scorer = NULL;
    const assay_verdict *verdict = NULL;
    if (assay_scorer_new(&options, &scorer, NULL) != ASSAY_OK)
        return 1;
    assay_status status = ASSAY_OK;
    for (int i = 0; i < CALLS && status == ASSAY_OK; i++)
        status = assay_scorer_score(scorer, &it.account, &verdict, NULL);
    failing_asked = 0;
    for (int i = 0; i < CALLS && status == ASSAY_OK; i++)
        status = assay_scorer_score(scorer, &it.account, &verdict, NULL);
    printf("allocations of warm calls: %zu\n", failing_asked);
    assay_scorer_free(scorer);
    return status == ASSAY_OK && failing_asked <= CALLS ? 0 : 1;
}

int main(void)
{
    assay_initialise();
    invent(&it, 3, true);
    if (assay_model_default(&model, NULL) != ASSAY_OK ||
        assay_comments_model_default(&comments, NULL) != ASSAY_OK)
        return 1;
    int failed = (failing_each("scorer", run) ? 0 : 1) +
                 (failing_each("reply", run_reply) ? 0 : 1) + loading_fails_cleanly() +
                 a_warm_scorer_allocates_nothing_but_the_digest();
    assay_model_free(model);
    assay_comments_model_free(comments);
    return failed;
}
