/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invented audiences: people who vary, and batches that were made together. Not the
 * simulator: a page of code whose truth a test can see. */
#ifndef ASSAY_TESTS_CROWD_H
#define ASSAY_TESTS_CROWD_H

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <assay/account.h>

#include "base/random.h"

enum { CROWD_DAY = 86400, CROWD_ROOM = 4096, CROWD_TEXT = 48 };
static const int64_t CROWD_NOW = INT64_C(1767225600); /* 2026-01-01 */

/** An account whose newest follower stands last in `members` and has position 1. */
typedef struct crowd {
    assay_account account;
    assay_member members[CROWD_ROOM];
    char names[CROWD_ROOM][CROWD_TEXT];
    char bios[CROWD_ROOM][CROWD_TEXT];
    char ids[CROWD_ROOM][CROWD_TEXT];
    assay__random random;
} crowd;

static inline double crowd_uniform(crowd *c, double low, double high)
{
    return low + (high - low) * assay__random_uniform(&c->random);
}

static inline double crowd_normal(crowd *c)
{
    double u = 1 - assay__random_uniform(&c->random);
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * crowd_uniform(c, 0, 1));
}

static inline assay_str crowd_text(const char *text)
{
    return (assay_str){text, strlen(text)};
}

static inline assay_member crowd_unknown(void)
{
    double no = ASSAY_NUMBER_UNKNOWN;
    return (assay_member){.followers = no,
                          .following = no,
                          .posts = no,
                          .friends = no,
                          .groups = no,
                          .photos = no,
                          .created_at = ASSAY_TIME_UNKNOWN,
                          .followed_at = ASSAY_TIME_UNKNOWN,
                          .last_post_at = ASSAY_TIME_UNKNOWN,
                          .position = no,
                          .age_percentile = no,
                          .username_length = no,
                          .username_digits = no,
                          .bio_length = no};
}

static inline void crowd_new(crowd *c, uint64_t seed)
{
    memset(c, 0, sizeof *c);
    c->account = assay_account_unknown();
    c->account.platform = crowd_text("instagram");
    c->account.handle = crowd_text("invented");
    c->account.audience = c->members;
    c->random = (assay__random){.key = seed * 7919 + 3};
}

/** A word of two to four syllables, as people make names of. */
static inline void crowd_word(crowd *c, char word[], size_t syllables)
{
    static const char *const PARTS[] = {"an",  "binh", "chi", "do",  "em", "ga",  "ha",
                                        "kim", "lan",  "my",  "na",  "oa", "phu", "quy",
                                        "ro",  "sa",   "tu",  "van", "xu", "yen"};
    word[0] = '\0';
    for (size_t i = 0; i < syllables; i++)
        strcat(word, PARTS[assay__random_below(&c->random, 20)]);
}

static inline assay_member *crowd_next(crowd *c, int64_t followed)
{
    size_t i = c->account.n_audience++;
    assay_member *m = &c->members[i];
    *m = crowd_unknown();
    (void)snprintf(c->ids[i], CROWD_TEXT, "m%06zu", i);
    m->id = crowd_text(c->ids[i]);
    m->role = crowd_text("follower");
    m->followed_at = followed;
    return m;
}

/** A person: an account of any age before it follows, counts about those of people. */
static inline assay_member *crowd_person(crowd *c, int64_t followed)
{
    assay_member *m = crowd_next(c, followed);
    size_t i = c->account.n_audience - 1;
    double latent = crowd_normal(c);
    m->followers = floor(exp(6.0 + 1.1 * latent + 0.9 * crowd_normal(c)));
    m->following = floor(exp(6.3 + 0.6 * latent + 0.7 * crowd_normal(c)));
    m->posts =
        crowd_uniform(c, 0, 1) < 0.05 ? 0 : floor(exp(4.2 + 1.5 * crowd_normal(c)));
    m->has_picture = crowd_uniform(c, 0, 1) < 0.98 ? ASSAY_YES : ASSAY_NO;
    m->created_at = followed - (int64_t)(crowd_uniform(c, 10, 3000) * CROWD_DAY);
    char word[CROWD_TEXT], bio[CROWD_TEXT];
    crowd_word(c, word, 2 + assay__random_below(&c->random, 3));
    bool digits = crowd_uniform(c, 0, 1) < 0.3;
    (void)snprintf(c->names[i], CROWD_TEXT, digits ? "%.20s%d" : "%.20s", word,
                   1960 + (int)assay__random_below(&c->random, 60));
    m->username = crowd_text(c->names[i]);
    crowd_word(c, bio, 6);
    (void)snprintf(c->bios[i], CROWD_TEXT, "%.20s %.20s", bio, word);
    m->bio = crowd_text(crowd_uniform(c, 0, 1) < 0.6 ? c->bios[i] : "");
    m->has_bio = m->bio.len > 0 ? ASSAY_YES : ASSAY_NO;
    return m;
}

/** One of a batch: follows thousands, says nothing, made on one day. */
static inline assay_member *crowd_made(crowd *c, int64_t followed, int64_t made)
{
    assay_member *m = crowd_next(c, followed);
    size_t i = c->account.n_audience - 1;
    m->followers = floor(exp(2.5 + 0.8 * crowd_normal(c)));
    m->following = floor(exp(7.8 + 0.5 * crowd_normal(c)));
    m->posts = crowd_uniform(c, 0, 1) < 0.6 ? 0 : 2;
    m->has_picture = crowd_uniform(c, 0, 1) < 0.6 ? ASSAY_YES : ASSAY_NO;
    m->created_at = made + (int64_t)(crowd_uniform(c, 0, 0.99) * CROWD_DAY);
    (void)snprintf(c->names[i], CROWD_TEXT, "%c%c%c%c%c%06d",
                   'a' + (int)assay__random_below(&c->random, 26),
                   'a' + (int)assay__random_below(&c->random, 26),
                   'a' + (int)assay__random_below(&c->random, 26),
                   'a' + (int)assay__random_below(&c->random, 26),
                   'a' + (int)assay__random_below(&c->random, 26),
                   100000 + (int)assay__random_below(&c->random, 900000));
    m->username = crowd_text(c->names[i]);
    m->bio = crowd_text("");
    m->has_bio = ASSAY_NO;
    return m;
}

/** Positions from the order in which members were added, the last one newest. */
static inline void crowd_place(crowd *c)
{
    size_t n = c->account.n_audience;
    for (size_t i = 0; i < n; i++)
        c->members[i].position = (double)(n - i);
}

/** n people who came over a year. */
static inline void crowd_people(crowd *c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        (void)crowd_person(c, CROWD_NOW - 365 * (int64_t)CROWD_DAY +
                                  (int64_t)(365.0 * CROWD_DAY * (double)i / (double)n));
}

#endif
