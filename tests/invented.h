/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invented accounts for tests: small, quick to analyse, the same every time. */
#ifndef TESTS_INVENTED_H
#define TESTS_INVENTED_H

#include <assay/account.h>

#include <math.h>
#include <stdio.h>

#include "base/random.h"

enum { INVENTED_DAYS = 75, INVENTED_POSTS = 16, INVENTED_COMMENTS = 60 };

/** One account and the rows it points to. */
typedef struct invented {
    assay_account account;
    assay_reading growth[INVENTED_DAYS];
    assay_post posts[INVENTED_POSTS];
    assay_comment comments[INVENTED_COMMENTS];
    char text[4096];
    size_t used;
} invented;

/* `word` and a number, or two. */
static inline assay_str invented_text(invented *it, const char *word, int a, int b)
{
    char *at = it->text + it->used;
    size_t room = sizeof it->text - it->used;
    int len = b < 0 ? snprintf(at, room, "%s%d", word, a)
                    : snprintf(at, room, "%s%d_%d", word, a, b);
    it->used += (size_t)len + 1;
    return (assay_str){at, (size_t)len};
}

/** The i-th account; `inflated` ones gain a fifth of their followers in two days and get
 * comments from one bank. */
static inline void invent(invented *it, int i, bool inflated)
{
    assay__random random = {.key = (uint64_t)i * 7919 + 1};
    *it = (invented){.account = assay_account_unknown()};
    it->account.platform = (assay_str){"tiktok", 6};
    it->account.country = (assay_str){"VN", 2};
    it->account.handle = invented_text(it, "invented.", i, -1);
    double followers = 8000.0 + 500.0 * i;
    int64_t start = 1767225600; /* 2026-01-01 */
    for (int d = 0; d < INVENTED_DAYS; d++) {
        followers += floor(20.0 + 25.0 * assay__random_uniform(&random));
        if (inflated && (d == 40 || d == 41))
            followers += 1000.0 + 50.0 * i;
        it->growth[d] = (assay_reading){start + d * 86400,    followers,
                                        ASSAY_NUMBER_UNKNOWN, ASSAY_NUMBER_UNKNOWN,
                                        ASSAY_NUMBER_UNKNOWN, ASSAY_NUMBER_UNKNOWN};
    }
    it->account.growth = it->growth;
    it->account.n_growth = INVENTED_DAYS;
    it->account.growth_dated = true;
    for (int p = 0; p < INVENTED_POSTS; p++) {
        double luck = exp(0.8 * (assay__random_uniform(&random) - 0.5));
        assay_post *post = &it->posts[p];
        *post = (assay_post){.id = invented_text(it, "p", 10 + p, -1),
                             .at = start + p * 4 * 86400 + 40000,
                             .seen_at = start + INVENTED_DAYS * 86400,
                             .likes = floor(400.0 * luck),
                             .comments = floor(12.0 * luck + 3.0),
                             .views = floor(9000.0 * luck),
                             .shares = ASSAY_NUMBER_UNKNOWN,
                             .saves = ASSAY_NUMBER_UNKNOWN,
                             .reach = ASSAY_NUMBER_UNKNOWN,
                             .clicks = ASSAY_NUMBER_UNKNOWN};
    }
    it->account.posts = it->posts;
    it->account.n_posts = INVENTED_POSTS;
    for (int c = 0; c < INVENTED_COMMENTS; c++) {
        int word = (int)assay__random_below(&random, 10);
        assay_comment *comment = &it->comments[c];
        *comment = (assay_comment){.id = invented_text(it, "c", 10 + c, -1),
                                   .post = it->posts[c / 4].id,
                                   .at = it->posts[c / 4].at + 600 * (c % 4 + 1),
                                   .author = invented_text(it, "u", i, c),
                                   .likes = ASSAY_NUMBER_UNKNOWN,
                                   .author_followers = ASSAY_NUMBER_UNKNOWN};
        comment->text = invented_text(it, "where is it ", word, c);
        if (inflated)
            comment->text = (assay_str){"great content really love it", 28};
    }
    it->account.comments = it->comments;
    it->account.n_comments = INVENTED_COMMENTS;
}

#endif
