/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folding of random texts: folding twice is folding once, equivalent texts have equal
 * keys, and the table's way is utf8proc's way. Seeds are fixed and printed. */
#include <criterion/criterion.h>

#include <string.h>

#include <utf8proc.h>

#include "base/random.h"
#include "base/str.h"
#include "text/fold.h"

enum { TEXTS = 4000, LONGEST = 24 };

/* Code points that meet each other in comments, and troublemakers. */
static const uint32_t RANGES[][2] = {
    {0x20, 0x7E},       {0xA0, 0x24F},      {0x300, 0x345},     {0x370, 0x45F},
    {0xE01, 0xE4E},     {0x1EA0, 0x1EF9},   {0x1100, 0x11FF},   {0xAC00, 0xAC40},
    {0x3040, 0x30FF},   {0x1F600, 0x1F64F}, {0x1F1E6, 0x1F1FF}, {0x200B, 0x2010},
    {0x1D400, 0x1D7FF}, {0xFF01, 0xFF5E},   {0x61, 0x7A},       {0x41, 0x5A},
    {0x5B0, 0x5EA},
};

static assay_str random_text(assay__random *random, char bytes[])
{
    size_t n = assay__random_below(random, LONGEST), len = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t *range =
            RANGES[assay__random_below(random, sizeof RANGES / sizeof *RANGES)];
        uint32_t code =
            range[0] + (uint32_t)assay__random_below(random, range[1] - range[0] + 1);
        size_t copies = 1 + assay__random_below(random, 4);
        for (; copies > 0 && i<n; copies -= 1, i += copies> 0)
            len += (size_t)utf8proc_encode_char((utf8proc_int32_t)code,
                                                (utf8proc_uint8_t *)bytes + len);
    }
    bytes[len] = '\0';
    return (assay_str){bytes, len};
}

/* Everyday writing: pieces of Vietnamese and English, pairs of vowels with and without
 * tones, doubled letters, digits, blanks and a few rarities. */
static assay_str everyday_text(assay__random *random, char bytes[])
{
    static const char *const PIECES[] = {
        "o",  "u",      "i",      "y",      "ư",      "ó",        "ụ",
        "ý",  "ứ",      "a",      "e",      "ê",      "ơ",        "ô",
        "á",  "é",      "ế",      "ờ",      "ộ",      "ỳ",        "q",
        "n",  "t",      "ch",     "Coff",   "EE",     "ll",       "ng",
        "h",  " ",      " ",      " ",      ".",      "!",        "'",
        "12", "0987",   "Đ",      "Á",      "❤️", "👍🏽", "\xE2\x80\x8B",
        "#",  "hello",  "ngày",   "toán",   "hoà",    "quý",      "🇻🇳",
        "а",  "\u0301", "\u0302", "\u0323", "\u031B", "\u0300",   "\u0346",
        "ำ",  "น้"};
    size_t n = assay__random_below(random, 3 * LONGEST), len = 0;
    for (size_t i = 0; i < n; i++) {
        const char *piece =
            PIECES[assay__random_below(random, sizeof PIECES / sizeof *PIECES)];
        memcpy(bytes + len, piece, strlen(piece));
        len += strlen(piece);
    }
    bytes[len] = '\0';
    return (assay_str){bytes, len};
}

static assay__folded fold(assay_str text, assay_arena *arena)
{
    assay__folded folded;
    cr_assert_eq(assay__fold(text, arena, &folded, NULL), ASSAY_OK);
    return folded;
}

static void check_counts(const assay__folded *a, const assay__folded *b, unsigned i)
{
    cr_assert_eq(a->letters, b->letters, "seed %u", i);
    cr_assert_eq(a->upper, b->upper, "seed %u", i);
    cr_assert_eq(a->digits, b->digits, "seed %u", i);
    cr_assert_eq(a->longest_digits, b->longest_digits, "seed %u", i);
    cr_assert_eq(a->punctuation, b->punctuation, "seed %u", i);
    cr_assert_eq(a->emoji, b->emoji, "seed %u", i);
    cr_assert_eq(a->hidden, b->hidden, "seed %u", i);
    cr_assert_eq(a->lookalikes, b->lookalikes, "seed %u", i);
    cr_assert_eq(a->graphemes, b->graphemes, "seed %u", i);
    cr_assert_eq(a->stretched, b->stretched, "seed %u", i);
}

static void check_text(assay_str text, unsigned i, assay_arena *arena)
{
    assay__folded once = fold(text, arena), exact;
    cr_assert_eq(assay__fold_exactly(text, arena, &exact, NULL), ASSAY_OK);
    cr_assert(assay__str_equal(once.visible, exact.visible), "seed %u: \"%s\"", i,
              text.ptr);
    cr_assert(assay__str_equal(once.skeleton, exact.skeleton), "seed %u", i);
    check_counts(&once, &exact, i);
    assay__folded twice = fold(once.visible, arena);
    cr_assert(assay__str_equal(once.visible, twice.visible), "seed %u: \"%s\" \"%.*s\"",
              i, text.ptr, ASSAY__ARG(twice.visible));
    twice = fold(once.skeleton, arena);
    cr_assert(assay__str_equal(once.skeleton, twice.skeleton), "seed %u: %s: %.*s", i,
              text.ptr, ASSAY__ARG(twice.skeleton));
    const utf8proc_uint8_t *raw = (const utf8proc_uint8_t *)text.ptr;
    char *nfc = (char *)utf8proc_NFC(raw), *nfd = (char *)utf8proc_NFD(raw);
    assay__folded a = fold(assay__str(nfc), arena), b = fold(assay__str(nfd), arena);
    cr_assert(assay__str_equal(a.visible, b.visible), "seed %u: \"%s\"", i, text.ptr);
    cr_assert(assay__str_equal(a.skeleton, b.skeleton), "seed %u: \"%s\"", i, text.ptr);
    free(nfc);
    free(nfd);
}

Test(fold, is_idempotent_and_blind_to_composition)
{
    assay_arena *arena;
    cr_assert_eq(assay_arena_new(1 << 16, NULL, &arena, NULL), ASSAY_OK);
    for (unsigned i = 0; i < TEXTS; i++) {
        assay__random random = {.key = i};
        char bytes[8 * LONGEST + 32];
        check_text(random_text(&random, bytes), i, arena);
        assay_arena_reset(arena);
    }
    assay_arena_free(arena);
}

Test(fold, of_everyday_texts_is_the_exact_one)
{
    assay_arena *arena;
    cr_assert_eq(assay_arena_new(1 << 16, NULL, &arena, NULL), ASSAY_OK);
    for (unsigned i = 0; i < TEXTS; i++) {
        assay__random random = {.key = i + TEXTS};
        char bytes[24 * LONGEST + 32];
        check_text(everyday_text(&random, bytes), i, arena);
        assay_arena_reset(arena);
    }
    assay_arena_free(arena);
}
