/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any account that can be read is scored: families and reasons add up to the last
 * millionth, what is a probability lies in 0..1 and its interval around it; a risk and its
 * ends lie inside, never at 0 or 1. */
#include <assay/reader.h>
#include <assay/scorer.h>

#include "base/str.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void insist(bool truth)
{
    if (!truth)
        abort();
}

static bool is_share(double x)
{
    return isnan(x) || (x >= 0.0 && x <= 1.0);
}

static void check_sums(const assay_verdict *verdict)
{
    int64_t score = verdict->base, reasons[ASSAY_FAMILY_COUNT] = {0};
    for (size_t i = 0; i < verdict->n_reasons; i++)
        reasons[verdict->reasons[i].family] += verdict->reasons[i].contribution;
    for (size_t f = 0; f < ASSAY_FAMILY_COUNT; f++) {
        score += verdict->families[f].contribution;
        insist(reasons[f] == verdict->families[f].contribution);
        insist(is_share(verdict->families[f].p_value));
    }
    insist(score == verdict->score);
}

static void check_verdict(const assay_verdict *verdict)
{
    const assay_interval *risk = &verdict->risk;
    check_sums(verdict);
    insist(is_share(verdict->p_value));
    insist(isnan(risk->value) || (0.0 < risk->low && risk->low <= risk->value &&
                                  risk->value <= risk->high && risk->high < 1.0));
    insist(isnan(verdict->integrity) ||
           (verdict->integrity >= 0.0 && verdict->integrity <= 100.0));
    for (size_t i = 0; i < ASSAY_ESTIMATE_COUNT; i++) {
        const assay_interval *e = &verdict->estimates[i];
        /* without a sale nobody knows what one would have brought */
        bool open = i == ASSAY_ESTIMATE_ROIMS && isnan(e->high);
        insist(isnan(e->value) || (e->low <= e->value && (open || e->value <= e->high)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static assay_scorer *scorer; /* loading a model takes longer than all the rest */
    assay_arena *arena;
    const assay_account *account;
    const assay_verdict *verdict;
    if (scorer == NULL)
        insist(assay_scorer_new(NULL, &scorer, NULL) == ASSAY_OK);
    insist(assay_arena_new(0, NULL, &arena, NULL) == ASSAY_OK);
    assay_str json = {(const char *)data, size};
    if (assay_account_from_json(json, arena, &account, NULL) == ASSAY_OK &&
        assay_scorer_score(scorer, account, &verdict, NULL) == ASSAY_OK)
        check_verdict(verdict);
    assay_arena_free(arena);
    return 0;
}
