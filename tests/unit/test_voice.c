/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an audience says, on invented comments. */
#include <criterion/criterion.h>

#include <assay/comments.h>

#include <math.h>
#include <stdio.h>

#include "base/random.h"
#include "base/str.h"
#include "comments/model.h"
#include "comments/voice.h"

enum { ROOM = 400 };

static assay_arena *arena;
static assay_account account;
static assay_comment rows[ROOM];
static char authors[ROOM][32], ids[ROOM][32];
static assay_comment_check checks[ROOM];

static void open_arena(void)
{
    cr_assert_eq(assay_arena_new(1 << 20, NULL, &arena, NULL), ASSAY_OK);
    account = assay_account_unknown();
    account.platform = ASSAY__LITERAL("tiktok");
    account.handle = ASSAY__LITERAL("caphe.dalat");
    account.comments = rows;
    account.n_comments = 0;
}

static void close_arena(void)
{
    assay_arena_free(arena);
}

TestSuite(voice, .init = open_arena, .fini = close_arena);

static assay_comment *add(const char *text, double inauthentic)
{
    size_t i = account.n_comments++;
    snprintf(ids[i], sizeof ids[i], "c%zu", i);
    snprintf(authors[i], sizeof authors[i], "reader%zu", i);
    rows[i] = (assay_comment){.id = assay__str(ids[i]),
                              .post = ASSAY__LITERAL("p1"),
                              .at = ASSAY_TIME_UNKNOWN,
                              .author = assay__str(authors[i]),
                              .text = assay__str(text),
                              .likes = ASSAY_NUMBER_UNKNOWN,
                              .author_followers = ASSAY_NUMBER_UNKNOWN};
    checks[i] =
        (assay_comment_check){inauthentic, ASSAY_COMMENT_ORDINARY, ASSAY_NO_CLUSTER};
    return &rows[i];
}

static assay_audience_voice read_voice(void)
{
    static assay__lexicon *lexicon;
    assay__sample sample;
    assay_audience_voice voice;
    cr_assert_eq(assay__lexicon_default(arena, &lexicon, NULL), ASSAY_OK);
    cr_assert_eq(assay__sample_make(&account, lexicon, NULL, arena, &sample, NULL),
                 ASSAY_OK);
    cr_assert_eq(assay__voice_read(&sample, checks, arena, &voice, NULL), ASSAY_OK);
    return voice;
}

/* What one text says, as a set of bits. */
static unsigned said(const char *text)
{
    account.n_comments = 0;
    add(text, 0.1);
    assay_audience_voice voice = read_voice();
    unsigned bits = 0;
    for (unsigned i = 0; i < ASSAY_VOICE_COUNT; i++)
        bits |= (unsigned)voice.says[i].credible << i;
    return bits;
}

enum {
    ASKS = 1 << ASSAY_VOICE_QUESTIONS,
    BUYS = 1 << ASSAY_VOICE_PURCHASE_INTENT,
    LIKES = 1 << ASSAY_VOICE_POSITIVE,
    DISLIKES = 1 << ASSAY_VOICE_NEGATIVE
};

Test(voice, texts_say_what_a_reader_hears)
{
    static const struct {
        const char *text;
        unsigned wanted;
    } CASES[] = {
        {"xin giá với shop ơi", BUYS},
        {"xin gia voi shop oi", BUYS},
        {"XIN GIÁÁÁ VỚI Ạ", BUYS},
        {"còn hàng ko shop?", BUYS | ASKS},
        {"con hang khong", BUYS | ASKS},
        {"chốt đơn cho em cái màu đen", BUYS},
        {"chot don cho e nha", BUYS},
        {"ib giá giúp mình", BUYS},
        {"ship tỉnh bao nhiêu vậy ạ", BUYS | ASKS},
        {"giá?", BUYS | ASKS},
        {"cả gia đình mình đi chơi cuối tuần ở đà lạt", 0},
        {"where can i buy this?", BUYS | ASKS},
        {"link pls", BUYS},
        {"price?", BUYS | ASKS},
        {"berapa kak, masih ada?", BUYS | ASKS},
        {"ราคาเท่าไหร่คะ", BUYS},
        {"onde comprar esse vestido", BUYS},
        {"cuánto cuesta y hacen envíos?", BUYS | ASKS},
        {"đẹp quá chị ơi", LIKES},
        {"dep qua chi oi", LIKES},
        {"không đẹp lắm", DISLIKES},
        {"ko dep", DISLIKES},
        {"hàng fake, thất vọng", DISLIKES},
        {"love this so much", LIKES},
        {"not good at all", DISLIKES},
        {"such a waste of money", DISLIKES},
        {"mantap banget kak", LIKES},
        {"kecewa, barangnya jelek", DISLIKES},
        {"😍😍😍", LIKES},
        {"🤮", DISLIKES},
        {"hôm nay trời mưa ở đây", 0},
        {"the bus was late again today", 0},
        {"cái này dùng như thế nào", ASKS},
        {"does it work on oily skin", ASKS},
        {"", 0},
        {"？", ASKS},
        {"؟", ASKS},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        cr_expect_eq(said(CASES[i].text), CASES[i].wanted, "%s: %u", CASES[i].text,
                     said(CASES[i].text));
}

Test(voice, inauthentic_comments_are_counted_apart)
{
    for (int i = 0; i < 40; i++)
        add(i < 10 ? "xin giá với shop" : "hôm nay trời mưa", 0.2);
    for (int i = 0; i < 60; i++)
        add("xin giá với shop", 0.9);
    assay_audience_voice voice = read_voice();
    const assay_voice_count *buying = &voice.says[ASSAY_VOICE_PURCHASE_INTENT];
    cr_expect_eq(voice.n, 40);
    cr_expect_eq(voice.inauthentic, 60);
    cr_expect_eq(buying->credible, 10);
    cr_expect_eq(buying->inauthentic, 60);
    cr_expect_float_eq(buying->share.value, 0.25, 1e-12);
    cr_expect_lt(buying->share.low, 0.25);
    cr_expect_gt(buying->share.high, 0.25);
    cr_expect(isnan(voice.reply_rate.value), "nothing says who answered");
}

Test(voice, few_comments_have_counts_and_no_shares)
{
    for (int i = 0; i < 19; i++)
        add("xin giá với shop", 0.2);
    assay_audience_voice voice = read_voice();
    cr_expect_eq(voice.says[ASSAY_VOICE_PURCHASE_INTENT].credible, 19);
    cr_expect(isnan(voice.says[ASSAY_VOICE_PURCHASE_INTENT].share.value));
}

Test(voice, nothing_said_is_nothing)
{
    assay_audience_voice voice = read_voice();
    cr_expect_eq(voice.n + voice.inauthentic, 0);
    cr_expect(isnan(voice.says[0].share.value));
}

/* An answer of the creator to the i-th comment. */
static void answer(size_t i)
{
    size_t at = account.n_comments;
    assay_comment *reply = add("cảm ơn bạn", ASSAY_NUMBER_UNKNOWN);
    reply->by_creator = ASSAY_YES;
    reply->reply_to = assay__str(ids[i]);
    reply->author = account.handle;
    checks[at].inauthentic = ASSAY_NUMBER_UNKNOWN;
}

Test(voice, reply_rate_counts_comments_answered_once_each)
{
    for (int i = 0; i < 40; i++)
        add("hôm nay trời mưa", i < 30 ? 0.1 : 0.9);
    answer(0);
    answer(0);
    answer(1);
    answer(2);
    answer(35); /* an inauthentic one */
    assay_audience_voice voice = read_voice();
    cr_expect_eq(voice.n, 30);
    cr_expect_eq(voice.replied, 3);
    cr_expect_float_eq(voice.reply_rate.value, 0.1, 1e-12);
    cr_expect_lt(voice.reply_rate.low, 0.1);
}

Test(voice, order_of_comments_does_not_matter)
{
    static const char *const TEXTS[] = {"xin giá", "đẹp quá",   "ở đâu vậy?",
                                        "mưa rồi", "không tốt", "love it"};
    assay_audience_voice first = {.n = 0};
    for (int round = 0; round < 4; round++) {
        account.n_comments = 0;
        for (size_t i = 0; i < 120; i++) {
            size_t k = round % 2 == 0 ? i : 119 - i;
            add(TEXTS[k % 6], k % 5 == 0 ? 0.8 : 0.1);
            snprintf(authors[i], sizeof authors[i], "a%zu", k % 50);
            rows[i].author = assay__str(authors[i]);
        }
        assay_audience_voice voice = read_voice();
        if (round == 0)
            first = voice;
        for (unsigned i = 0; i < ASSAY_VOICE_COUNT; i++) {
            cr_expect_eq(voice.says[i].credible, first.says[i].credible);
            cr_expect_eq(voice.says[i].share.low, first.says[i].share.low);
        }
    }
}

/* Shares of simulated comments lie within the interval as often as it says. */
Test(voice, intervals_cover_as_often_as_they_say)
{
    static const double SHARES[] = {0.05, 0.2, 0.5};
    for (size_t s = 0; s < 3; s++) {
        int covered = 0;
        for (uint64_t round = 0; round < 120; round++) {
            assay__random random = {.key = 1 + round * 3 + s};
            account.n_comments = 0;
            for (int i = 0; i < 80; i++)
                add(assay__random_uniform(&random) < SHARES[s] ? "xin giá" : "mưa", 0.1);
            assay_interval share = read_voice().says[ASSAY_VOICE_PURCHASE_INTENT].share;
            covered += share.low <= SHARES[s] && SHARES[s] <= share.high;
            assay_arena_reset(arena);
        }
        cr_expect_geq(covered, 100, "%d of 120 at %g", covered, SHARES[s]);
    }
}
