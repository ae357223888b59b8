/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every line of every shipped lexicon keeps the promises of its kind. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "text/fold.h"
#include "text/lexicon.h"

enum { MOST_LINES = 2000, LANGUAGES = 6 };

static assay_str next_line(assay_str bytes, size_t *at)
{
    const char *end = memchr(bytes.ptr + *at, '\n', bytes.len - *at);
    size_t len = end == NULL ? bytes.len - *at : (size_t)(end - bytes.ptr) - *at;
    assay_str line = {bytes.ptr + *at, len};
    *at += len + 1;
    return line;
}

/* The phrase of a line, or of teencode the short word. */
static assay_str phrase_of(const assay__lexicon_file *file, assay_str line)
{
    const char *equals = memchr(line.ptr, '=', line.len);
    bool teencode = strcmp(file->kind, "teencode") == 0;
    cr_assert_eq(teencode, equals != NULL, "%s/%s: %.*s", file->language, file->kind,
                 ASSAY__ARG(line));
    return equals == NULL ? line : (assay_str){line.ptr, (size_t)(equals - line.ptr)};
}

static void check_file(const assay__lexicon_file *file, assay_arena *arena)
{
    static assay_str seen[MOST_LINES];
    size_t n = 0;
    cr_assert_eq(assay__utf8_check(file->bytes), file->bytes.len);
    cr_assert_gt(file->bytes.len, 2);
    cr_expect_eq(file->bytes.ptr[0], '#', "%s/%s says what it holds in its first line",
                 file->language, file->kind);
    for (size_t at = 0; at < file->bytes.len;) {
        assay_str line = next_line(file->bytes, &at);
        cr_assert_gt(line.len, 0, "%s/%s: empty line", file->language, file->kind);
        if (line.ptr[0] == '#')
            continue;
        assay__folded folded;
        cr_assert_eq(assay__fold(phrase_of(file, line), arena, &folded, NULL), ASSAY_OK);
        cr_assert_gt(folded.skeleton.len, 0, "%s/%s: %.*s folds to nothing",
                     file->language, file->kind, ASSAY__ARG(line));
        for (size_t i = 0; i < n; i++)
            cr_assert_not(assay__str_equal(seen[i], folded.skeleton), "%s/%s: %.*s twice",
                          file->language, file->kind, ASSAY__ARG(line));
        seen[n++] = folded.skeleton;
        cr_assert_lt(n, MOST_LINES);
    }
    cr_expect_gt(n, 0, "%s/%s is empty", file->language, file->kind);
}

Test(lexicons, lines_are_utf8_unique_when_folded_and_never_empty)
{
    assay_arena *arena;
    cr_assert_eq(assay_arena_new(1 << 20, NULL, &arena, NULL), ASSAY_OK);
    for (size_t i = 0; i < assay__lexicon_files(); i++) {
        assay__lexicon_file file = assay__lexicon_file_at(i);
        check_file(&file, arena);
    }
    assay_arena_free(arena);
}

static bool has_file(const char *language, assay__phrase_kind kind)
{
    for (size_t i = 0; i < assay__lexicon_files(); i++) {
        assay__lexicon_file file = assay__lexicon_file_at(i);
        if (strcmp(file.language, language) == 0 &&
            strcmp(file.kind, assay__phrase_kind_name(kind)) == 0)
            return true;
    }
    return false;
}

/* Thai writes digits as digits, and has no short spellings of single words we know. */
Test(lexicons, every_language_has_every_kind)
{
    static const char *const NAMES[LANGUAGES] = {"vi", "en", "id", "th", "es", "pt"};
    for (size_t i = 0; i < LANGUAGES; i++)
        for (unsigned kind = 0; kind < ASSAY__PHRASE_COUNT; kind++) {
            bool excused =
                strcmp(NAMES[i], "th") == 0 &&
                (kind == ASSAY__PHRASE_DIGIT || kind == ASSAY__PHRASE_TEENCODE);
            cr_expect(excused || has_file(NAMES[i], (assay__phrase_kind)kind), "%s/%s",
                      NAMES[i], assay__phrase_kind_name((assay__phrase_kind)kind));
        }
}

/* What a short word stands for is no short word itself: writing out twice is once. */
Test(lexicons, written_out_words_stay_as_they_are)
{
    assay_arena *arena;
    assay__lexicon *lexicon;
    cr_assert_eq(assay_arena_new(1 << 20, NULL, &arena, NULL), ASSAY_OK);
    cr_assert_eq(assay__lexicon_default(arena, &lexicon, NULL), ASSAY_OK);
    for (size_t i = 0; i < assay__lexicon_files(); i++) {
        assay__lexicon_file file = assay__lexicon_file_at(i);
        if (strcmp(file.kind, "teencode") != 0)
            continue;
        for (size_t at = 0; at < file.bytes.len;) {
            assay_str line = next_line(file.bytes, &at);
            const char *equals = memchr(line.ptr, '=', line.len);
            if (equals == NULL)
                continue;
            assay_str full = {equals + 1, (size_t)(line.ptr + line.len - equals) - 1};
            assay__folded folded;
            assay__split text;
            cr_assert_eq(assay__fold(full, arena, &folded, NULL), ASSAY_OK);
            cr_assert(assay__split_words(folded.skeleton, arena, &text));
            cr_assert(assay__lexicon_canonical(lexicon, arena, &text));
            cr_expect(assay__str_equal(text.text, folded.skeleton), "%s: %.*s",
                      file.language, ASSAY__ARG(line));
        }
    }
    assay_arena_free(arena);
}

/* Words that were written out are those that splitting what was written gives. */
Test(lexicons, words_written_out_are_the_words_of_the_text)
{
    static const char *const TEXTS[] = {
        "ko dc dau nha", "mk thik lam", "k o", "vs", "", "cho em hoi gia voi a"};
    assay_arena *arena;
    assay__lexicon *lexicon;
    size_t changed = 0;
    cr_assert_eq(assay_arena_new(1 << 20, NULL, &arena, NULL), ASSAY_OK);
    cr_assert_eq(assay__lexicon_default(arena, &lexicon, NULL), ASSAY_OK);
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        assay__split text, again;
        cr_assert(assay__split_words(assay__str(TEXTS[i]), arena, &text));
        cr_assert(assay__lexicon_canonical(lexicon, arena, &text));
        cr_assert(assay__split_words(text.text, arena, &again));
        cr_assert_eq(text.n, again.n, "%s", TEXTS[i]);
        for (size_t k = 0; k < text.n; k++) {
            cr_expect_eq(text.words[k].hash, again.words[k].hash);
            cr_expect_eq(text.words[k].offset, again.words[k].offset);
            cr_expect_eq(text.words[k].len, again.words[k].len);
        }
        changed += text.text.ptr != TEXTS[i];
    }
    cr_expect_geq(changed, 2);
    assay_arena_free(arena);
}

static assay__phrase_set found_in(const char *text, assay_arena *arena)
{
    static assay__lexicon *lexicon;
    assay__folded folded;
    assay__word words[64];
    assay__phrases phrases;
    cr_assert_eq(assay__lexicon_default(arena, &lexicon, NULL), ASSAY_OK);
    cr_assert_eq(assay__fold(assay__str(text), arena, &folded, NULL), ASSAY_OK);
    size_t n = assay__words(folded.skeleton, words);
    assay__lexicon_find(lexicon, folded.skeleton, words, n, &phrases);
    return phrases.found;
}

Test(lexicons, phrases_are_found_with_and_without_diacritics)
{
    assay_arena *arena;
    cr_assert_eq(assay_arena_new(1 << 20, NULL, &arena, NULL), ASSAY_OK);
    static const struct {
        const char *text;
        assay__phrase_set wanted;
    } CASES[] = {
        {"add z.a.l.o nha", ASSAY__PHRASE_BIT(LURE)},
        {"kiem tien online tai nha", ASSAY__PHRASE_BIT(LURE)},
        {"giá bao nhiêu vậy shop", ASSAY__PHRASE_BIT(PURCHASE)},
        {"GIVEAWAY cuối tuần, tag bạn bè", ASSAY__PHRASE_BIT(GIVEAWAY)},
        {"Bình luận số bạn thích", ASSAY__PHRASE_BIT(REQUEST)},
        {"แจกของรางวัลให้ผู้โชคดี", ASSAY__PHRASE_BIT(GIVEAWAY)},
        {"sorteio: marque amigos", ASSAY__PHRASE_BIT(GIVEAWAY)},
        {"จัดส่งไวมากค่ะ", ASSAY__PHRASE_BIT(SEEDING)},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        cr_expect_neq(found_in(CASES[i].text, arena) & CASES[i].wanted, 0, "%s",
                      CASES[i].text);
    cr_expect_eq(found_in("con mèo ngồi trên mái", arena) & ASSAY__PHRASE_BIT(LURE), 0);
    assay_arena_free(arena);
}
