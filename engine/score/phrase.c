/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A phrase is copied once, braces and brackets on the way. */
#include "score/phrase.h"

#include "base/str.h"
#include "base/utf8.h"

/* Where a copy is; `room` is never reached, see fill. */
typedef struct copy {
    char *text;
    size_t len;
    bool hole; /* an empty word was met */
} copy;

static const char *word_of(const assay__phrase_words *words, const char *brace,
                           size_t *len)
{
    static const char *const NAMES[] = {"{value}", "{typical}", "{from}", "{to}"};
    const char *const values[] = {words->value, words->typical, words->from, words->to};
    for (size_t i = 0; i < 4; i++) {
        *len = strlen(NAMES[i]);
        if (strncmp(brace, NAMES[i], *len) == 0)
            return values[i];
    }
    *len = 1;
    return NULL;
}

/* Copies up to `end`, words replaced. */
static void copy_part(copy *out, const char *from, const char *end,
                      const assay__phrase_words *words)
{
    while (from < end) {
        size_t len = 1;
        const char *word = *from == '{' ? word_of(words, from, &len) : NULL;
        if (word == NULL) {
            out->text[out->len++] = *from;
        } else {
            size_t n = strlen(word);
            memcpy(out->text + out->len, word, n);
            out->len += n;
            out->hole = out->hole || n == 0;
        }
        from += len;
    }
}

/* Phrases begin with ASCII letters or Vietnamese ones whose large form is known. */
static void make_large(copy *out)
{
    if (out->len > 0 && out->text[0] >= 'a' && out->text[0] <= 'z')
        out->text[0] = (char)(out->text[0] - 'a' + 'A');
    else if (out->len > 1 && memcmp(out->text, "đ", 2) == 0)
        memcpy(out->text, "Đ", 2);
}

char *assay__phrase_fill(const char *phrase, const assay__phrase_words *words,
                         assay_arena *arena)
{
    size_t longest = strlen(words->value) + strlen(words->typical) + strlen(words->from) +
                     strlen(words->to);
    copy out = {.text = assay_arena_alloc(arena, strlen(phrase) + 4 * longest + 1)};
    if (out.text == NULL)
        return NULL;
    const char *at = phrase;
    while (*at != '\0') {
        const char *open = strchr(at, '[');
        const char *close = open != NULL ? strchr(open, ']') : NULL;
        if (close == NULL) {
            copy_part(&out, at, at + strlen(at), words);
            break;
        }
        copy_part(&out, at, open, words);
        size_t before = out.len;
        out.hole = false;
        copy_part(&out, open + 1, close, words);
        if (out.hole)
            out.len = before;
        at = close + 1;
    }
    make_large(&out);
    out.text[out.len] = '\0';
    return out.text;
}
