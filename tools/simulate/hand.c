/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How people type: without diacritics, decomposed (as some phones send it), in the
 * short forms of chats, in lower case, with letters held down. */
#include "words.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

typedef struct pair {
    const char *full, *brief;
} pair;

/* Vietnamese teencode; in every language what stands here is a word of its own. */
static const pair BRIEF_VI[] = {
    {"không", "ko"},  {"được", "đc"},      {"gì", "j"},       {"với", "vs"},
    {"vậy", "z"},     {"rồi", "r"},        {"người", "ng"},   {"yêu", "iu"},
    {"quá", "wá"},    {"mình", "mk"},      {"thích", "thik"}, {"biết", "bít"},
    {"trời", "chời"}, {"bao nhiêu", "bn"}, {"nhiều", "nhìu"}, {"bạn", "bn"},
    {"cũng", "cx"},   {"luôn", "lun"},     {"mọi", "mn"},     {"chị", "cj"},
};
static const pair BRIEF_EN[] = {
    {"you", "u"}, {"your", "ur"}, {"are", "r"},     {"please", "pls"}, {"because", "bc"},
    {"and", "n"}, {"for", "4"},   {"thank", "thx"}, {"this", "dis"},   {"love", "luv"},
};

static bool boundary(char c)
{
    return c == ' ' || c == '\0' || c == ',' || c == '.' || c == '!' || c == '?';
}

static const char *brief_of(const pair *table, size_t n, const char *at, size_t left,
                            size_t *taken)
{
    for (size_t i = 0; i < n; i++) {
        size_t length = strlen(table[i].full);
        bool whole = length <= left && !strncmp(at, table[i].full, length) &&
                     (length == left || boundary(at[length]));
        if (whole) {
            *taken = length;
            return table[i].brief;
        }
    }
    return NULL;
}

/* Replace the bytes from `start` on. */
static void replace(sim_text *text, size_t start, const char *bytes, size_t length)
{
    text->length = start;
    sim_text_add(text, bytes, length);
}

static void shorten(const pair *table, size_t n, gsl_rng *rng, sim_text *text,
                    size_t start)
{
    sim_text out = {0};
    const char *in = text->bytes + start;
    size_t length = text->length - start;
    size_t i = 0;
    while (i < length) {
        size_t taken = 1;
        bool head = i == 0 || boundary(in[i - 1]);
        const char *brief = head ? brief_of(table, n, in + i, length - i, &taken) : NULL;
        if (brief && sim_chance(rng, 0.7)) {
            sim_text_puts(&out, brief);
        } else {
            sim_text_add(&out, in + i, taken);
        }
        i += taken;
    }
    if (out.failed) {
        text->failed = true;
    } else {
        replace(text, start, out.bytes, out.length);
    }
    sim_text_free(&out);
}

/* One of utf8proc's mappings over the text; what cannot be mapped stays as it is. */
static void map(sim_text *text, size_t start, int options)
{
    utf8proc_uint8_t *mapped = NULL;
    const utf8proc_uint8_t *in = (const utf8proc_uint8_t *)text->bytes + start;
    utf8proc_ssize_t n = utf8proc_map(in, (utf8proc_ssize_t)(text->length - start),
                                      &mapped, (utf8proc_option_t)options);
    if (n >= 0) {
        replace(text, start, (const char *)mapped, (size_t)n);
    }
    free(mapped);
}

/* U+0111 has no decomposition: people without diacritics write d. */
static void undash(sim_text *text, size_t start)
{
    size_t to = start;
    for (size_t i = start; i < text->length; i++) {
        bool dash = (unsigned char)text->bytes[i] == 0xC4 && i + 1 < text->length &&
                    ((unsigned char)text->bytes[i + 1] & 0xFEU) == 0x90;
        if (dash) {
            text->bytes[to++] = 'd';
            i++;
        } else {
            text->bytes[to++] = text->bytes[i];
        }
    }
    text->length = to;
}

static void hold_a_letter(gsl_rng *rng, sim_text *text, size_t start)
{
    if (text->length == start) {
        return;
    }
    char last = text->bytes[text->length - 1];
    if (last >= 'a' && last <= 'z') {
        for (size_t i = 1 + sim_below(rng, 4); i > 0; i--) {
            sim_text_putc(text, last);
        }
    }
}

static void lower_first(sim_text *text, size_t start)
{
    if (text->length > start && text->bytes[start] >= 'A' && text->bytes[start] <= 'Z') {
        text->bytes[start] = (char)((unsigned char)text->bytes[start] | 0x20U);
    }
}

void sim_retype(unsigned language, const sim_hand *hand, gsl_rng *rng, sim_text *text,
                size_t start)
{
    if (text->failed || text->length == start) {
        return;
    }
    if (hand->lower) {
        lower_first(text, start);
    }
    if (hand->short_forms && language == 0) {
        shorten(BRIEF_VI, sizeof BRIEF_VI / sizeof *BRIEF_VI, rng, text, start);
    } else if (hand->short_forms && language == 1) {
        shorten(BRIEF_EN, sizeof BRIEF_EN / sizeof *BRIEF_EN, rng, text, start);
    }
    if (hand->emphatic) {
        hold_a_letter(rng, text, start);
    }
    if (!sim_language_at(language)->accents) {
        return;
    }
    if (hand->plain) {
        undash(text, start);
        map(text, start, UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK);
    } else if (hand->decomposed) {
        map(text, start, UTF8PROC_DECOMPOSE);
    }
}
