/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names that come from one generator.
 *
 * People choose the length of the word and the number of digits nearly apart from each
 * other; a generator ties them (five letters, then eight digits) or keeps one stem and
 * counts on. A form that is commoner than its two halves make it, and a stem shared by
 * more members than share any name, is a group. Names that a platform itself gives to
 * whoever chooses none are no pattern of a seller's.
 */
#include "audience/bins.h"
#include "audience/crowd.h"

#include "base/hash.h"
#include "base/random.h"
#include "base/str.h"
#include "stat/tail.h"

#include <math.h>

enum { ENOUGH = 50, LEAST_DIGITS = 3, LEAST_STEM = 5, LEAST_GROUP = 4, NAME_ROOM = 64 };

/* Words and digits are chosen nearly apart: what they are tied by in honest samples is
 * within a factor of two. */
static const double TIED = 2.0;
/* No stem is the name of more than three in a thousand: the commonest given name written
 * alone with digits is shared by fewer. */
static const double COMMONEST_STEM = 0.003;

/** A name taken apart; hashes, 0 when there is none. */
typedef struct form {
    uint64_t letters, digits; /* lengths of the runs of each, separators with letters */
    uint64_t stem;            /* the letters themselves, small */
    size_t n_digits;
} form;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_separator(char c)
{
    return c == '.' || c == '_' || c == '-' || c == ' ';
}

static char small(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Names given by the platform to whoever chooses none: `user` and many digits. */
static bool is_given(assay_str name)
{
    static const char USER[] = "user";
    size_t n = sizeof USER - 1;
    if (name.len < n + 8 || memcmp(name.ptr, USER, n) != 0)
        return false;
    for (size_t i = n; i < name.len; i++)
        if (!is_digit(name.ptr[i]))
            return false;
    return true;
}

static uint64_t mix(uint64_t hash, uint64_t what)
{
    return assay__mix64(hash * UINT64_C(0x9E3779B97F4A7C15) + what + 1);
}

static form form_of_text(assay_str name)
{
    form out = {.letters = 1, .digits = 2};
    char stem[NAME_ROOM];
    size_t n_stem = 0;
    for (size_t at = 0; at < name.len;) {
        size_t from = at;
        bool digit = is_digit(name.ptr[at]);
        if (is_separator(name.ptr[at])) {
            out.letters = mix(out.letters, (uint64_t)(unsigned char)name.ptr[at++] << 8);
            continue;
        }
        for (; at < name.len && is_digit(name.ptr[at]) == digit &&
               !is_separator(name.ptr[at]);
             at++)
            if (!digit && n_stem < NAME_ROOM)
                stem[n_stem++] = small(name.ptr[at]);
        uint64_t *part = digit ? &out.digits : &out.letters;
        *part = mix(*part, at - from);
        out.n_digits += digit ? at - from : 0;
    }
    if (n_stem >= LEAST_STEM)
        out.stem = assay__hash((assay_str){stem, n_stem}, 3) | 1;
    return out;
}

/* By the name, else by the two counts that a data set without names may keep of it. */
static bool form_of(const assay_member *member, form *out)
{
    if (assay__str_known(member->username)) {
        *out = form_of_text(member->username);
        return member->username.len > 0;
    }
    double length = member->username_length, digits = member->username_digits;
    if (!(length > 0) || !(digits >= 0) || digits > length)
        return false;
    if (length - digits == 4 && digits >= 6)
        return false; /* may be `user` and digits */
    *out = (form){.letters = mix(1, (uint64_t)(length - digits)),
                  .digits = mix(2, (uint64_t)digits),
                  .n_digits = (size_t)digits};
    return true;
}

/** All names, counted four ways. */
typedef struct names {
    form *forms;   /* [n] */
    size_t *whole; /* [n] bin of the form; SIZE_MAX: not looked at */
    size_t *stem;  /* [n] bin of the stem */
    size_t *parts; /* [2 n] bins of letters and digits, by bin of the form */
    assay__bins by_whole, by_letters, by_digits, by_stem;
    size_t named;
} names;

static assay_status names_new(const assay__crowd *crowd, names *out, assay_error *err)
{
    size_t n = crowd->n;
    *out = (names){.forms = assay_arena_array(crowd->arena, n, sizeof *out->forms),
                   .whole = assay_arena_array(crowd->arena, n, sizeof *out->whole),
                   .stem = assay_arena_array(crowd->arena, n, sizeof *out->stem),
                   .parts = assay_arena_array(crowd->arena, 2 * n, sizeof *out->parts)};
    if (out->forms == NULL || out->whole == NULL || out->stem == NULL ||
        out->parts == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for %zu names", n);
    ASSAY__TRY(assay__bins_new(n, crowd->arena, &out->by_whole, err));
    ASSAY__TRY(assay__bins_new(n, crowd->arena, &out->by_letters, err));
    ASSAY__TRY(assay__bins_new(n, crowd->arena, &out->by_digits, err));
    return assay__bins_new(n, crowd->arena, &out->by_stem, err);
}

static void count_name(const assay__crowd *crowd, size_t i, names *all)
{
    form *f = &all->forms[i];
    all->whole[i] = all->stem[i] = SIZE_MAX;
    if (crowd->twin[i] || !form_of(&crowd->members[i], f))
        return;
    all->named++;
    assay_str name = crowd->members[i].username;
    if (assay__str_known(name) && is_given(name))
        return;
    size_t whole = assay__bins_add(&all->by_whole, mix(f->letters, f->digits), i);
    all->whole[i] = whole;
    all->parts[2 * whole] = assay__bins_add(&all->by_letters, f->letters, i);
    all->parts[2 * whole + 1] = assay__bins_add(&all->by_digits, f->digits, i);
    if (f->stem != 0 && f->n_digits >= 2)
        all->stem[i] = assay__bins_add(&all->by_stem, f->stem, i);
}

/* How many of a form the halves of all other names make. */
static double expected_of(const names *all, size_t whole)
{
    double n = (double)all->by_whole.bins[whole].n;
    double others = (double)all->named - n + 1;
    double letters = (double)all->by_letters.bins[all->parts[2 * whole]].n - n + 0.5;
    double digits = (double)all->by_digits.bins[all->parts[2 * whole + 1]].n - n + 0.5;
    return TIED * (double)all->named * (letters / others) * (digits / others);
}

/* Groups of a table of bins; slot gets each bin's group or ASSAY_NO_GROUP. */
static void add_groups(assay__crowd *crowd, const names *all, bool stems, size_t slot[])
{
    const assay__bins *bins = stems ? &all->by_stem : &all->by_whole;
    double looked = log10((double)bins->n + 1);
    for (size_t b = 0; b < bins->n; b++) {
        const assay__bin *bin = &bins->bins[b];
        slot[b] = ASSAY_NO_GROUP;
        bool digits = stems || all->forms[bin->first].n_digits >= LEAST_DIGITS;
        if (bin->n < LEAST_GROUP || !digits)
            continue;
        double expected =
            stems ? COMMONEST_STEM * (double)all->named : expected_of(all, b);
        double strength = assay__tail_poisson((double)bin->n, expected) - looked;
        if (!(strength >= ASSAY__GROUP_DIGITS))
            continue;
        assay_member_group group = {.because = ASSAY_BECAUSE_NAME_PATTERN,
                                    .first = bin->first,
                                    .n = bin->n,
                                    .expected = fmin(expected, (double)bin->n),
                                    .strength = strength,
                                    .created_from = ASSAY_TIME_UNKNOWN,
                                    .created_to = ASSAY_TIME_UNKNOWN,
                                    .rank_from = SIZE_MAX,
                                    .rank_to = SIZE_MAX};
        slot[b] = assay__crowd_add_group(crowd, &group);
    }
}

/* Members beyond chance in the larger of their two groups, over all names. */
static double share_of(assay__crowd *crowd, const names *all, const size_t by_whole[],
                       const size_t by_stem[])
{
    double sum = 0;
    for (size_t i = 0; i < crowd->n; i++) {
        double beyond = 0;
        const size_t *slots[] = {by_whole, by_stem};
        const size_t bins[] = {all->whole[i], all->stem[i]};
        for (size_t k = 0; k < 2; k++) {
            size_t group = bins[k] == SIZE_MAX ? ASSAY_NO_GROUP : slots[k][bins[k]];
            if (group == ASSAY_NO_GROUP)
                continue;
            assay__crowd_join(crowd, i, group);
            const assay_member_group *g = &crowd->groups[group];
            beyond = fmax(beyond, 1 - g->expected / (double)g->n);
        }
        sum += beyond;
    }
    return sum / (double)all->named;
}

assay_status assay__names_look(assay__crowd *crowd, assay_audience *out, assay_error *err)
{
    names all;
    ASSAY__TRY(names_new(crowd, &all, err));
    for (size_t i = 0; i < crowd->n; i++)
        count_name(crowd, i, &all);
    if (all.named < ENOUGH)
        return ASSAY_OK;
    size_t *by_whole = assay_arena_array(crowd->arena, crowd->n, sizeof *by_whole);
    size_t *by_stem = assay_arena_array(crowd->arena, crowd->n, sizeof *by_stem);
    if (by_whole == NULL || by_stem == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for %zu names", crowd->n);
    add_groups(crowd, &all, false, by_whole);
    add_groups(crowd, &all, true, by_stem);
    out->name_pattern_share = share_of(crowd, &all, by_whole, by_stem);
    return ASSAY_OK;
}
