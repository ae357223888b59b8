/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A const model may be shared: several threads, each with a scorer and a report of its
 * own, write the same bytes for every account as one thread did before.
 *
 * Each thread begins at another account, so that different stages run side by side, and
 * one scorer sees small and large accounts in another order. */
#include <assay/assay.h>

#include <assay/comments_model.h>

#include "invented.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ACCOUNTS = 12, THREADS = 4, ROUNDS = 2 };

static invented accounts[ACCOUNTS];
static assay_bytes expected[ACCOUNTS];
static const assay_model *model;
static const assay_comments_model *comments;

/* What one thread works with. */
typedef struct worker {
    assay_scorer *scorer;
    assay_report *report;
    pthread_t thread;
    size_t first; /* account it begins with */
    size_t compared;
} worker;

static bool open_worker(worker *w)
{
    assay_scorer_options options = {.accounts = model, .comments = comments};
    return assay_scorer_new(&options, &w->scorer, NULL) == ASSAY_OK &&
           assay_report_new(&w->report, NULL) == ASSAY_OK;
}

static void close_worker(worker *w)
{
    assay_scorer_free(w->scorer);
    assay_report_free(w->report);
}

/* The verdict on one account as JSON, valid until the next call; empty on failure. */
static assay_str verdict_of(worker *w, size_t account)
{
    const assay_verdict *verdict;
    assay_str text = {"", 0};
    assay_report_clear(w->report);
    if (assay_scorer_score(w->scorer, &accounts[account].account, &verdict, NULL) !=
        ASSAY_OK)
        return text;
    assay_report_json(w->report, verdict, NULL);
    if (assay_report_view(w->report, &text, NULL) != ASSAY_OK)
        text.len = 0;
    return text;
}

static void *compare_all(void *ctx)
{
    worker *w = ctx;
    for (size_t i = 0; i < ROUNDS * ACCOUNTS; i++) {
        size_t account = (w->first + i) % ACCOUNTS;
        assay_str text = verdict_of(w, account);
        const assay_bytes *wanted = &expected[account];
        if (text.len != wanted->len || memcmp(text.ptr, wanted->ptr, text.len) != 0)
            break;
        w->compared++;
    }
    return NULL;
}

static bool score_alone(void)
{
    worker one = {.first = 0};
    bool whole = open_worker(&one);
    for (size_t i = 0; i < ACCOUNTS && whole; i++) {
        assay_str text = verdict_of(&one, i);
        expected[i] = (assay_bytes){malloc(text.len + 1), text.len};
        whole = text.len > 0 && expected[i].ptr != NULL;
        if (whole)
            memcpy(expected[i].ptr, text.ptr, text.len);
    }
    close_worker(&one);
    return whole;
}

static bool score_together(void)
{
    worker workers[THREADS] = {{.first = 0}};
    bool same = true;
    size_t started = 0;
    for (; started < THREADS && same; started++) {
        worker *w = &workers[started];
        w->first = started * ACCOUNTS / THREADS;
        same = open_worker(w) && pthread_create(&w->thread, NULL, compare_all, w) == 0;
    }
    for (size_t i = 0; i < started; i++) {
        if (same)
            (void)pthread_join(workers[i].thread, NULL);
        same = same && workers[i].compared == (size_t)ROUNDS * ACCOUNTS;
        if (!same)
            printf("thread %zu: %zu verdicts as alone\n", i, workers[i].compared);
        close_worker(&workers[i]);
    }
    return same;
}

int main(void)
{
    assay_model *own_model = NULL;
    assay_comments_model *own_comments = NULL;
    assay_initialise();
    for (int i = 0; i < ACCOUNTS; i++)
        invent(&accounts[i], i, i % 3 == 0);
    accounts[ACCOUNTS - 1].account.n_growth = 0;
    accounts[ACCOUNTS - 2].account.n_comments = 0;
    bool passed = assay_model_default(&own_model, NULL) == ASSAY_OK &&
                  assay_comments_model_default(&own_comments, NULL) == ASSAY_OK;
    model = own_model;
    comments = own_comments;
    passed = passed && score_alone() && score_together();
    for (size_t i = 0; i < ACCOUNTS; i++)
        free(expected[i].ptr);
    assay_model_free(own_model);
    assay_comments_model_free(own_comments);
    puts(passed ? "all verdicts alike" : "failed");
    return passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
