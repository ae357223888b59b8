/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words, bullets and broken lines of a card. */
#include "report/card_text.h"

#include "base/str.h"
#include "base/utf8.h"

enum { WIDTH = 78 };

void assay__card_put(const assay__card *c, const char *text)
{
    assay__buffer_put(c->out, assay__str(text));
}

void assay__card_say(const assay__card *c, assay__message message)
{
    assay__card_put(c, assay__message_text(message, c->language));
}

const char *assay__card_dot(const assay__card *c)
{
    return c->style->unicode ? "·" : "-";
}

/* Whether a code point could steer a terminal or turn the direction of writing. */
static bool steers(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x200E ||
           code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

void assay__card_clean(const assay__card *c, assay_str text)
{
    if (assay__utf8_check(text) < text.len) {
        assay__card_put(c, "?");
        return;
    }
    for (size_t at = 0; at < text.len;) {
        size_t start = at;
        if (steers(assay__utf8_next(text, &at)))
            assay__card_put(c, "?");
        else
            assay__buffer_put(c->out, (assay_str){text.ptr + start, at - start});
    }
}

void assay__card_word(const assay__card *c, assay__word word)
{
    assay__buffer_put(c->out, assay__word_str(&word));
}

size_t assay__card_columns(assay_str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        n += ((unsigned char)text.ptr[i] & 0xC0U) != 0x80U;
    return n;
}

void assay__card_spaces(const assay__card *c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assay__buffer_put_char(c->out, ' ');
}

void assay__card_wrapped(const assay__card *c, assay_str text, size_t used, size_t indent)
{
    size_t at = 0, column = used;
    while (at < text.len) {
        const char *space = memchr(text.ptr + at, ' ', text.len - at);
        size_t end = space == NULL ? text.len : (size_t)(space - text.ptr);
        assay_str word = {text.ptr + at, end - at};
        size_t wide = assay__card_columns(word);
        if (at > 0 && column + 1 + wide > WIDTH) {
            assay__card_put(c, "\n");
            assay__card_spaces(c, indent);
            column = indent;
        } else if (at > 0) {
            assay__card_put(c, " ");
            column++;
        }
        assay__card_clean(c, word);
        column += wide;
        at = end + 1;
    }
    assay__card_put(c, "\n");
}

void assay__card_bullet(const assay__card *c, size_t indent, assay_str text)
{
    assay__card_spaces(c, indent);
    assay__card_put(c, assay__card_dot(c));
    assay__card_put(c, " ");
    assay__card_wrapped(c, text, indent + 2, indent + 2);
}

void assay__card_heading(const assay__card *c, assay__message message)
{
    assay__card_put(c, "\n");
    assay__card_put(c, c->style->colour ? "\033[1m" : "");
    assay__card_say(c, message);
    assay__card_put(c, c->style->colour ? "\033[0m\n" : "\n");
}

void assay__card_separator(const assay__card *c)
{
    assay__card_put(c, "  ");
    assay__card_put(c, assay__card_dot(c));
    assay__card_put(c, "  ");
}
