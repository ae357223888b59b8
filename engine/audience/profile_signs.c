/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A profile as numbers. Counts go in logarithms of one more, ratios in logarithms of
 * both, so that zero is a value and unknown is not. Of a name only its shape is read:
 * bytes outside ASCII count as letters, a user name is ASCII on every platform we know.
 */
#include "audience/profile_signs.h"

#include <math.h>
#include <string.h>

#include "base/str.h"

static const double SECONDS_A_DAY = 86400.0;

static double log_count(double count)
{
    return count >= 0 ? log10(1 + count) : ASSAY_NUMBER_UNKNOWN;
}

static double log_ratio(double over, double under)
{
    return over >= 0 && under >= 0 ? log((over + 1) / (under + 1)) : ASSAY_NUMBER_UNKNOWN;
}

static double truth(assay_truth known)
{
    return known == ASSAY_UNKNOWN ? ASSAY_NUMBER_UNKNOWN : (double)(known == ASSAY_YES);
}

/* By the cell of its own, by the length, or by the text. */
static double has_bio(const assay_member *m)
{
    if (m->has_bio != ASSAY_UNKNOWN)
        return truth(m->has_bio);
    if (!isnan(m->bio_length))
        return m->bio_length > 0;
    return assay__str_known(m->bio) ? (double)(m->bio.len > 0) : ASSAY_NUMBER_UNKNOWN;
}

static double log_days(int64_t from, int64_t to)
{
    if (from == ASSAY_TIME_UNKNOWN || to == ASSAY_TIME_UNKNOWN)
        return ASSAY_NUMBER_UNKNOWN;
    double days = ((double)to - (double)from) / SECONDS_A_DAY;
    return log10(1 + (days > 0 ? days : 0));
}

/* Age when it followed, or when the input was last looked at. */
static double age(const assay_member *m, int64_t as_of)
{
    return log_days(m->created_at,
                    m->followed_at != ASSAY_TIME_UNKNOWN ? m->followed_at : as_of);
}

static double silence(const assay_member *m, int64_t as_of)
{
    return log_days(m->last_post_at, as_of);
}

/* ---- the shape of a name ------------------------------------------------------- */

typedef struct name_shape {
    double digit_share, letters, tail, consonants, switches, given;
} name_shape;

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

static bool is_vowel(unsigned char c)
{
    return c >= 0x80 || (c != 0 && strchr("aeiouyAEIOUY", c) != NULL);
}

/* One pass over the user name. */
static void read_username(assay_str text, name_shape *out)
{
    double digits = 0, letters = 0, tail = 0, run = 0, longest = 0, switches = 0;
    bool after_digit = false, after_letter = false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool digit = is_digit(c), letter = is_letter(c);
        digits += digit;
        letters += letter && (c < 0x80 || c >= 0xC0); /* a character, not its bytes */
        tail = digit ? tail + 1 : 0;
        run = letter && !is_vowel(c) ? run + 1 : 0;
        longest = run > longest ? run : longest;
        switches += (digit && after_letter) || (letter && after_digit);
        after_digit = digit;
        after_letter = letter;
    }
    out->letters = letters;
    out->digit_share = digits / (digits + letters > 0 ? digits + letters : 1);
    out->tail = tail;
    out->consonants = longest;
    out->switches = switches;
}

static unsigned char lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : c;
}

typedef bool letter_pairs[26][26];

/* Pairs of letters that follow each other in a name. @return false: not all is ASCII */
static bool note_pairs(assay_str name, letter_pairs pair)
{
    unsigned char last = 0;
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = lower((unsigned char)name.ptr[i]);
        if (c >= 0x80)
            return false;
        if (c < 'a' || c > 'z')
            continue;
        if (last != 0)
            pair[last - 'a'][c - 'a'] = true;
        last = c;
    }
    return true;
}

/* Share of the user name's pairs of letters that the shown name has, too; only of names
 * written in ASCII, since others are spelt anew in the user name. */
static double shared_pairs(assay_str name, assay_str username)
{
    letter_pairs pair = {{false}};
    double seen = 0, shared = 0;
    unsigned char last = 0;
    if (!note_pairs(name, pair))
        return ASSAY_NUMBER_UNKNOWN;
    for (size_t i = 0; i < username.len; i++) {
        unsigned char c = lower((unsigned char)username.ptr[i]);
        bool letter = c >= 'a' && c <= 'z';
        if (letter && last != 0) {
            seen++;
            shared += pair[last - 'a'][c - 'a'];
        }
        last = letter ? c : 0;
    }
    return seen >= 2 ? shared / seen : ASSAY_NUMBER_UNKNOWN;
}

/* What columns tell where the name itself is not there. */
static void read_columns(const assay_member *m, name_shape *out)
{
    double length = m->username_length, digits = m->username_digits;
    if (!(length > 0) || !(digits >= 0) || digits > length)
        return;
    out->digit_share = digits / length;
    out->letters = length - digits;
}

static name_shape shape_of(const assay_member *m)
{
    const double unknown = ASSAY_NUMBER_UNKNOWN;
    name_shape shape = {unknown, unknown, unknown, unknown, unknown, unknown};
    if (m->username.len > 0)
        read_username(m->username, &shape);
    else
        read_columns(m, &shape);
    if (m->username.len > 0 && assay__str_known(m->name))
        shape.given = m->name.len == 0 ? 0 : shared_pairs(m->name, m->username);
    return shape;
}

/* ---- the table ----------------------------------------------------------------- */

void assay__profile_read(const assay_member *member, int64_t as_of, double value[])
{
    const assay_member *m = member;
    name_shape name = shape_of(m);
#define SIGN(NAME, text, group, direction, unit, number, ...)                            \
    value[ASSAY__PROFILE_##NAME] = (number);
#include "audience/profile_signs.def"
#undef SIGN
}

typedef enum group { COUNTS, NAMES } group;

typedef struct row {
    assay_profile_sign sign;
    group group;
    size_t n;
    double knots[12];
} row;

#define NUMBERS(...)                                                                     \
    (sizeof((double[]){__VA_ARGS__}) / sizeof(double)),                                  \
    {                                                                                    \
        __VA_ARGS__                                                                      \
    }
static const row ROWS[] = {
#define SIGN(NAME, text, group, direction, unit, number, en, vi, ...)                    \
    {{text, unit, direction, en, vi}, group, NUMBERS(__VA_ARGS__)},
#include "audience/profile_signs.def"
#undef SIGN
};

size_t assay_profile_sign_count(void)
{
    return ASSAY__PROFILE_SIGNS;
}

const assay_profile_sign *assay_profile_sign_at(size_t i)
{
    return i < ASSAY__PROFILE_SIGNS ? &ROWS[i].sign : NULL;
}

bool assay__profile_is_count(size_t sign)
{
    return ROWS[sign].group == COUNTS;
}

assay__curve assay__profile_prior(size_t sign)
{
    assay__curve curve = {.n = ROWS[sign].n / 2};
    for (size_t i = 0; i < curve.n; i++) {
        curve.x[i] = ROWS[sign].knots[2 * i];
        curve.y[i] = ROWS[sign].knots[2 * i + 1];
    }
    return curve;
}

assay_profile_view assay__profile_view_of(const double value[])
{
    bool counts = false, names = false;
    for (size_t i = 0; i < ASSAY__PROFILE_SIGNS; i++) {
        counts = counts || (!isnan(value[i]) && assay__profile_is_count(i));
        names = names || (!isnan(value[i]) && !assay__profile_is_count(i));
    }
    if (counts)
        return names ? ASSAY_PROFILE_WHOLE : ASSAY_PROFILE_COUNTS;
    return names ? ASSAY_PROFILE_NAMES : ASSAY_PROFILE_NOTHING;
}

const char *assay_profile_view_name(assay_profile_view view)
{
    static const char *const NAMES_OF[] = {"nothing", "names", "counts", "whole"};
    return (unsigned)view < ASSAY_PROFILE_VIEWS ? NAMES_OF[view] : "nothing";
}
