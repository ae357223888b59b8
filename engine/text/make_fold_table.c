/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints the table that folding reads: for each code point what it becomes in the two
 * keys, as differences, so that whole scripts share a page. Run by the build; standard
 * output becomes fold_table.c, a source of the library.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/fold_table.h"
#include "text/tone.h"
#include "text/unicode.h"

enum {
    CODES = 0x110000,
    PAGES = CODES / ASSAY__FOLD_PAGE,
    ROOM = 2048 /* distinct pages, more than Unicode 15 needs */
};

typedef struct page {
    assay__fold_entry entries[ASSAY__FOLD_PAGE];
} page;

static unsigned char follows[CODES]; /* can combine with the code point before it */
static page pages[ROOM];
static unsigned page_of[PAGES];

/* Whatever stands in a canonical decomposition behind its first may compose. */
static void find_followers(void)
{
    for (uint32_t code = 0; code < CODES; code++) {
        uint32_t parts[ASSAY__SKELETON_ROOM];
        size_t n = 0;
        if (!assay__unicode_splits(code, parts, &n))
            continue;
        for (size_t i = 1; i < n; i++)
            follows[parts[i]] = 1;
    }
}

/* UTF-8 of a code point below 0x10000, the first byte lowest. */
static unsigned encode(uint32_t code, uint32_t *bytes)
{
    if (code < 0x80) {
        *bytes = code;
        return 1;
    }
    if (code < 0x800) {
        *bytes = (0xC0 | code >> 6) | (0x80 | (code & 0x3F)) << 8;
        return 2;
    }
    *bytes = (0xE0 | code >> 12) | (0x80 | (code >> 6 & 0x3F)) << 8 |
             (0x80 | (code & 0x3F)) << 16;
    return 3;
}

/* The fast way has room for twice a code point's bytes and no more. */
static unsigned several_flag(uint32_t code, const uint32_t plain[], size_t n_plain)
{
    uint32_t bytes;
    unsigned room = 2 * encode(code, &bytes), needed = 0;
    if (n_plain == 1)
        return 0;
    for (size_t i = 0; i < n_plain; i++)
        needed += plain[i] < 0x10000 ? encode(plain[i], &bytes) : 4;
    return needed <= room ? ASSAY__FOLD_SEVERAL : ASSAY__FOLD_SLOW;
}

/* Flags of a letter or digit whose skeleton has `n_plain` code points. */
static unsigned flags_of(uint32_t code, const uint32_t plain[], size_t n_plain)
{
    unsigned flags = several_flag(code, plain, n_plain);
    flags |= assay__unicode_lookalike(code) ? ASSAY__FOLD_LOOKALIKE : 0;
    flags |= assay__unicode_upper(code) ? ASSAY__FOLD_UPPER : 0;
    return flags;
}

static assay__fold_entry entry_of(uint32_t code)
{
    uint32_t folded[ASSAY__SKELETON_ROOM], plain[ASSAY__SKELETON_ROOM];
    size_t n = assay__unicode_decompose(code, folded), n_plain = 0;
    bool composes = follows[code] != 0 || follows[folded[0]] != 0;
    n = assay__unicode_compose(folded, n);
    assay__char_class class = assay__unicode_class(code);
    bool changes = n != 1 || assay__unicode_class(folded[0]) != class;
    unsigned flags = composes || changes ? ASSAY__FOLD_SLOW : 0;
    flags |= assay__unicode_extends(code) ? ASSAY__FOLD_EXTENDS : 0;
    if (class == ASSAY__CHAR_LETTER || class == ASSAY__CHAR_DIGIT) {
        n_plain = assay__unicode_skeleton(folded[0], plain);
        flags |= flags_of(code, plain, n_plain);
    }
    return (assay__fold_entry){
        .visible = (int32_t)folded[0] - (int32_t)code,
        .skeleton = n_plain == 1 ? (int32_t)plain[0] - (int32_t)code : 0,
        .class = (uint8_t) class,
        .flags = (uint8_t)flags,
        .combining = (uint8_t)assay__unicode_combining(code),
    };
}

static unsigned place(const page *candidate, unsigned *n)
{
    for (unsigned i = 0; i < *n; i++)
        if (memcmp(&pages[i], candidate, sizeof *candidate) == 0)
            return i;
    if (*n == ROOM) {
        (void)fputs("make_fold_table: more distinct pages than ROOM\n", stderr);
        exit(EXIT_FAILURE);
    }
    pages[*n] = *candidate;
    return (*n)++;
}

/* Only what needs nothing around it to be known: not decomposed, no mark, no disguise. */
static assay__quick_kind quick_kind_of(const assay__fold_entry *entry)
{
    if ((entry->flags & ~ASSAY__FOLD_UPPER) != 0 || entry->combining != 0)
        return ASSAY__QUICK_RARE;
    switch ((assay__char_class)entry->class) {
    case ASSAY__CHAR_LETTER:
        return (entry->flags & ASSAY__FOLD_UPPER) != 0 ? ASSAY__QUICK_UPPER
                                                       : ASSAY__QUICK_LETTER;
    case ASSAY__CHAR_DIGIT:
        return ASSAY__QUICK_DIGIT;
    case ASSAY__CHAR_JOIN:
        return ASSAY__QUICK_JOIN;
    case ASSAY__CHAR_BREAK:
        return ASSAY__QUICK_BREAK;
    case ASSAY__CHAR_SPACE:
        return ASSAY__QUICK_SPACE;
    case ASSAY__CHAR_EMOJI:
    case ASSAY__CHAR_MARK:
    case ASSAY__CHAR_HIDDEN:
        return ASSAY__QUICK_RARE;
    }
    return ASSAY__QUICK_RARE;
}

static void print_quick(uint32_t code)
{
    assay__fold_entry entry = entry_of(code);
    uint32_t visible = code + (uint32_t)entry.visible, visible_bytes, skeleton_bytes;
    uint32_t skeleton = code + (uint32_t)entry.skeleton;
    unsigned shown = encode(visible, &visible_bytes);
    unsigned plain = encode(skeleton, &skeleton_bytes);
    printf("{%uU,%uU,%u,%u,%u,%u,%u,%u},\n", visible_bytes, skeleton_bytes, visible,
           skeleton, (unsigned)quick_kind_of(&entry), shown | plain << 4,
           assay__tone_opens(visible), assay__tone_follows(visible));
}

static bool is_quick_letter(uint32_t code)
{
    assay__fold_entry entry = entry_of(code);
    assay__quick_kind kind = quick_kind_of(&entry);
    return kind == ASSAY__QUICK_LETTER || kind == ASSAY__QUICK_UPPER;
}

/* What a letter becomes with a mark behind it; 0 when that is not one letter of the same
 * case, which counts as the letter did. */
static uint32_t composed(uint32_t letter, uint32_t mark)
{
    uint32_t codes[2] = {letter, mark};
    bool one = assay__unicode_compose(codes, 2) == 1 && is_quick_letter(codes[0]) &&
               codes[0] < ASSAY__FOLD_QUICK_CODES;
    bool same_case = assay__unicode_upper(letter) == assay__unicode_upper(codes[0]);
    return one && same_case ? codes[0] : 0;
}

static void print_pairs(void)
{
    unsigned n = 0;
    puts("const assay__fold_pair assay__fold_pairs[] = {");
    for (uint32_t letter = 'A'; letter < ASSAY__FOLD_QUICK_CODES; letter++) {
        if (!is_quick_letter(letter))
            continue;
        for (uint32_t mark = 0; mark < ASSAY__FOLD_MARKS; mark++) {
            uint32_t whole = composed(letter, ASSAY__FOLD_FIRST_MARK + mark);
            if (whole == 0)
                continue;
            printf("{%uU,%uU},\n", letter << 8 | mark, whole);
            n++;
        }
    }
    printf("};\nconst unsigned assay__fold_n_pairs = %u;\n", n);
}

int main(void)
{
    find_followers();
    unsigned n = 0;
    for (uint32_t i = 0; i < PAGES; i++) {
        page candidate;
        memset(&candidate, 0, sizeof candidate);
        for (uint32_t j = 0; j < ASSAY__FOLD_PAGE; j++)
            candidate.entries[j] = entry_of(i * ASSAY__FOLD_PAGE + j);
        page_of[i] = place(&candidate, &n);
    }
    puts("/* Printed by make_fold_table.c from utf8proc. */\n"
         "#include \"text/fold_table.h\"\n");
    printf("const uint16_t assay__fold_page_of[%d] = {\n", PAGES);
    for (unsigned i = 0; i < PAGES; i++)
        printf("%u,%s", page_of[i], i % 20 == 19 ? "\n" : "");
    printf("};\nconst assay__fold_entry assay__fold_entries[%u][%d] = {\n", n,
           ASSAY__FOLD_PAGE);
    for (unsigned i = 0; i < n; i++) {
        puts("{");
        for (unsigned j = 0; j < ASSAY__FOLD_PAGE; j++) {
            const assay__fold_entry *entry = &pages[i].entries[j];
            printf("{%d,%d,%d,%d,%d,0},\n", entry->visible, entry->skeleton, entry->class,
                   entry->flags, entry->combining);
        }
        puts("},");
    }
    printf("};\nconst assay__quick_entry assay__fold_quick[%d] = {\n",
           ASSAY__FOLD_QUICK_CODES);
    for (uint32_t code = 0; code < ASSAY__FOLD_QUICK_CODES; code++)
        print_quick(code);
    puts("};");
    print_pairs();
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
