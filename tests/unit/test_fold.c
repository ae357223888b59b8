/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include <utf8proc.h>

#include "base/str.h"
#include "text/fold.h"

static assay_arena *arena;

static void open_arena(void)
{
    cr_assert_eq(assay_arena_new(1 << 16, NULL, &arena, NULL), ASSAY_OK);
}

static void close_arena(void)
{
    assay_arena_free(arena);
}

TestSuite(fold, .init = open_arena, .fini = close_arena);

static assay__folded fold(assay_str text)
{
    assay__folded folded;
    cr_assert_eq(assay__fold(text, arena, &folded, NULL), ASSAY_OK);
    return folded;
}

static void expect(const char *text, const char *visible, const char *skeleton)
{
    assay__folded f = fold(assay__str(text));
    cr_expect(assay__str_equal(f.visible, assay__str(visible)), "%s: visible \"%.*s\"",
              text, ASSAY__ARG(f.visible));
    cr_expect(assay__str_equal(f.skeleton, assay__str(skeleton)), "%s: skeleton \"%.*s\"",
              text, ASSAY__ARG(f.skeleton));
}

Test(fold, keeps_what_is_read_and_strips_what_is_not)
{
    expect("Đẹp QUÁ!", "đẹp quá!", "dep qua");
    expect("  nhiều \t\n blanks  ", "nhiều blanks", "nhieu blanks");
    expect("đẹppppp", "đẹpp", "dep");
    expect("zero\u200bwidth\ufeff\u202e", "zerowidth", "zerowidth");
    expect("1.234 lượt", "1.234 lượt", "0 0 luot");
    expect("you[tube]", "you[tube]", "youtube");
    expect("Ðẹp ðẹp", "đẹp đẹp", "dep dep");
    expect("👍🏽 ok ❤\ufe0f", "👍 ok ❤", "ok");
    expect("", "", "");
    expect("STRASSE Straße", "strasse strasse", "strase strase");
}

Test(fold, places_vietnamese_tones_where_the_rules_want_them)
{
    expect("hoá hoà khoẻ thuý", "hóa hòa khỏe thúy", "hoa hoa khoe thuy");
    expect("hóa hòa khỏe thúy", "hóa hòa khỏe thúy", "hoa hoa khoe thuy");
    expect("hóan hoàn", "hoán hoàn", "hoan hoan");
    expect("lựơng lượng tìên tiền", "lượng lượng tiền tiền", "luong luong tien tien");
    expect("quý qúy", "quý quý", "quy quy");
    expect("HOÀ", "hòa", "hoa");
    expect("oà òa", "òa òa", "oa oa");
}

Test(fold, gives_decomposed_and_composed_text_the_same_keys)
{
    static const char *const TEXTS[] = {
        "Đẹp quá chị ơi, hoá ra là thế",
        "ơ̆ ự ẵ ậ",
        "Ǻngström café naïve",
        "สวยมากน่ารักกี่บาท",
        "각하 안녕하세요",
        "ᾄδω Ωμέγα",
        "が ぎ パ",
        "İstanbul",
        "क़ ड़",
        "q\u0323\u0307 q\u0307\u0323",
    };
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        const utf8proc_uint8_t *text = (const utf8proc_uint8_t *)TEXTS[i];
        char *nfc = (char *)utf8proc_NFC(text), *nfd = (char *)utf8proc_NFD(text);
        assay__folded a = fold(assay__str(nfc)), b = fold(assay__str(nfd));
        cr_expect(assay__str_equal(a.visible, b.visible), "%s: %.*s / %.*s", nfc,
                  ASSAY__ARG(a.visible), ASSAY__ARG(b.visible));
        cr_expect(assay__str_equal(a.skeleton, b.skeleton), "%s", nfc);
        free(nfc);
        free(nfd);
    }
}

Test(fold, turns_letters_that_only_look_latin_into_latin_ones)
{
    expect("Ѕubѕсrіbе", "ѕubѕсrіbе", "subscribe");
    expect("ＺＡＬＯ", "ｚａｌｏ", "zalo");
    expect("𝐙𝐚𝐥𝐨 𝓘𝓷𝓫𝓸𝔁", "𝐙𝐚𝐥𝐨 𝓘𝓷𝓫𝓸𝔁", "zalo inbox");
    expect("🅉🄰🄻🄾 🅩🅐🅛🅞", "🅉🄰🄻🄾 🅩🅐🅛🅞", "zalo zalo");
    expect("ΖΑΛΟ ①②", "ζαλο ①②", "zaλo 0");
    cr_expect_eq(fold(assay__str("Ѕubѕсrіbе")).lookalikes, 5);
    cr_expect_eq(fold(assay__str("Đẹp quá")).lookalikes, 0);
}

Test(fold, counts_characters_as_people_do)
{
    assay__folded f = fold(assay__str("Đẹp👨‍👩‍👧🇻🇳 A1"));
    cr_expect_eq(f.emoji, 2);
    cr_expect_eq(f.graphemes, 7);
    cr_expect_eq(f.letters, 4);
    cr_expect_eq(f.upper, 2);
    cr_expect_eq(f.digits, 1);
    cr_expect_eq(f.hidden, 0);
    cr_expect_eq(fold(assay__str("a\u200bb\u202ec")).hidden, 2);
    cr_expect_eq(fold(assay__str("0912 345678x")).longest_digits, 6);
    cr_expect_eq(fold(assay__str("haaaaa")).stretched, 3);
}

/* All scripts one by one; ideographs, syllables and the empty planes in samples. */
static uint32_t step_from(uint32_t code)
{
    bool uniform = (code > 0x3400 && code < 0xA000) || (code > 0xAC00 && code < 0xD700) ||
                   code > 0x20000;
    return uniform ? 97 : 1;
}

/* Code points by the table and by utf8proc, between letters. */
Test(fold, table_agrees_with_utf8proc_for_every_code_point)
{
    for (uint32_t code = 1; code < 0x110000; code += step_from(code)) {
        if (code >= 0xD800 && code < 0xE000)
            continue;
        char bytes[16] = "oc";
        size_t n = 2 + (size_t)utf8proc_encode_char((utf8proc_int32_t)code,
                                                    (utf8proc_uint8_t *)bytes + 2);
        memcpy(bytes + n, "am", 2);
        assay_str text = {bytes, n + 2};
        assay__folded fast = fold(text), exact;
        cr_assert_eq(assay__fold_exactly(text, arena, &exact, NULL), ASSAY_OK);
        cr_assert(assay__str_equal(fast.visible, exact.visible), "U+%04X: %.*s / %.*s",
                  code, ASSAY__ARG(fast.visible), ASSAY__ARG(exact.visible));
        cr_assert(assay__str_equal(fast.skeleton, exact.skeleton), "U+%04X: %.*s / %.*s",
                  code, ASSAY__ARG(fast.skeleton), ASSAY__ARG(exact.skeleton));
        assay_arena_reset(arena);
    }
}

/* utf8proc's own answer: decompose with case folded, then compose. */
Test(fold, visible_key_of_vietnamese_is_nfc_case_folding)
{
    static const char *const WORDS[] = {"ĐƯỜNG", "Trường", "NGUYỄN", "thuở", "Ặc", "YẾU"};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        utf8proc_uint8_t *wanted = NULL;
        unsigned options = UTF8PROC_NULLTERM;
        options |= UTF8PROC_STABLE;
        options |= UTF8PROC_COMPOSE;
        options |= UTF8PROC_CASEFOLD;
        utf8proc_map((const utf8proc_uint8_t *)WORDS[i], 0, &wanted,
                     (utf8proc_option_t)options);
        assay__folded f = fold(assay__str(WORDS[i]));
        cr_expect(assay__str_equal(f.visible, assay__str((char *)wanted)), "%s",
                  WORDS[i]);
        free(wanted);
    }
}

Test(fold, survives_hostile_texts)
{
    enum { TEN_MB = 10 << 20 };
    char *bytes = malloc(TEN_MB);
    memset(bytes, 'x', TEN_MB);
    assay__folded f = fold((assay_str){bytes, TEN_MB});
    cr_expect_eq(f.letters, ASSAY__FOLD_LIMIT);
    cr_expect_eq(f.skeleton.len, 1);
    for (size_t i = 0; i + 3 <= TEN_MB; i += 3)
        memcpy(bytes + i, "\u200b", 3);
    cr_expect_eq(fold((assay_str){bytes, TEN_MB}).visible.len, 0);
    for (size_t i = 0; i + 4 <= TEN_MB; i += 4)
        memcpy(bytes + i, "\u0301\u0323", 4);
    f = fold((assay_str){bytes, TEN_MB});
    cr_expect_leq(f.visible.len, 64);
    free(bytes);
    cr_expect_eq(fold((assay_str){"\xff\xc3", 2}).visible.len, 6);
    cr_expect_eq(fold((assay_str){NULL, 0}).visible.len, 0);
}

Test(fold, takes_html_off_and_leaves_the_rest)
{
    static const char *const PAIRS[][2] = {
        {"a<br />b", "a b"},
        {"it&#39;s &amp; ok", "it's & ok"},
        {"i <3 you & me", "i <3 you & me"},
        {"<a href=\"x\">y</a>", " y "},
        {"&quot;&lt;3&quot;", "\"<3\""},
        {"&bogus; &#9999999;", "&bogus; &#9999999;"},
        {"<unclosed", "<unclosed"},
    };
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++) {
        assay_str plain = assay__text_plain(assay__str(PAIRS[i][0]), arena);
        cr_expect(assay__str_equal(plain, assay__str(PAIRS[i][1])), "%s: %.*s",
                  PAIRS[i][0], ASSAY__ARG(plain));
    }
}
