/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long the comments family takes, stage by stage: the accounts of a file, or else
 * accounts of 300 invented comments on 50 posts, three quarters Vietnamese, one in seven
 * a near-copy, as in the sample that the speed target names. Prints microseconds of CPU
 * an account, the least of the rounds, because other programs disturb and never help.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <assay/assay.h>
#include <assay/comments_model.h>

#include "base/random.h"
#include "comments/describe.h"
#include "comments/duplicates.h"
#include "comments/judge.h"
#include "comments/model.h"
#include "comments/voice.h"

enum { COMMENTS = 300, POSTS = 50, ACCOUNTS = 40, MOST = 400, ROUNDS = 40, STAGES = 7 };

static const char *const STAGE_NAMES[STAGES] = {
    "fold, split, look up", "duplicates", "authors", "times", "words", "judge", "voice"};

static const char *const WORDS[] = {
    "quán",  "này",   "đẹp",    "quá",  "sáng",  "nay",  "mình",   "ghé",
    "thử",   "cà",    "phê",    "rất",  "thơm",  "chị",  "ơi",     "video",
    "hay",   "lắm",   "đường",  "lên",  "núi",   "the",  "coffee", "is",
    "great", "view",  "here",   "love", "mưa",   "lạnh", "ko",     "dc",
    "mọi",   "người", "❤️", "😍",    "tuyệt", "vời",  "bao",    "nhiêu"};

typedef struct invented {
    assay_account account;
    assay_comment comments[COMMENTS];
    assay_post posts[POSTS];
    char texts[COMMENTS][256], ids[COMMENTS][24], authors[COMMENTS][24];
    char post_ids[POSTS][24], captions[POSTS][256];
} invented;

static assay_str text_of(const char *text)
{
    return (assay_str){text, strlen(text)};
}

static void write_words(assay__random *random, size_t n, char text[])
{
    text[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        strcat(text, WORDS[assay__random_below(random, sizeof WORDS / sizeof *WORDS)]);
        if (i + 1 < n)
            strcat(text, " ");
    }
}

static void make_account(invented *out, uint64_t key)
{
    assay__random random = {.key = key};
    out->account = assay_account_unknown();
    out->account.platform = text_of("tiktok");
    out->account.handle = text_of("invented");
    for (size_t i = 0; i < POSTS; i++) {
        snprintf(out->post_ids[i], 24, "p%03zu", i);
        write_words(&random, 16, out->captions[i]);
        out->posts[i] = (assay_post){.id = text_of(out->post_ids[i]),
                                     .at = 1700000000 + (int64_t)i * 86400,
                                     .caption = text_of(out->captions[i])};
    }
    for (size_t i = 0; i < COMMENTS; i++) {
        assay__random copied = {.key = key + 1};
        bool copy = assay__random_below(&random, 7) == 0;
        write_words(copy ? &copied : &random, 3 + assay__random_below(&random, 16),
                    out->texts[i]);
        snprintf(out->ids[i], 24, "c%04zu", i);
        snprintf(out->authors[i], 24, "reader%u", (unsigned)assay__random_next(&random));
        out->comments[i] =
            (assay_comment){.id = text_of(out->ids[i]),
                            .post = text_of(out->post_ids[i * POSTS / COMMENTS]),
                            .at = 1700000000 + (int64_t)(i * POSTS / COMMENTS) * 86400 +
                                  (int64_t)(i % 6) * 700,
                            .author = text_of(out->authors[i]),
                            .text = text_of(out->texts[i]),
                            .likes = ASSAY_NUMBER_UNKNOWN,
                            .author_followers = ASSAY_NUMBER_UNKNOWN};
    }
    out->account.comments = out->comments;
    out->account.n_comments = COMMENTS;
    out->account.posts = out->posts;
    out->account.n_posts = POSTS;
}

static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at); /* other programs do not count */
    return (double)at.tv_sec * 1e6 + (double)at.tv_nsec * 1e-3;
}

static void must(assay_status status)
{
    if (status != ASSAY_OK) {
        fputs("comments: a stage failed\n", stderr);
        exit(EXIT_FAILURE);
    }
}

static void judge(const assay_comments_model *model, const assay__sample *sample,
                  const assay__duplicates *found, assay_comment_check checks[])
{
    double values[ASSAY__SIGN_COUNT];
    for (size_t i = 0; i < sample->n; i++) {
        const assay__remark *remark = &sample->remarks[i];
        assay__signs_read(sample, found, remark, values);
        checks[remark->index] = assay__judge(model, remark, values);
    }
}

/* One account through all stages; adds to [STAGES] microseconds. */
static void time_account(const assay_account *account, const assay_comments_model *model,
                         assay_arena *arena, double spent[])
{
    assay__sample sample;
    assay__duplicates found;
    assay_comments out = {.n = 0};
    double at[STAGES + 1];
    assay_arena_reset(arena);
    assay_comment_check *checks =
        assay_arena_array(arena, account->n_comments, sizeof *checks);
    must(checks != NULL ? ASSAY_OK : ASSAY_NO_MEMORY);
    for (size_t i = 0; i < account->n_comments; i++)
        checks[i].inauthentic = ASSAY_NUMBER_UNKNOWN; /* as of the creator's own */
    at[0] = now();
    must(assay__sample_make(account, model->lexicon, NULL, arena, &sample, NULL));
    at[1] = now();
    must(assay__duplicates_find(&sample, &model->background, arena, &found, NULL));
    at[2] = now();
    must(assay__describe_authors(&sample, NULL, arena, &out, NULL));
    at[3] = now();
    must(assay__describe_times(&sample, arena, &out, NULL));
    at[4] = now();
    must(assay__describe_words(&sample, arena, &out, NULL));
    at[5] = now();
    judge(model, &sample, &found, checks);
    at[6] = now();
    must(assay__voice_read(&sample, checks, arena, &out.voice, NULL));
    at[7] = now();
    for (size_t i = 0; i < STAGES; i++)
        spent[i] += at[i + 1] - at[i];
}

static int compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The first accounts of a file with comments. @return how many */
static size_t read_accounts(const char *path, assay_arena *arena,
                            const assay_account *accounts[])
{
    assay_reader *reader;
    size_t n = 0;
    must(assay_reader_open(path, NULL, &reader, NULL));
    while (n < MOST && assay_reader_next(reader, arena, &accounts[n], NULL) == ASSAY_OK)
        n += accounts[n]->n_comments > 0;
    assay_reader_close(reader);
    return n;
}

static size_t invent_accounts(assay_arena *arena, const assay_account *accounts[])
{
    for (size_t i = 0; i < ACCOUNTS; i++) {
        invented *made = assay_arena_alloc(arena, sizeof *made);
        if (made == NULL)
            must(ASSAY_NO_MEMORY);
        make_account(made, 1000 * i + 1);
        accounts[i] = &made->account;
    }
    return ACCOUNTS;
}

static void print_size(const assay_account *const accounts[], size_t n)
{
    size_t bytes = 0, comments = 0;
    for (size_t i = 0; i < n; i++) {
        comments += accounts[i]->n_comments;
        for (size_t k = 0; k < accounts[i]->n_comments; k++)
            bytes += accounts[i]->comments[k].text.len;
    }
    printf("%zu accounts of %zu comments of %zu bytes\n", n, comments / n,
           bytes / comments);
}

int main(int argc, char **argv)
{
    static double rounds[STAGES][ROUNDS];
    static const assay_account *accounts[MOST];
    assay_comments_model *model;
    assay_arena *input, *arena;
    assay_initialise();
    must(assay_comments_model_default(&model, NULL));
    must(assay_arena_new(1 << 22, NULL, &input, NULL));
    must(assay_arena_new(1 << 22, NULL, &arena, NULL));
    size_t n = argc > 1 ? read_accounts(argv[1], input, accounts)
                        : invent_accounts(input, accounts);
    must(n > 0 ? ASSAY_OK : ASSAY_BAD_VALUE);
    for (size_t round = 0; round < ROUNDS; round++) {
        double spent[STAGES] = {0};
        for (size_t i = 0; i < n; i++)
            time_account(accounts[i], model, arena, spent);
        for (size_t k = 0; k < STAGES; k++)
            rounds[k][round] = spent[k] / (double)n;
    }
    double total = 0;
    print_size(accounts, n);
    for (size_t k = 0; k < STAGES; k++) {
        qsort(rounds[k], ROUNDS, sizeof(double), compare_numbers);
        printf("%-24s %7.1f us\n", STAGE_NAMES[k], rounds[k][0]);
        total += rounds[k][0];
    }
    printf("%-24s %7.1f us, %.0f accounts/s\n", "all", total, 1e6 / total);
    assay_arena_free(arena);
    assay_arena_free(input);
    assay_comments_model_free(model);
    return EXIT_SUCCESS;
}
