/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table (contacts.def) names the numbers; every one is described alike. */
#include "audience/met.h"

#include <math.h>

#include "base/str.h"
#include "stat/order.h"

/* Fewer rows have no distribution. */
enum { FEWEST = 3, OF_A_NUMBER = 11 };

static double log_count(double count)
{
    return count >= 0 ? log(1 + count) : ASSAY_NUMBER_UNKNOWN;
}

static double log_ratio(double over, double under)
{
    return over >= 0 && under >= 0 ? log((over + 1) / (under + 1)) : ASSAY_NUMBER_UNKNOWN;
}

static const char *const NAMES[] = {
    "contacts",
#define NUMBER(name, value)                                                              \
    name ".known", name ".zero", name ".mean", name ".sd", name ".q05", name ".q10",     \
        name ".q25", name ".q50", name ".q75", name ".q90", name ".q95",
#define ANSWER(name, value) name ".yes",
#define MET(others) "met." #others,
#include "audience/contacts.def"
#undef NUMBER
#undef ANSWER
#undef MET
};

size_t assay_contacts_count(void)
{
    return sizeof NAMES / sizeof *NAMES;
}

const char *assay_contacts_name(size_t i)
{
    return i < assay_contacts_count() ? NAMES[i] : NULL;
}

/* Eleven statistics of one number. @param value [n], known ones are brought forward */
static void describe(double value[], size_t n, double out[])
{
    static const double QUANTILE[] = {0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95};
    size_t known = assay__keep_known(value, n, value), zeros = 0;
    double sum = 0, squares = 0;
    for (size_t k = 0; k < OF_A_NUMBER; k++)
        out[k] = ASSAY_NUMBER_UNKNOWN;
    if (n >= FEWEST)
        out[0] = (double)known / (double)n;
    if (known < FEWEST)
        return;
    assay__sort(value, known); /* also so that sums do not hang on the order of rows */
    for (size_t i = 0; i < known; i++) {
        zeros += value[i] == 0;
        sum += value[i];
    }
    double mean = sum / (double)known;
    for (size_t i = 0; i < known; i++)
        squares += (value[i] - mean) * (value[i] - mean);
    out[1] = (double)zeros / (double)known;
    out[2] = mean;
    out[3] = sqrt(squares / (double)known);
    for (size_t k = 0; k < 7; k++)
        out[4 + k] = assay__quantile_sorted(value, known, QUANTILE[k]);
}

static double share_of_yes(const assay_truth answer[], size_t n)
{
    double yes = 0, known = 0;
    for (size_t i = 0; i < n; i++) {
        known += answer[i] != ASSAY_UNKNOWN;
        yes += answer[i] == ASSAY_YES;
    }
    return known >= FEWEST ? yes / known : ASSAY_NUMBER_UNKNOWN;
}

/* The numbers and the answers of one member. */
static void read_member(const assay_member *m, double number[], assay_truth answer[])
{
    size_t k = 0, a = 0;
#define NUMBER(name, value) number[k++] = (value);
#define ANSWER(name, value) answer[a++] = (value);
#define MET(others)
#include "audience/contacts.def"
#undef NUMBER
#undef ANSWER
#undef MET
}

/* Whether a row of the table is a number; else it is an answer. */
static const bool IS_NUMBER[] = {
#define NUMBER(name, value) true,
#define ANSWER(name, value) false,
#define MET(others)
#include "audience/contacts.def"
#undef NUMBER
#undef ANSWER
#undef MET
};

enum { ROWS = sizeof IS_NUMBER / sizeof *IS_NUMBER };

/* How many other accounts have to have a contact for a row `met`. */
static const size_t OTHERS[] = {
#define NUMBER(name, value)
#define ANSWER(name, value)
#define MET(others) (others),
#include "audience/contacts.def"
#undef NUMBER
#undef ANSWER
#undef MET
};

enum { MEETINGS = sizeof OTHERS / sizeof *OTHERS };

/* Shares of an account's contacts that others have too, in log-odds: few or many matters
 * at both ends, and half a contact on each side keeps none and all finite. */
static assay_status describe_met(const assay_account *account,
                                 const assay_contacts_met *met, double out[],
                                 assay_arena *arena, assay_error *err)
{
    uint64_t *id = assay_arena_array(arena, account->n_audience + 1, sizeof *id);
    if (id == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for contacts");
    size_t n = assay__contact_ids(account, id), many[MEETINGS] = {0};
    for (size_t i = 0; i < n; i++) {
        size_t at = assay__contact_met_at(met, id[i]);
        for (size_t k = 0; k < MEETINGS; k++)
            many[k] += at > OTHERS[k]; /* its own account is one of them */
    }
    for (size_t k = 0; k < MEETINGS; k++)
        if (n >= FEWEST && assay__contacts_accounts(met) > OTHERS[k])
            out[k] = log(((double)many[k] + 0.5) / ((double)(n - many[k]) + 0.5));
    return ASSAY_OK;
}

/* The values of every number and answer, a row of [n] each. */
static void read_members(const assay_account *account, double value[],
                         assay_truth truth[])
{
    size_t n = account->n_audience;
    for (size_t i = 0; i < n; i++) {
        double number[ROWS] = {0};
        assay_truth answer[ROWS] = {ASSAY_UNKNOWN};
        read_member(&account->audience[i], number, answer);
        for (size_t k = 0; k < ROWS; k++) {
            value[k * n + i] = number[k];
            truth[k * n + i] = answer[k];
        }
    }
}

assay_status assay_contacts_compute(const assay_account *account,
                                    const assay_contacts_met *met, double out[],
                                    assay_arena *arena, assay_error *err)
{
    size_t n = account->n_audience;
    double *value = assay_arena_array(arena, n * ROWS + 1, sizeof *value);
    assay_truth *truth = assay_arena_array(arena, n * ROWS + 1, sizeof *truth);
    if (value == NULL || truth == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for contacts");
    read_members(account, value, truth);
    size_t at = 0, numbers = 0, answers = 0;
    out[at++] = log_count((double)n);
    for (size_t k = 0; k < ROWS; k++) {
        if (IS_NUMBER[k]) {
            describe(value + n * numbers++, n, out + at);
            at += OF_A_NUMBER;
        } else {
            out[at++] = share_of_yes(truth + n * answers++, n);
        }
    }
    for (size_t k = 0; k < MEETINGS; k++)
        out[at + k] = ASSAY_NUMBER_UNKNOWN;
    return met != NULL ? describe_met(account, met, out + at, arena, err) : ASSAY_OK;
}
