/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scorer when memory runs out: a status, nothing lost, and once warm no allocation
 * but the digest of the record.
 *
 * The n-th allocation fails, for every n until a whole run succeeds. */
#include <assay/assay.h>

#include <assay/comments_model.h>

#include "invented.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t bytes);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t bytes);
char *__wrap_strdup(const char *text);

static size_t asked, failing = SIZE_MAX;

static bool refused(void)
{
    return asked++ == failing;
}

void *__wrap_malloc(size_t bytes)
{
    return refused() ? NULL : __real_malloc(bytes);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return refused() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t bytes)
{
    return refused() ? NULL : __real_realloc(memory, bytes);
}

char *__wrap_strdup(const char *text)
{
    return refused() ? NULL : __real_strdup(text);
}

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

static int every_allocation_fails_once(void)
{
    for (size_t n = 0; n < 100000; n++) {
        asked = 0;
        failing = n;
        assay_status status = run();
        bool reached = asked > n;
        failing = SIZE_MAX;
        if (!reached)
            return status == ASSAY_OK ? 0 : 1;
        if (status != ASSAY_NO_MEMORY) {
            printf("allocation %zu failed and the status was %s\n", n,
                   assay_status_name(status));
            return 1;
        }
    }
    return 1;
}

/* What a default model needs, likewise. */
static int loading_fails_cleanly(void)
{
    for (size_t n = 0; n < 12; n++) {
        asked = 0;
        failing = n;
        assay_model *loaded = NULL;
        assay_status status = assay_model_default(&loaded, NULL);
        failing = SIZE_MAX;
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
    asked = 0;
    for (int i = 0; i < CALLS && status == ASSAY_OK; i++)
        status = assay_scorer_score(scorer, &it.account, &verdict, NULL);
    printf("allocations of warm calls: %zu\n", asked);
    assay_scorer_free(scorer);
    return status == ASSAY_OK && asked <= CALLS ? 0 : 1;
}

int main(void)
{
    assay_initialise();
    invent(&it, 3, true);
    if (assay_model_default(&model, NULL) != ASSAY_OK ||
        assay_comments_model_default(&comments, NULL) != ASSAY_OK)
        return 1;
    int failed = every_allocation_fails_once() + loading_fails_cleanly() +
                 a_warm_scorer_allocates_nothing_but_the_digest();
    assay_model_free(model);
    assay_comments_model_free(comments);
    return failed;
}
