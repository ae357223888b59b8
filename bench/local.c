/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What local fit and intent cost, and how well languages are told.
 *
 *      local            microseconds of the passes over 300 comments
 *      local FILE...    the accounts of rosters, whose comments are in the account's
 *                       language: share of texts told right, by language
 *
 * Speed is CPU time, the least of the rounds. Precision and recall come with a 90 %
 * bootstrap interval over accounts; texts that tell nothing (emoji, `ok`) are counted
 * apart. Invented rosters: assay simulate.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <assay/assay.h>
#include <assay/comments_model.h>

#include "base/random.h"
#include "base/str.h"
#include "comments/tongues.h"
#include "comments/voice.h"

enum { COMMENTS = 300, ROUNDS = 60, RESAMPLES = 400, MOST = 4000, TOLD = 6 };

static const char *const TOLD_CODES[TOLD] = {"vi", "en", "id", "th", "pt", "es"};

static void must(assay_status status)
{
    if (status != ASSAY_OK) {
        fputs("local: a stage failed\n", stderr);
        exit(EXIT_FAILURE);
    }
}

static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at); /* other programs do not count */
    return (double)at.tv_sec * 1e6 + (double)at.tv_nsec * 1e-3;
}

/* ---- speed ------------------------------------------------------------------------- */

static assay_comment rows[COMMENTS];
static char texts[COMMENTS][160], authors[COMMENTS][32];

static void invent(assay_account *account)
{
    static const char *const WORDS[] = {"quán",  "này", "đẹp",   "quá",    "mình", "giá",
                                        "xin",   "chị", "ơi",    "hay",    "lắm",  "ko",
                                        "bao",   "the", "great", "love",   "ship", "mua",
                                        "nhiêu", "đi",  "😍",     "❤️", "?",    "vậy"};
    assay__random random = {.key = 5};
    *account = assay_account_unknown();
    account->platform = ASSAY__LITERAL("tiktok");
    account->handle = ASSAY__LITERAL("invented");
    account->comments = rows;
    account->n_comments = COMMENTS;
    for (size_t i = 0; i < COMMENTS; i++) {
        size_t words = 3 + assay__random_below(&random, 8);
        for (size_t k = 0; k < words; k++) {
            strcat(texts[i], WORDS[assay__random_below(&random, 24)]);
            strcat(texts[i], " ");
        }
        snprintf(authors[i], sizeof authors[i], "reader%zu", i);
        rows[i] = (assay_comment){.author = assay__str(authors[i]),
                                  .text = assay__str(texts[i]),
                                  .at = ASSAY_TIME_UNKNOWN,
                                  .likes = ASSAY_NUMBER_UNKNOWN,
                                  .author_followers = ASSAY_NUMBER_UNKNOWN};
    }
}

static void measure_speed(assay_arena *arena)
{
    static assay_comment_check checks[COMMENTS];
    assay_arena *kept;
    assay__lexicon *lexicon;
    assay__languages languages;
    assay_account account;
    double voice_best = HUGE_VAL, tongues_best = HUGE_VAL;
    must(assay_arena_new(1 << 20, NULL, &kept, NULL));
    must(assay__lexicon_default(kept, &lexicon, NULL));
    must(assay__languages_new(kept, &languages, NULL));
    invent(&account);
    for (size_t round = 0; round < ROUNDS; round++) {
        assay__sample sample;
        assay_audience_voice voice;
        assay__tongues tongues;
        assay_arena_reset(arena);
        must(assay__sample_make(&account, lexicon, NULL, arena, &sample, NULL));
        double began = now();
        must(assay__voice_read(&sample, checks, arena, &voice, NULL));
        double middle = now();
        must(assay__tongues_read(&account, checks, &languages, arena, &tongues, NULL));
        double ended = now();
        voice_best = fmin(voice_best, middle - began);
        tongues_best = fmin(tongues_best, ended - middle);
    }
    printf("what,us_per_account_of_300\n");
    printf("voice (always),%.1f\n", voice_best);
    printf("languages and dialects (with a target),%.1f\n", tongues_best);
    assay_arena_free(kept);
}

/* ---- precision --------------------------------------------------------------------- */

/* Texts of one account by what they are (a row) and what they were told to be. */
typedef struct tally {
    unsigned told[TOLD + 1]; /* the last: another language, or none */
    unsigned silent;         /* tell nothing */
    unsigned is;             /* index into TOLD_CODES */
} tally;

static tally tallies[MOST];
static size_t n_tallies;

static unsigned index_of(assay__language language)
{
    unsigned i = 0;
    while (i < TOLD && (language == ASSAY__LANGUAGE_NONE ||
                        strcmp(assay__language_code(language), TOLD_CODES[i]) != 0))
        i++;
    return i;
}

static void read_text(const assay__languages *languages, assay_str text,
                      assay_arena *arena, tally *out)
{
    assay__folded folded;
    assay__split split;
    double nats[ASSAY__LANGUAGE_COUNT];
    must(assay__fold(text, arena, &folded, NULL));
    must(assay__split_words(folded.skeleton, arena, &split) ? ASSAY_OK : ASSAY_NO_MEMORY);
    if (!assay__language_read(languages, &folded, &split, nats)) {
        out->silent++;
        return;
    }
    unsigned best = 0;
    for (unsigned i = 1; i < ASSAY__LANGUAGE_COUNT; i++)
        best = nats[i] > nats[best] ? i : best;
    out->told[index_of(nats[best] > 0 ? (assay__language)best : ASSAY__LANGUAGE_NONE)]++;
}

static void read_file(const char *path, const assay__languages *languages,
                      assay_arena *arena)
{
    assay_reader *reader;
    must(assay_reader_open(path, NULL, &reader, NULL));
    for (;;) {
        const assay_account *account;
        assay_arena_reset(arena);
        if (n_tallies == MOST ||
            assay_reader_next(reader, arena, &account, NULL) != ASSAY_OK)
            break;
        tally *next = &tallies[n_tallies];
        *next = (tally){.is = index_of(assay__language_find(account->language))};
        if (next->is == TOLD || account->n_comments == 0)
            continue;
        for (size_t i = 0; i < account->n_comments; i++)
            read_text(languages, account->comments[i].text, arena, next);
        n_tallies++;
    }
    assay_reader_close(reader);
}

/* Precision and recall of a language over a resample; the first is as it was. */
static void rate(unsigned which, uint64_t resample, double *precision, double *recall)
{
    assay__random random = {.key = resample};
    double right = 0, named = 0, there = 0;
    for (size_t i = 0; i < n_tallies; i++) {
        size_t pick = resample == 0 ? i : assay__random_below(&random, n_tallies);
        const tally *t = &tallies[pick];
        named += t->told[which];
        for (unsigned k = 0; t->is == which && k <= TOLD; k++)
            there += t->told[k];
        right += t->is == which ? t->told[which] : 0;
    }
    *precision = right / named;
    *recall = right / there;
}

static int compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print_language(unsigned which)
{
    static double precisions[RESAMPLES], recalls[RESAMPLES];
    double precision, recall, texts_of = 0, silent = 0;
    rate(which, 0, &precision, &recall);
    for (uint64_t k = 0; k < RESAMPLES; k++)
        rate(which, k + 1, &precisions[k], &recalls[k]);
    qsort(precisions, RESAMPLES, sizeof(double), compare_numbers);
    qsort(recalls, RESAMPLES, sizeof(double), compare_numbers);
    for (size_t i = 0; i < n_tallies; i++) {
        if (tallies[i].is != which)
            continue;
        silent += tallies[i].silent;
        for (unsigned k = 0; k <= TOLD; k++)
            texts_of += tallies[i].told[k];
    }
    if (texts_of > 0)
        printf("%s,%.0f,%.0f,%.4f,%.4f,%.4f,%.4f,%.4f,%.4f\n", TOLD_CODES[which],
               texts_of, silent, precision, precisions[RESAMPLES / 20],
               precisions[RESAMPLES - RESAMPLES / 20], recall, recalls[RESAMPLES / 20],
               recalls[RESAMPLES - RESAMPLES / 20]);
}

int main(int argc, char **argv)
{
    assay_arena *arena, *kept;
    assay__languages languages;
    assay_initialise();
    must(assay_arena_new(1 << 22, NULL, &arena, NULL));
    if (argc < 2) {
        measure_speed(arena);
        assay_arena_free(arena);
        return EXIT_SUCCESS;
    }
    must(assay_arena_new(1 << 18, NULL, &kept, NULL));
    must(assay__languages_new(kept, &languages, NULL));
    for (int i = 1; i < argc; i++)
        read_file(argv[i], &languages, arena);
    printf("language,texts,silent,precision,low,high,recall,low,high\n");
    for (unsigned which = 0; which < TOLD; which++)
        print_language(which);
    assay_arena_free(kept);
    assay_arena_free(arena);
    return EXIT_SUCCESS;
}
