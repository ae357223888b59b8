/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Languages and dialects of short invented texts. */
#include <criterion/criterion.h>

#include <stdio.h>

#include "base/str.h"
#include "text/language.h"

static assay_arena *arena;
static assay__languages languages;

static void open_arena(void)
{
    cr_assert_eq(assay_arena_new(1 << 18, NULL, &arena, NULL), ASSAY_OK);
    cr_assert_eq(assay__languages_new(arena, &languages, NULL), ASSAY_OK);
}

static void close_arena(void)
{
    assay_arena_free(arena);
}

TestSuite(language, .init = open_arena, .fini = close_arena);

static bool fold(const char *text, assay__folded *folded, assay__split *split)
{
    cr_assert_eq(assay__fold(assay__str(text), arena, folded, NULL), ASSAY_OK);
    return assay__split_words(folded->skeleton, arena, split);
}

/* The likeliest language; NONE where another is likelier than any. */
static assay__language language_of(const char *text)
{
    assay__folded folded;
    assay__split split;
    double nats[ASSAY__LANGUAGE_COUNT];
    unsigned best = 0;
    cr_assert(fold(text, &folded, &split));
    if (!assay__language_read(&languages, &folded, &split, nats))
        return ASSAY__LANGUAGE_NONE;
    for (unsigned i = 1; i < ASSAY__LANGUAGE_COUNT; i++)
        best = nats[i] > nats[best] ? i : best;
    return nats[best] > 0 ? (assay__language)best : ASSAY__LANGUAGE_NONE;
}

static const char *name_of(assay__language language)
{
    return language == ASSAY__LANGUAGE_NONE ? "none" : assay__language_code(language);
}

Test(language, sentences_are_told_apart)
{
    static const struct {
        const char *text;
        assay__language wanted;
    } CASES[] = {
        {"Quán này ở đâu vậy chị ơi, nhìn ngon quá", ASSAY__LANGUAGE_vi},
        {"quan nay o dau vay chi oi, nhin ngon qua", ASSAY__LANGUAGE_vi},
        {"ko biet mua o dau luon a", ASSAY__LANGUAGE_vi},
        {"Đà Lạt", ASSAY__LANGUAGE_vi},
        {"where did you get this dress, it looks so good on you", ASSAY__LANGUAGE_en},
        {"I've been waiting for this video", ASSAY__LANGUAGE_en},
        {"ini beli di mana kak, bagus banget", ASSAY__LANGUAGE_id},
        {"makasih infonya kak, sangat membantu", ASSAY__LANGUAGE_id},
        {"ang ganda naman po, magkano yan?", ASSAY__LANGUAGE_tl},
        {"onde você comprou essa blusa? amei demais", ASSAY__LANGUAGE_pt},
        {"que linda voce ta, parabens pelo trabalho", ASSAY__LANGUAGE_pt},
        {"¿dónde lo compraste? me encanta", ASSAY__LANGUAGE_es},
        {"que hermosa estas, saludos desde aqui", ASSAY__LANGUAGE_es},
        {"c'est trop beau, merci pour la vidéo", ASSAY__LANGUAGE_fr},
        {"wo kann ich das kaufen, das ist echt schön", ASSAY__LANGUAGE_de},
        {"ซื้อที่ไหนคะ สวยมาก", ASSAY__LANGUAGE_th},
        {"ງາມຫຼາຍ", ASSAY__LANGUAGE_lo},
        {"ស្អាតណាស់", ASSAY__LANGUAGE_km},
        {"လှလိုက်တာ", ASSAY__LANGUAGE_my},
        {"这个在哪里买的", ASSAY__LANGUAGE_zh},
        {"これどこで買えますか", ASSAY__LANGUAGE_ja},
        {"어디서 샀어요", ASSAY__LANGUAGE_ko},
        {"где купить такое платье", ASSAY__LANGUAGE_ru},
        {"من أين اشتريت هذا", ASSAY__LANGUAGE_ar},
        {"यह कहाँ से खरीदा", ASSAY__LANGUAGE_hi},
        {"❤️❤️❤️", ASSAY__LANGUAGE_NONE},
        {"12345", ASSAY__LANGUAGE_NONE},
        {"hahaha", ASSAY__LANGUAGE_NONE},
        {"", ASSAY__LANGUAGE_NONE},
        {"skvěle, děkuji mockrát", ASSAY__LANGUAGE_NONE}, /* Czech is on no list */
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        cr_expect_eq(language_of(CASES[i].text), CASES[i].wanted, "%s: %s", CASES[i].text,
                     name_of(language_of(CASES[i].text)));
}

static assay__dialect dialect_of(const char *text)
{
    assay__folded folded;
    assay__split split;
    cr_assert(fold(text, &folded, &split));
    return assay__dialect_read(&languages, &folded, &split);
}

Test(language, dialects_are_told_apart)
{
    static const struct {
        const char *text;
        assay__dialect wanted;
    } CASES[] = {
        {"xinh phết nhỉ", ASSAY__DIALECT_NORTH},
        {"sao thế giời ơi", ASSAY__DIALECT_NORTH},
        {"xinh phet nhi", ASSAY__DIALECT_NORTH},
        {"đi mô rứa o", ASSAY__DIALECT_CENTRE},
        {"răng rứa hè, chừ mới thấy", ASSAY__DIALECT_CENTRE},
        {"rang rua, di mo day", ASSAY__DIALECT_CENTRE},
        {"dễ thương quá trời hà, tui coi hoài", ASSAY__DIALECT_SOUTH},
        {"được hông chị, mắc cười ghê", ASSAY__DIALECT_SOUTH},
        {"tui thay thiet luon nghen", ASSAY__DIALECT_SOUTH},
        {"Hà Nội mùa thu đẹp quá", ASSAY__DIALECT_NONE},
        {"rửa mặt xong đi ngủ", ASSAY__DIALECT_NONE},
        {"rua mat xong di ngu", ASSAY__DIALECT_NONE},
        {"thế nhỉ, thiệt tình", ASSAY__DIALECT_NONE}, /* one of each */
        {"", ASSAY__DIALECT_NONE},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        cr_expect_eq(dialect_of(CASES[i].text), CASES[i].wanted, "%s: %d", CASES[i].text,
                     (int)dialect_of(CASES[i].text));
}

Test(language, codes_are_found_with_and_without_a_country)
{
    double at_home = 0;
    cr_expect_eq(assay__language_find(assay__str("vi")), ASSAY__LANGUAGE_vi);
    cr_expect_eq(assay__language_find(assay__str("VI-vn")), ASSAY__LANGUAGE_vi);
    cr_expect_eq(assay__language_find(assay__str("vie")), ASSAY__LANGUAGE_NONE);
    cr_expect_eq(assay__language_find(assay__str("v")), ASSAY__LANGUAGE_NONE);
    cr_expect_eq(assay__language_find((assay_str){NULL, 0}), ASSAY__LANGUAGE_NONE);
    cr_expect_str_eq(assay__language_home(ASSAY__LANGUAGE_vi, &at_home), "VN");
    cr_expect_gt(at_home, 0.5);
    cr_expect_null(assay__language_home(ASSAY__LANGUAGE_en, &at_home));
}

Test(language, a_long_text_and_odd_bytes_are_read)
{
    static char text[70000];
    for (size_t i = 0; i + 1 < sizeof text; i++)
        text[i] = "khong biet nua "[i % 15];
    cr_expect_eq(language_of(text), ASSAY__LANGUAGE_vi);
    cr_expect_eq(language_of("\xFF\xFE\xC3"), ASSAY__LANGUAGE_NONE);
}
