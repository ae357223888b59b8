/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Classes, skeletons and composition by utf8proc, and the one table that utf8proc lacks:
 * letters of other scripts drawn like Latin ones. The table holds lower case alone,
 * because case is folded first; where the two cases look like different Latin letters
 * (Greek eta, Cyrillic en) the more abused one is chosen.
 *
 * Source: Unicode Technical Standard 39 (confusables), cut to letters met in comments.
 */
#include "text/unicode.h"

#include <string.h>

#include <utf8proc.h>

typedef struct lookalike {
    uint16_t code;
    char latin;
} lookalike;

/* Sorted by code. */
static const lookalike LOOKALIKES[] = {
    {0x00F8, 'o'}, {0x0111, 'd'}, {0x0127, 'h'}, {0x0131, 'i'}, {0x0142, 'l'},
    {0x0167, 't'}, {0x0180, 'b'}, {0x01B6, 'z'}, {0x0251, 'a'}, {0x0261, 'g'},
    {0x0262, 'g'}, {0x0268, 'i'}, {0x0269, 'i'}, {0x026A, 'i'}, {0x0274, 'n'},
    {0x0280, 'r'}, {0x0285, 'l'}, {0x028F, 'y'}, {0x0299, 'b'}, {0x029C, 'h'},
    {0x029F, 'l'}, {0x03B1, 'a'}, {0x03B2, 'b'}, {0x03B5, 'e'}, {0x03B6, 'z'},
    {0x03B7, 'n'}, {0x03B9, 'i'}, {0x03BA, 'k'}, {0x03BC, 'm'}, {0x03BD, 'v'},
    {0x03BF, 'o'}, {0x03C1, 'p'}, {0x03C4, 't'}, {0x03C5, 'u'}, {0x03C7, 'x'},
    {0x03C9, 'w'}, {0x0430, 'a'}, {0x0432, 'b'}, {0x0435, 'e'}, {0x043A, 'k'},
    {0x043C, 'm'}, {0x043D, 'h'}, {0x043E, 'o'}, {0x0440, 'p'}, {0x0441, 'c'},
    {0x0442, 't'}, {0x0443, 'y'}, {0x0445, 'x'}, {0x0455, 's'}, {0x0456, 'i'},
    {0x0458, 'j'}, {0x0475, 'v'}, {0x04BB, 'h'}, {0x04CF, 'l'}, {0x0501, 'd'},
    {0x051B, 'q'}, {0x051D, 'w'}, {0x0570, 'h'}, {0x0578, 'n'}, {0x057D, 'u'},
    {0x0581, 'g'}, {0x0585, 'o'}, {0x1D00, 'a'}, {0x1D04, 'c'}, {0x1D05, 'd'},
    {0x1D07, 'e'}, {0x1D0A, 'j'}, {0x1D0B, 'k'}, {0x1D0D, 'm'}, {0x1D0F, 'o'},
    {0x1D18, 'p'}, {0x1D1B, 't'}, {0x1D1C, 'u'}, {0x1D20, 'v'}, {0x1D21, 'w'},
    {0x1D22, 'z'}, {0xA730, 'f'}, {0xA731, 's'},
};

/* White letters on dark circles and squares have no decomposition in Unicode. */
enum {
    CIRCLED_A = 0x1F150,
    CIRCLED_Z = 0x1F169,
    SQUARED_A = 0x1F170,
    SQUARED_Z = 0x1F189
};

static uint32_t enclosed_letter(uint32_t code)
{
    if (code >= CIRCLED_A && code <= CIRCLED_Z)
        return 'a' + (code - CIRCLED_A);
    if (code >= SQUARED_A && code <= SQUARED_Z)
        return 'a' + (code - SQUARED_A);
    return 0;
}

static uint32_t latin_of(uint32_t code)
{
    size_t low = 0, high = sizeof LOOKALIKES / sizeof *LOOKALIKES;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (LOOKALIKES[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    bool found =
        low < sizeof LOOKALIKES / sizeof *LOOKALIKES && LOOKALIKES[low].code == code;
    return found ? (uint32_t)LOOKALIKES[low].latin : code;
}

bool assay__unicode_splits(uint32_t code, uint32_t out[], size_t *n)
{
    utf8proc_int32_t parts[ASSAY__SKELETON_ROOM];
    int boundary = 0;
    utf8proc_ssize_t got =
        utf8proc_decompose_char((utf8proc_int32_t)code, parts, ASSAY__SKELETON_ROOM,
                                UTF8PROC_DECOMPOSE, &boundary);
    if (got < 2 || got > ASSAY__SKELETON_ROOM)
        return false;
    for (utf8proc_ssize_t i = 0; i < got; i++)
        out[i] = (uint32_t)parts[i];
    *n = (size_t)got;
    return true;
}

static const utf8proc_property_t *property_of(uint32_t code)
{
    return utf8proc_get_property((utf8proc_int32_t)code);
}

/* Marks that people leave out or add: Latin, Greek, Cyrillic, Hebrew and Arabic points,
 * symbols. Vowel signs of Thai and Indic scripts are letters to us. */
static bool is_diacritic(uint32_t code)
{
    static const uint32_t RANGES[][2] = {
        {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x05BF, 0x05C7},
        {0x0610, 0x061A}, {0x064B, 0x065F}, {0x0670, 0x0670}, {0x1AB0, 0x1AFF},
        {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE20, 0xFE2F},
    };
    for (size_t i = 0; i < sizeof RANGES / sizeof *RANGES; i++)
        if (code >= RANGES[i][0] && code <= RANGES[i][1])
            return true;
    return false;
}

static bool is_joining_punctuation(uint32_t code)
{
    static const uint32_t JOINING[] = {
        '"',    '\'',   '(',    ')',    '*',    '<',    '>',    '[',    ']',
        '^',    '`',    '{',    '}',    '~',    0x00AB, 0x00B4, 0x00B7, 0x00BB,
        0x02BC, 0x2018, 0x2019, 0x201A, 0x201B, 0x201C, 0x201D, 0x201E, 0x2022,
        0x2039, 0x203A, 0x2219, 0x300C, 0x300D, 0x30FB, 0xFF07, 0xFF08, 0xFF09,
    };
    for (size_t i = 0; i < sizeof JOINING / sizeof *JOINING; i++)
        if (JOINING[i] == code)
            return true;
    return false;
}

static bool is_white(uint32_t code)
{
    return (code >= '\t' && code <= '\r') || code == 0x85 || code == 0x2800;
}

static bool is_pictograph(uint32_t code, const utf8proc_property_t *property)
{
    bool flag_half = code >= 0x1F1E6 && code <= 0x1F1FF;
    return flag_half || property->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

static bool is_hidden(uint32_t code, const utf8proc_property_t *property)
{
    bool skin_tone = code >= 0x1F3FB && code <= 0x1F3FF;
    return property->ignorable || skin_tone ||
           property->category == UTF8PROC_CATEGORY_CF ||
           property->category == UTF8PROC_CATEGORY_CC || code == 0xFFFC;
}

/* Decomposes with case folded; 0 when the room does not suffice or it is no character. */
static size_t decompose(uint32_t code, unsigned compat, utf8proc_int32_t parts[])
{
    int boundary = 0;
    utf8proc_option_t options =
        (utf8proc_option_t)(UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | compat);
    utf8proc_ssize_t n = utf8proc_decompose_char(
        (utf8proc_int32_t)code, parts, ASSAY__SKELETON_ROOM, options, &boundary);
    return n < 0 || n > ASSAY__SKELETON_ROOM ? 0 : (size_t)n;
}

/* A symbol or number that is no plain letter or digit counts as one when one is in its
 * compatibility form: circled, squared, superscript. */
static bool has_form(uint32_t code, utf8proc_category_t wanted)
{
    utf8proc_int32_t parts[ASSAY__SKELETON_ROOM];
    size_t n = decompose(code, UTF8PROC_COMPAT, parts);
    for (size_t i = 0; i < n; i++)
        if (utf8proc_category(parts[i]) == wanted)
            return true;
    return false;
}

static assay__char_class class_by_category(uint32_t code, utf8proc_propval_t category)
{
    switch (category) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_NL:
        return ASSAY__CHAR_LETTER;
    case UTF8PROC_CATEGORY_ND:
        return ASSAY__CHAR_DIGIT;
    case UTF8PROC_CATEGORY_NO:
        return has_form(code, UTF8PROC_CATEGORY_ND) ? ASSAY__CHAR_DIGIT
                                                    : ASSAY__CHAR_BREAK;
    case UTF8PROC_CATEGORY_SO:
        return has_form(code, UTF8PROC_CATEGORY_LL) ? ASSAY__CHAR_LETTER
                                                    : ASSAY__CHAR_BREAK;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return ASSAY__CHAR_SPACE;
    default: /* the rest of utf8proc's numbers: punctuation, symbols, unassigned */
        return ASSAY__CHAR_BREAK;
    }
}

assay__char_class assay__unicode_class(uint32_t code)
{
    if (is_white(code))
        return ASSAY__CHAR_SPACE;
    const utf8proc_property_t *property = property_of(code);
    if (is_hidden(code, property))
        return ASSAY__CHAR_HIDDEN;
    if (enclosed_letter(code) != 0)
        return ASSAY__CHAR_LETTER;
    if (is_diacritic(code))
        return ASSAY__CHAR_MARK;
    if (is_joining_punctuation(code))
        return ASSAY__CHAR_JOIN;
    if (is_pictograph(code, property))
        return ASSAY__CHAR_EMOJI;
    return class_by_category(code, property->category);
}

static bool is_hangul_syllable(uint32_t code)
{
    return code >= 0xAC00 && code <= 0xD7A3;
}

size_t assay__unicode_skeleton(uint32_t code, uint32_t out[])
{
    uint32_t letter = enclosed_letter(code);
    out[0] = letter != 0 ? letter : code;
    if (letter != 0 || is_hangul_syllable(code))
        return 1;
    utf8proc_int32_t parts[ASSAY__SKELETON_ROOM];
    size_t n = decompose(code, UTF8PROC_COMPAT, parts), kept = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t part = (uint32_t)parts[i];
        assay__char_class class = assay__unicode_class(part);
        if (class == ASSAY__CHAR_LETTER)
            out[kept++] = part == 0xF0 ? 'd' : latin_of(part);
        else if (class == ASSAY__CHAR_DIGIT)
            out[kept++] = '0';
    }
    return kept;
}

size_t assay__unicode_decompose(uint32_t code, uint32_t out[])
{
    utf8proc_int32_t parts[ASSAY__SKELETON_ROOM];
    size_t n = decompose(code, 0, parts);
    for (size_t i = 0; i < n; i++)
        out[i] = parts[i] == 0xF0 ? 0x111 : (uint32_t)parts[i];
    if (n == 0)
        out[n++] = 0xFFFD;
    return n;
}

unsigned assay__unicode_combining(uint32_t code)
{
    return (unsigned)property_of(code)->combining_class;
}

size_t assay__unicode_compose(uint32_t codes[], size_t n)
{
    for (size_t i = 1; i < n; i++) {
        unsigned combining = assay__unicode_combining(codes[i]);
        uint32_t code = codes[i];
        size_t j = i;
        while (combining != 0 && j > 0 &&
               assay__unicode_combining(codes[j - 1]) > combining) {
            codes[j] = codes[j - 1];
            j--;
        }
        codes[j] = code;
    }
    utf8proc_int32_t *signed_codes = (utf8proc_int32_t *)codes;
    unsigned options = UTF8PROC_COMPOSE;
    options |= UTF8PROC_STABLE;
    utf8proc_ssize_t left = utf8proc_normalize_utf32(signed_codes, (utf8proc_ssize_t)n,
                                                     (utf8proc_option_t)options);
    return left < 0 ? n : (size_t)left;
}

bool assay__unicode_extends(uint32_t code)
{
    utf8proc_boundclass_t bound = property_of(code)->boundclass;
    bool skin_tone = code >= 0x1F3FB && code <= 0x1F3FF;
    return bound == UTF8PROC_BOUNDCLASS_EXTEND || bound == UTF8PROC_BOUNDCLASS_ZWJ ||
           bound == UTF8PROC_BOUNDCLASS_SPACINGMARK || skin_tone;
}

bool assay__unicode_upper(uint32_t code)
{
    return property_of(code)->category == UTF8PROC_CATEGORY_LU;
}

/* Letters with a stroke (đ, ø, ł) are letters of living alphabets, no disguise. */
bool assay__unicode_lookalike(uint32_t code)
{
    if (code < 0x250)
        return false;
    utf8proc_int32_t canonical[ASSAY__SKELETON_ROOM];
    bool latin_itself = decompose(code, 0, canonical) > 0 && canonical[0] < 0x250;
    uint32_t plain[ASSAY__SKELETON_ROOM];
    bool one_letter = assay__unicode_skeleton(code, plain) == 1;
    return !latin_itself && one_letter && plain[0] >= 'a' && plain[0] <= 'z';
}
