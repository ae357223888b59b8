/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include <assay/comments.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/random.h"
#include "base/str.h"
#include "comments/background.h"

enum { ROOM = 400, TEXT = 160, START = 1700000000 };

static assay_arena *arena;
static assay_account account;
static assay_comment rows[ROOM];
static char texts[ROOM][TEXT], ids[ROOM][24], authors[ROOM][32];
static assay_post posts[16];
static char post_ids[16][24];

static void open_arena(void)
{
    cr_assert_eq(assay_arena_new(1 << 20, NULL, &arena, NULL), ASSAY_OK);
    account = assay_account_unknown();
    account.platform = ASSAY__LITERAL("tiktok");
    account.handle = ASSAY__LITERAL("caphe.dalat");
    account.comments = rows;
    account.posts = posts;
}

static void close_arena(void)
{
    assay_arena_free(arena);
}

TestSuite(comments, .init = open_arena, .fini = close_arena);

static assay_comment *add(const char *author, const char *text)
{
    size_t i = account.n_comments++;
    snprintf(ids[i], sizeof ids[i], "c%04zu", i);
    snprintf(texts[i], sizeof texts[i], "%s", text);
    snprintf(authors[i], sizeof authors[i], "%s", author);
    rows[i] = (assay_comment){.id = assay__str(ids[i]),
                              .post = ASSAY__LITERAL("p1"),
                              .at = ASSAY_TIME_UNKNOWN,
                              .author = assay__str(authors[i]),
                              .text = assay__str(texts[i]),
                              .likes = ASSAY_NUMBER_UNKNOWN,
                              .author_followers = ASSAY_NUMBER_UNKNOWN};
    return &rows[i];
}

/* Comments no two of which are alike, each by an author of its own. */
static void add_ordinary(size_t n)
{
    static const char *const WORDS[] = {"mai",  "buổi", "sáng",  "đường", "mưa", "quán",
                                        "rang", "hạt",  "chua",  "thơm",  "đậm", "ly",
                                        "núi",  "lạnh", "sương", "xe",    "chợ", "hoa"};
    for (size_t i = 0; i < n; i++) {
        assay__random random = {.key = 77 + i};
        char text[TEXT] = "", author[32];
        for (size_t k = 0; k < 6; k++) {
            strcat(text, WORDS[assay__random_below(&random, 18)]);
            strcat(text, " ");
        }
        snprintf(author, sizeof author, "reader.%zu", account.n_comments);
        add(author, text);
    }
}

static void add_post(size_t i, const char *caption)
{
    snprintf(post_ids[i], sizeof post_ids[i], "p%zu", i + 1);
    posts[i] = (assay_post){.id = assay__str(post_ids[i]),
                            .at = START + (int64_t)i * 86400,
                            .seen_at = ASSAY_TIME_UNKNOWN,
                            .caption = assay__str(caption)};
    account.n_posts = i + 1;
}

static assay_comments analyse(void)
{
    assay_comments found;
    cr_assert_eq(assay_comments_analyse(&account, NULL, NULL, arena, &found, NULL),
                 ASSAY_OK);
    return found;
}

static void expect_because(const assay_comments *found, size_t i,
                           assay_comment_because because)
{
    cr_expect_eq(found->checks[i].because, because, "%s: %s (%g)", texts[i],
                 assay_comment_because_name(found->checks[i].because),
                 found->checks[i].inauthentic);
}

Test(comments, no_comments_are_not_assessable)
{
    assay_comments found = analyse();
    cr_expect_eq(found.state, ASSAY_NOT_ASSESSABLE);
    cr_expect_eq(found.lack, ASSAY_LACK_TABLE);
    cr_expect(isnan(found.inauthentic_share.value));
    cr_expect(isnan(found.duplicate_share));
}

Test(comments, one_comment_is_judged_without_statistics)
{
    add("an", "quán này ở đường nào vậy?");
    assay_comments found = analyse();
    cr_expect_eq(found.n, 1);
    cr_expect_eq(found.lack, ASSAY_LACK_FEW);
    cr_expect_lt(found.checks[0].inauthentic, 0.5);
    cr_expect(isnan(found.inauthentic_share.value));
}

Test(comments, ordinary_comments_are_left_alone)
{
    add_ordinary(100);
    assay_comments found = analyse();
    cr_expect_eq(found.state, ASSAY_STATE_OK);
    cr_expect_lt(found.inauthentic_share.value, 0.1);
    for (size_t i = 0; i < 100; i++)
        expect_because(&found, i, ASSAY_COMMENT_ORDINARY);
}

Test(comments, near_duplicates_by_many_authors_are_found_through_their_disguises)
{
    add_ordinary(100);
    static const char *const SAME[] = {
        "Sản phẩm dùng rất ok nha mọi người",      "san pham dung rat ok nha moi nguoi",
        "Sản phẩm dùng rất ok nha mọi người!!! 😍", "sản\u200b phẩm dùng rất ok nha mn",
        "SẢN PHẨM DÙNG RẤT OKKKK NHA MỌI NGƯỜI",   "Sản phẩm dùng rất ок nha mọi người",
    };
    for (size_t i = 0; i < 6; i++) {
        char author[32];
        snprintf(author, sizeof author, "ngoc%zu", i);
        add(author, SAME[i]);
    }
    assay_comments found = analyse();
    cr_assert_eq(found.n_clusters, 1);
    cr_expect_eq(found.clusters[0].n, 6);
    cr_expect_eq(found.clusters[0].authors, 6);
    cr_expect_eq(found.clusters[0].first, 100);
    cr_expect_gt(found.clusters[0].surprise, 6);
    for (size_t i = 100; i < 106; i++) {
        cr_expect_eq(found.checks[i].cluster, 0);
        cr_expect_gt(found.checks[i].inauthentic, 0.5);
    }
    cr_expect_float_eq(found.duplicate_share, 6.0 / 106, 1e-9);
}

Test(comments, each_reason_is_given_once)
{
    add_ordinary(100);
    size_t first = account.n_comments;
    add("kim1", "Check out my channel https://example.com/x");
    add("kim2", "mình dùng rồi thấy hiệu quả lắm, shop uy tín, giao hàng nhanh");
    add("kim3", "con mèo nhà em cũng hay nằm trên mái ngói cũ");
    add("kim4", "con mèo nhà em cũng hay nằm trên mái ngói cũ");
    add("kim5", "con mèo nhà em cũng hay nằm trên mái ngói cũ");
    static const char *const CITIES[] = {"Huế", "Vinh", "Pleiku", "Hội An", "Sapa"};
    for (size_t i = 0; i < 5; i++) {
        char text[TEXT], author[32];
        snprintf(text, sizeof text, "hôm nọ ghé %s thấy người ta bày đẹp", CITIES[i]);
        snprintf(author, sizeof author, "lan%zu", i);
        add(author, text);
    }
    assay_comments found = analyse();
    expect_because(&found, first, ASSAY_COMMENT_LINK);
    expect_because(&found, first + 1, ASSAY_COMMENT_SEEDING);
    expect_because(&found, first + 2, ASSAY_COMMENT_NEAR_DUPLICATE);
    expect_because(&found, first + 5, ASSAY_COMMENT_TEMPLATE);
    size_t cluster = found.checks[first + 5].cluster;
    cr_assert_neq(cluster, ASSAY_NO_CLUSTER);
    cr_expect(found.clusters[cluster].template_);
    cr_expect_leq(found.clusters[cluster].n, 5);
}

Test(comments, lures_are_read_through_obfuscation)
{
    static const char *const LURES[] = {
        "add z a l o em nhé",       "Ｚａｌｏ 0912 345 678 ạ",
        "Zаlо mình tư vấn cho",     "không chín một hai ba bốn năm sáu bảy tám gọi em",
        "subscribe to my channel",  "cek bio aku ya kak",
        "แอดไลน์มาได้เลยค่ะ",          "suscríbete a mi canal",
        "se inscreve no meu canal", "sub4sub?",
    };
    for (size_t i = 0; i < sizeof LURES / sizeof *LURES; i++)
        add("x", LURES[i]);
    add_ordinary(60);
    assay_comments found = analyse();
    cr_expect_gt(found.link_share, 0);
    for (size_t i = 0; i < sizeof LURES / sizeof *LURES; i++)
        cr_expect_gt(found.checks[i].inauthentic, found.checks[20].inauthentic, "%s",
                     LURES[i]);
}

Test(comments, an_enthusiast_with_many_short_comments_is_not_flagged_for_it)
{
    add_ordinary(100);
    static const char *const SHORT[] = {"đẹp quá", "xinh quá chị ơi", "hay",
                                        "mê luôn", "dễ thương ghê",   "tuyệt vời",
                                        "❤❤❤"};
    for (size_t i = 0; i < 35; i++)
        add("fan.cung", SHORT[i % 7]);
    assay_comments found = analyse();
    for (size_t i = 100; i < 135; i++)
        cr_expect_lt(found.checks[i].inauthentic, 0.5, "%s: %g", texts[i],
                     found.checks[i].inauthentic);
    cr_expect_lt(found.inauthentic_share.value, 0.25);
    cr_expect_eq(found.duplicate_share, 0);
}

Test(comments, what_the_caption_asks_for_is_no_evidence)
{
    add_post(0, "Comment \"cà phê muối\" để nhận quà nhé cả nhà");
    add_ordinary(60);
    for (size_t i = 0; i < 30; i++) {
        char author[32];
        snprintf(author, sizeof author, "quy%zu", i);
        add(author, "cà phê muối");
    }
    assay_comments found = analyse();
    cr_expect_eq(found.duplicate_share, 0);
    expect_because(&found, 70, ASSAY_COMMENT_ORDINARY);
    posts[0].caption = ASSAY__LITERAL("Một ngày ở Đà Lạt");
    assay_comments unasked = analyse();
    cr_expect_gt(unasked.duplicate_share, 0.3);
}

Test(comments, orders_and_wishes_are_no_evidence)
{
    add_ordinary(60);
    for (size_t i = 0; i < 20; i++) {
        char author[32];
        snprintf(author, sizeof author, "mua%zu", i);
        add(author, i % 2 == 0 ? "+1 chốt đơn" : "chúc mừng năm mới");
    }
    assay_comments found = analyse();
    cr_expect_eq(found.duplicate_share, 0);
    for (size_t i = 60; i < 80; i++)
        expect_because(&found, i, ASSAY_COMMENT_ORDINARY);
}

Test(comments, the_creators_own_replies_are_kept_apart)
{
    add_ordinary(50);
    add("Caphe.Dalat", "cảm ơn bạn nhé")->reply_to = ASSAY__LITERAL("c0001");
    add("x", "cảm ơn bạn nhé")->by_creator = ASSAY_YES;
    assay_comments found = analyse();
    cr_expect_eq(found.own, 2);
    cr_expect_eq(found.n, 50);
    cr_expect(isnan(found.checks[50].inauthentic));
    cr_expect_eq(found.checks[51].cluster, ASSAY_NO_CLUSTER);
    cr_expect_float_eq(found.reply_rate, 1.0 / 50, 1e-12);
}

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

Test(comments, the_order_of_comments_never_matters)
{
    for (size_t i = 0; i < 6; i++)
        add_post(i, "cà phê sáng ở Đà Lạt, mưa và sương");
    add_ordinary(150);
    for (size_t i = 0; i < 30; i++)
        add(i % 3 == 0 ? "a" : i % 3 == 1 ? "b" : "c", "con mèo nhà em trên mái ngói cũ");
    for (size_t i = 0; i < account.n_comments; i++) {
        rows[i].post = assay__str(post_ids[i % 6]);
        rows[i].at = START + (int64_t)(i % 6) * 86400 + (int64_t)(i * i % 7000);
    }
    assay_comments before = analyse();
    double probability[ROOM];
    for (size_t i = 0; i < account.n_comments; i++)
        probability[i] = before.checks[i].inauthentic;
    assay__random random = {.key = 5};
    size_t place[ROOM];
    for (size_t i = 0; i < account.n_comments; i++)
        place[i] = i;
    for (size_t i = account.n_comments - 1; i > 0; i--) {
        size_t j = assay__random_below(&random, i + 1), held_place = place[i];
        assay_comment held = rows[i];
        rows[i] = rows[j];
        rows[j] = held;
        place[i] = place[j];
        place[j] = held_place;
    }
    assay_comments after = analyse();
    for (size_t i = 0; i < account.n_comments; i++)
        cr_assert(same_bits(after.checks[i].inauthentic, probability[place[i]]));
    cr_expect(same_bits(before.duplicate_surprise, after.duplicate_surprise));
    cr_expect(same_bits(before.burstiness, after.burstiness));
    cr_expect(same_bits(before.relevance, after.relevance));
    cr_expect(same_bits(before.compression, after.compression));
    cr_expect(same_bits(before.diversity, after.diversity));
    cr_expect(same_bits(before.wave_max, after.wave_max));
    cr_expect(same_bits(before.inauthentic_share.low, after.inauthentic_share.low));
    cr_expect_eq(before.n_clusters, after.n_clusters);
}

Test(comments, unknown_authors_and_times_leave_the_rest)
{
    add_ordinary(120);
    for (size_t i = 0; i < 120; i++)
        rows[i].author = (assay_str){NULL, 0};
    assay_comments found = analyse();
    cr_expect_eq(found.authors, 0);
    cr_expect(isnan(found.top_author_share));
    cr_expect(isnan(found.persistence));
    cr_expect(isnan(found.handle_randomness));
    cr_expect(isnan(found.burstiness));
    cr_expect(isnan(found.wave_max));
    cr_expect(isnan(found.creator_author_share));
    cr_expect(!isnan(found.duplicate_share));
    cr_expect(!isnan(found.diversity));
    cr_expect(!isnan(found.compression));
}

Test(comments, a_wave_stands_out_of_decaying_arrivals)
{
    add_post(0, "cà phê");
    add_ordinary(160);
    for (size_t i = 0; i < 120; i++)
        rows[i].at = START + (int64_t)(1800 * (pow((120.5 - (double)i) / 121, -1.2) - 1));
    for (size_t i = 120; i < 160; i++)
        rows[i].at = START + 200000 + (int64_t)i;
    for (size_t i = 0; i < 120; i++)
        rows[i].post = rows[120].post;
    assay_comments found = analyse();
    cr_expect_gt(found.wave_max, 20);
    cr_expect_geq(found.n_waves, 1);
    account.n_comments = 120;
    assay_comments calm = analyse();
    cr_expect_lt(calm.wave_max, 4);
}

Test(comments, even_arrivals_are_less_bursty_than_random_ones)
{
    add_post(0, "cà phê");
    add_ordinary(120);
    for (size_t i = 0; i < 120; i++)
        rows[i].at = START + (int64_t)(1800 * (pow((120.5 - (double)i) / 121, -1.2) - 1));
    double even = analyse().burstiness;
    assay__random random = {.key = 9};
    for (size_t i = 0; i < 120; i++) {
        double u = assay__random_uniform(&random);
        rows[i].at = START + (int64_t)(1800 * (pow(1 - u, -1.2) - 1));
    }
    double at_random = analyse().burstiness;
    cr_expect_lt(even, -0.5);
    cr_expect_gt(at_random, -0.25);
}

Test(comments, surprise_is_the_tail_of_a_rate_that_varies)
{
    /* P(N >= 3) for a geometric law of mean 0.5: (1/3)^3 */
    cr_expect_float_eq(assay__surprise(3, 0.5), 3 * log10(3), 1e-12);
    cr_expect_eq(assay__surprise(1, 0.5), 0);
    cr_expect_gt(assay__surprise(6, 0.01), assay__surprise(5, 0.01));
    cr_expect_lt(assay__surprise(30, 9), 1.5);
}

Test(comments, hostile_texts_end)
{
    add_ordinary(3);
    size_t bytes = 10 << 20;
    char *big = malloc(bytes);
    memset(big, 'a', bytes);
    for (size_t i = 0; i < bytes; i += 7)
        big[i] = ' ';
    rows[0].text = (assay_str){big, bytes};
    rows[1].text = ASSAY__LITERAL("\u202e\u200b\u200b\ufeff");
    rows[2].text = ASSAY__LITERAL("شكرا جزيلا على هذا \u202eevil");
    assay_comments found = analyse();
    for (size_t i = 0; i < 3; i++)
        cr_expect(found.checks[i].inauthentic >= 0 && found.checks[i].inauthentic <= 1);
    free(big);
}
