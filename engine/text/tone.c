/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two vowels in a row, one of them toned: where the rules put the tone.
 *
 * Only syllables with a consonant (or nothing) before the pair are touched, so that no
 * move can make three of a letter in a row and folding stays idempotent.
 *
 * Source: Quy định về chính tả tiếng Việt (1984) in its older, commoner reading: hòa,
 * khỏe, thúy; and the usual mistypings lựơng, tìên.
 */
#include "text/tone.h"

enum { TONES = 6, NO_VOWEL = 12 };

/* Vowel by tone: level, acute, grave, hook, tilde, dot. */
static const uint16_t VOWELS[][TONES] = {
    {'a', 0xE1, 0xE0, 0x1EA3, 0xE3, 0x1EA1},
    {0x103, 0x1EAF, 0x1EB1, 0x1EB3, 0x1EB5, 0x1EB7},
    {0xE2, 0x1EA5, 0x1EA7, 0x1EA9, 0x1EAB, 0x1EAD},
    {'e', 0xE9, 0xE8, 0x1EBB, 0x1EBD, 0x1EB9},
    {0xEA, 0x1EBF, 0x1EC1, 0x1EC3, 0x1EC5, 0x1EC7},
    {'i', 0xED, 0xEC, 0x1EC9, 0x129, 0x1ECB},
    {'o', 0xF3, 0xF2, 0x1ECF, 0xF5, 0x1ECD},
    {0xF4, 0x1ED1, 0x1ED3, 0x1ED5, 0x1ED7, 0x1ED9},
    {0x1A1, 0x1EDB, 0x1EDD, 0x1EDF, 0x1EE1, 0x1EE3},
    {'u', 0xFA, 0xF9, 0x1EE7, 0x169, 0x1EE5},
    {0x1B0, 0x1EE9, 0x1EEB, 0x1EED, 0x1EEF, 0x1EF1},
    {'y', 0xFD, 0x1EF3, 0x1EF7, 0x1EF9, 0x1EF5},
};
enum {
    A = 0,
    E = 3,
    E_HAT = 4,
    I = 5,
    O = 6,
    O_HAT = 7,
    O_HORN = 8,
    U = 9,
    U_HORN = 10,
    Y = 11
};

typedef struct vowel {
    unsigned letter, tone;
} vowel;

static vowel vowel_of(uint32_t code)
{
    if (code < 'a' || (code > 'y' && code < 0xE0) || code > 0x1EF9)
        return (vowel){NO_VOWEL, 0};
    for (unsigned letter = 0; letter < NO_VOWEL; letter++)
        for (unsigned tone = 0; tone < TONES; tone++)
            if (VOWELS[letter][tone] == code)
                return (vowel){letter, tone};
    return (vowel){NO_VOWEL, 0};
}

/* oa, oe, uy: the tone stands on the first vowel unless a consonant or i follows. */
static bool is_open_pair(vowel first, vowel second)
{
    return (first.letter == O && (second.letter == A || second.letter == E)) ||
           (first.letter == U && second.letter == Y);
}

/* ươ, iê, yê, uô: the tone always stands on the second. */
static bool is_closed_pair(vowel first, vowel second)
{
    return (first.letter == U_HORN && second.letter == O_HORN) ||
           ((first.letter == I || first.letter == Y) && second.letter == E_HAT) ||
           (first.letter == U && second.letter == O_HAT);
}

static bool is_letter(uint32_t code)
{
    return (code >= 'a' && code <= 'z') || code >= 0xC0;
}

/* The consonants and the i that can follow a vowel pair. */
static bool closes(uint32_t code)
{
    return code == 'c' || code == 'i' || code == 'm' || code == 'n' || code == 'p' ||
           code == 't';
}

unsigned assay__tone_opens(uint32_t code)
{
    vowel v = vowel_of(code);
    bool toned = v.tone != 0;
    switch (v.letter) {
    case O:
        return ASSAY__TONE_OA_SECOND | (toned ? ASSAY__TONE_OA_FIRST : 0);
    case U:
        return ASSAY__TONE_UY_SECOND |
               (toned ? ASSAY__TONE_UY_FIRST | ASSAY__TONE_UO_HAT : 0);
    case U_HORN:
        return toned ? ASSAY__TONE_UO_HORNS : 0;
    case I:
    case Y:
        return toned ? ASSAY__TONE_IE : 0;
    default: /* no pair of the rules begins with it */
        return 0;
    }
}

unsigned assay__tone_follows(uint32_t code)
{
    vowel v = vowel_of(code);
    bool toned = v.tone != 0;
    switch (v.letter) {
    case A:
    case E:
        return ASSAY__TONE_OA_FIRST | (toned ? ASSAY__TONE_OA_SECOND : 0);
    case Y:
        return ASSAY__TONE_UY_FIRST | (toned ? ASSAY__TONE_UY_SECOND : 0);
    case O_HORN:
        return ASSAY__TONE_UO_HORNS;
    case E_HAT:
        return ASSAY__TONE_IE;
    case O_HAT:
        return ASSAY__TONE_UO_HAT;
    default: /* no pair of the rules ends with it */
        return 0;
    }
}

/* Where the tone of a pair belongs. */
typedef enum tone_place { TONE_STAYS, TONE_FIRST, TONE_SECOND } tone_place;

static tone_place place_of(vowel first, vowel second, uint32_t before, uint32_t after)
{
    if (is_closed_pair(first, second))
        return TONE_SECOND;
    if (before == 'q')
        return first.letter == U && second.letter == Y ? TONE_SECOND : TONE_STAYS;
    if (!is_open_pair(first, second))
        return TONE_STAYS;
    if (closes(after))
        return TONE_SECOND;
    return is_letter(after) ? TONE_STAYS : TONE_FIRST;
}

void assay__tone_place(uint32_t codes[], size_t n, size_t i)
{
    vowel first = vowel_of(codes[i]), second = vowel_of(codes[i + 1]);
    uint32_t before = i > 0 ? codes[i - 1] : ' ';
    uint32_t after = i + 2 < n ? codes[i + 2] : ' ';
    bool one_tone = (first.tone == 0) != (second.tone == 0);
    bool pair = first.letter != NO_VOWEL && second.letter != NO_VOWEL;
    if (!pair || !one_tone || vowel_of(before).letter != NO_VOWEL)
        return;
    unsigned tone = first.tone + second.tone;
    tone_place place = place_of(first, second, before, after);
    if (place == TONE_STAYS)
        return;
    codes[i] = VOWELS[first.letter][place == TONE_FIRST ? tone : 0];
    codes[i + 1] = VOWELS[second.letter][place == TONE_SECOND ? tone : 0];
}
