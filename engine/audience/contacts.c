/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table (contacts.def) names the numbers; every one is described alike. */
#include <assay/contacts.h>

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
#include "audience/contacts.def"
#undef NUMBER
#undef ANSWER
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
#include "audience/contacts.def"
#undef NUMBER
#undef ANSWER
}

/* Whether a row of the table is a number; else it is an answer. */
static const bool IS_NUMBER[] = {
#define NUMBER(name, value) true,
#define ANSWER(name, value) false,
#include "audience/contacts.def"
#undef NUMBER
#undef ANSWER
};

enum { ROWS = sizeof IS_NUMBER / sizeof *IS_NUMBER };

assay_status assay_contacts_compute(const assay_member members[], size_t n, double out[],
                                    assay_arena *arena, assay_error *err)
{
    double *value = assay_arena_array(arena, n * ROWS + 1, sizeof *value);
    assay_truth *truth = assay_arena_array(arena, n * ROWS + 1, sizeof *truth);
    if (value == NULL || truth == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for contacts");
    for (size_t i = 0; i < n; i++) {
        double number[ROWS] = {0};
        assay_truth answer[ROWS] = {ASSAY_UNKNOWN};
        read_member(&members[i], number, answer);
        for (size_t k = 0; k < ROWS; k++) {
            value[k * n + i] = number[k];
            truth[k * n + i] = answer[k];
        }
    }
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
    return ASSAY_OK;
}
