/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "comments/tongues.h"

#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/str.h"

enum { ROUNDS = 40, KINDS = ASSAY__LANGUAGE_COUNT + 1, OTHER = ASSAY__LANGUAGE_COUNT };

/* Comments likelier inauthentic than not say nothing about an audience. */
static const double INAUTHENTIC = 0.5;

/* What is taken for seen before the first comment: a whole one in some other language, so
 * that a few words that could be anything prove nothing; a trace of each known one. */
static const double PRIOR_OTHER = 1, PRIOR_EACH = 0.1;

/* From this share of a text's posterior its dialect is read. */
static const double SURELY = 0.9;

/* One text. */
typedef struct speech {
    uint64_t author;
    double weight;
    double odds[KINDS]; /* likelihood of each language over any other's; OTHER is 1 */
    assay__dialect dialect;
} speech;

static bool is_own(const assay_account *account, const assay_comment *comment,
                   const assay_comment_check *check)
{
    if (check != NULL)
        return isnan(check->inauthentic);
    return comment->by_creator == ASSAY_YES ||
           assay__str_equal(comment->author, account->handle);
}

/* The creator's own words and likely inauthentic ones are no audience's. */
static bool is_heard(const assay_account *account, const assay_comment *comment,
                     const assay_comment_check *check)
{
    if (is_own(account, comment, check))
        return false;
    return check == NULL || check->inauthentic < INAUTHENTIC;
}

static assay_status read_text(const assay_comment *comment,
                              const assay__languages *languages, assay_arena *arena,
                              speech *out, bool *said, assay_error *err)
{
    assay__folded folded;
    assay__split split;
    double nats[ASSAY__LANGUAGE_COUNT];
    assay_str text = assay__text_plain(comment->text, arena);
    if (text.ptr == NULL && comment->text.ptr != NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the languages");
    ASSAY__TRY(assay__fold(text, arena, &folded, err));
    if (!assay__split_words(folded.skeleton, arena, &split))
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the languages");
    *said = assay__language_read(languages, &folded, &split, nats);
    if (!*said)
        return ASSAY_OK;
    for (unsigned k = 0; k < ASSAY__LANGUAGE_COUNT; k++)
        out->odds[k] = exp(nats[k] < 300 ? nats[k] : 300); /* no infinities */
    out->odds[OTHER] = 1;
    out->dialect = nats[ASSAY__LANGUAGE_vi] > 0
                       ? assay__dialect_read(languages, &folded, &split)
                       : ASSAY__DIALECT_NONE;
    return ASSAY_OK;
}

static int compare_speeches(const void *a, const void *b)
{
    const speech *x = a, *y = b;
    if (x->author != y->author)
        return x->author < y->author ? -1 : 1;
    for (unsigned k = 0; k < KINDS; k++)
        if (x->odds[k] < y->odds[k] || x->odds[k] > y->odds[k])
            return x->odds[k] < y->odds[k] ? -1 : 1;
    return (x->dialect > y->dialect) - (x->dialect < y->dialect);
}

/* Comments without an author are taken for different people. */
static void weigh(speech speeches[], size_t n)
{
    for (size_t first = 0; first < n;) {
        size_t end = first + 1;
        while (speeches[first].author != 0 && end < n &&
               speeches[end].author == speeches[first].author)
            end++;
        for (size_t i = first; i < end; i++)
            speeches[i].weight = 1 / sqrt((double)(end - first));
        first = end;
    }
}

/* Kish's size where an author's comments are one witness. */
static double effective_size(const speech speeches[], size_t n)
{
    double sum = 0, squares = 0;
    for (size_t first = 0; first < n;) {
        double own = 0;
        size_t i = first;
        do
            own += speeches[i++].weight;
        while (i < n && speeches[first].author != 0 &&
               speeches[i].author == speeches[first].author);
        sum += own;
        squares += own * own;
        first = i;
    }
    return n > 0 ? sum * sum / squares : 0;
}

static double posterior(const speech *text, const double share[], double out[])
{
    double sum = 0;
    for (unsigned k = 0; k < KINDS; k++) {
        out[k] = text->odds[k] * share[k];
        sum += out[k];
    }
    return sum;
}

static void step(const speech speeches[], size_t n, double share[])
{
    double counts[KINDS], all = 0, part[KINDS];
    for (unsigned k = 0; k < KINDS; k++)
        counts[k] = k == OTHER ? PRIOR_OTHER : PRIOR_EACH;
    for (size_t i = 0; i < n; i++) {
        double sum = posterior(&speeches[i], share, part);
        for (unsigned k = 0; k < KINDS; k++)
            counts[k] += speeches[i].weight * part[k] / sum;
    }
    for (unsigned k = 0; k < KINDS; k++)
        all += counts[k];
    for (unsigned k = 0; k < KINDS; k++)
        share[k] = counts[k] / all;
}

/* The traces of the prior are taken out again, so that one language is one. */
static void leave_prior(double weight, double share[])
{
    double all = 0, seen = weight + PRIOR_OTHER + PRIOR_EACH * ASSAY__LANGUAGE_COUNT;
    for (unsigned k = 0; k < KINDS; k++) {
        double prior = k == OTHER ? PRIOR_OTHER : PRIOR_EACH;
        double own = share[k] * seen - prior;
        share[k] = own > 0 ? own : 0;
        all += share[k];
    }
    for (unsigned k = 0; k < KINDS; k++)
        share[k] = all > 0 ? share[k] / all : 0;
}

static void mix(const speech speeches[], size_t n, assay__tongues *out)
{
    double share[KINDS], part[KINDS], weight = 0;
    for (unsigned k = 0; k < KINDS; k++)
        share[k] = 1.0 / KINDS;
    for (unsigned round = 0; round < ROUNDS; round++)
        step(speeches, n, share);
    for (size_t i = 0; i < n; i++) {
        double sum = posterior(&speeches[i], share, part);
        weight += speeches[i].weight;
        if (speeches[i].dialect != ASSAY__DIALECT_NONE &&
            part[ASSAY__LANGUAGE_vi] > SURELY * sum)
            out->dialects[speeches[i].dialect]++;
    }
    leave_prior(weight, share);
    for (unsigned k = 0; k < ASSAY__LANGUAGE_COUNT; k++)
        out->share[k] = share[k];
}

assay_status assay__tongues_read(const assay_account *account,
                                 const assay_comment_check checks[],
                                 const assay__languages *languages, assay_arena *arena,
                                 assay__tongues *out, assay_error *err)
{
    assay__tongues found = {.n = 0};
    speech *speeches =
        assay_arena_array(arena, account->n_comments + 1, sizeof *speeches);
    if (speeches == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the languages");
    for (size_t i = 0; i < account->n_comments; i++) {
        const assay_comment *comment = &account->comments[i];
        const assay_comment_check *check = checks == NULL ? NULL : &checks[i];
        bool said = false;
        if (!is_heard(account, comment, check))
            continue;
        speech *next = &speeches[found.n];
        ASSAY__TRY(read_text(comment, languages, arena, next, &said, err));
        next->author = comment->author.len > 0 ? assay__hash(comment->author, 0) | 1 : 0;
        found.n += said;
    }
    qsort(speeches, found.n, sizeof *speeches, compare_speeches);
    weigh(speeches, found.n);
    found.effective = effective_size(speeches, found.n);
    if (found.n > 0)
        mix(speeches, found.n, &found);
    *out = found;
    return ASSAY_OK;
}
