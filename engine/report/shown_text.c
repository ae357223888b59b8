/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A comment's text as it may be shown. Comments are evidence, their writers are third
 * persons: handles, addresses, paths of links and telephone numbers are cut out, so that
 * what is shown is what was said and not who said it. */
#include "report/exhibits.h"

#include "base/str.h"

enum { LONGEST = 160, PHONE_DIGITS = 9, PHONE_KEPT = 3 };

static const assay_str ELLIPSIS = {"\xE2\x80\xA6", 3};

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* A byte that a handle or the name of a mailbox may have. */
static bool in_handle(char byte)
{
    bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    return letter || is_digit(byte) || byte == '_' || byte == '.' || byte == '-' ||
           ((unsigned char)byte & 0x80U) != 0;
}

/* Where a telephone number that begins here ends; `at` when none does. */
static size_t phone_end(assay_str text, size_t at)
{
    size_t digits = 0, end = at;
    for (size_t i = at; i < text.len; i++) {
        bool gap = text.ptr[i] == ' ' || text.ptr[i] == '.' || text.ptr[i] == '-';
        if (is_digit(text.ptr[i])) {
            digits++;
            end = i + 1;
        } else if (!gap || i > end) { /* one byte between two digits, no more */
            break;
        }
    }
    return digits >= PHONE_DIGITS ? end : at;
}

static size_t handle_end(assay_str text, size_t at)
{
    while (at < text.len && in_handle(text.ptr[at]))
        at++;
    return at;
}

/* Whether a slash at this place ends the host of a link: a dot stands before it. */
static bool after_host(assay_str text, size_t at)
{
    for (size_t i = at; i > 0 && in_handle(text.ptr[i - 1]); i--)
        if (text.ptr[i - 1] == '.')
            return true;
    return false;
}

static size_t word_end(assay_str text, size_t at)
{
    while (at < text.len && text.ptr[at] != ' ' && text.ptr[at] != '\n')
        at++;
    return at;
}

/* Take back the name of a mailbox that was written before its @. */
static void take_back_mailbox(assay_buffer *out, size_t begin)
{
    while (out->len > begin && in_handle(out->bytes[out->len - 1]) &&
           ((unsigned char)out->bytes[out->len - 1] & 0x80U) == 0)
        out->len--;
}

/* Write what stands for the name, path or number at `at`. @return the offset behind it,
 * or `at` when there is none */
static size_t put_cut(assay_buffer *out, assay_str text, size_t at, size_t begin)
{
    char byte = text.ptr[at];
    size_t end = at;
    if (byte == '@') {
        end = handle_end(text, at + 1);
        if (end > at + 1)
            take_back_mailbox(out, begin);
        assay__buffer_put_char(out, '@');
        at++;
    } else if (byte == '/' && after_host(text, at)) {
        end = word_end(text, at + 1);
        assay__buffer_put_char(out, '/');
        at++;
    } else if (is_digit(byte)) {
        end = phone_end(text, at);
        if (end > at)
            assay__buffer_put(out, (assay_str){text.ptr + at, PHONE_KEPT});
    }
    if (end > at)
        assay__buffer_put(out, ELLIPSIS);
    return end > at ? end : at;
}

void assay__comment_shown(assay_buffer *out, assay_str text)
{
    size_t begin = out->len, characters = 0;
    for (size_t at = 0; at < text.len && !out->failed;) {
        size_t behind = put_cut(out, text, at, begin);
        if (behind > at) {
            at = behind;
            characters++;
            continue;
        }
        characters += ((unsigned char)text.ptr[at] & 0xC0U) != 0x80U;
        if (characters > LONGEST) {
            assay__buffer_put(out, ELLIPSIS);
            return;
        }
        assay__buffer_put_char(out, text.ptr[at++]);
    }
}
