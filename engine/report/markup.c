/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tags and text of a page, and its head with a policy that allows this style, by hash,
 * and nothing else: no script, nothing fetched, no form, no frame. */
#include "report/markup.h"

#include "base/str.h"
#include "base/utf8.h"
#include "format/digest.h"
#include "text/embed.h"

#include <math.h>

ASSAY__EMBED(assay__page_style, ASSAY_PAGE_STYLE);

void assay__put(const assay__page *p, const char *markup)
{
    assay__buffer_put(p->out, assay__str(markup));
}

/* Characters that a page must not pass on: controls, noncharacters, and those that turn
 * the direction of the text behind them. */
static bool forbidden(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x061C ||
           code == 0x200E || code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF ||
           (code >= 0xFDD0 && code <= 0xFDEF) || (code & 0xFFFEU) == 0xFFFEU;
}

static void put_character(const assay__page *p, assay_str bytes, uint32_t code)
{
    if (code == '<')
        assay__put(p, "&lt;");
    else if (code == '>')
        assay__put(p, "&gt;");
    else if (code == '&')
        assay__put(p, "&amp;");
    else if (code == '"')
        assay__put(p, "&quot;");
    else if (code == '\'')
        assay__put(p, "&#39;");
    else if (code == '\n' || code == '\t' || code == '\r')
        assay__buffer_put_char(p->out, ' ');
    else if (forbidden(code))
        assay__put(p, "\xEF\xBF\xBD");
    else
        assay__buffer_put(p->out, bytes);
}

static void put_valid(const assay__page *p, assay_str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t start = at;
        uint32_t code = assay__utf8_next(text, &at);
        put_character(p, (assay_str){text.ptr + start, at - start}, code);
    }
}

void assay__put_text(const assay__page *p, assay_str text)
{
    while (text.len > 0) {
        size_t good = assay__utf8_check(text);
        put_valid(p, (assay_str){text.ptr, good});
        if (good == text.len)
            return;
        assay__put(p, "\xEF\xBF\xBD");
        text.ptr += good + 1;
        text.len -= good + 1;
    }
}

void assay__put_name(const assay__page *p, assay_str text)
{
    assay__put(p, "<bdi>");
    assay__put_text(p, text);
    assay__put(p, "</bdi>");
}

void assay__put_word(const assay__page *p, assay__word word)
{
    assay__put_text(p, assay__word_str(&word));
}

void assay__put_message(const assay__page *p, assay__message message)
{
    assay__put_text(p, assay__str(assay__message_text(message, p->language)));
}

void assay__put_filled(const assay__page *p, assay__message message,
                       const assay_str words[], size_t n)
{
    assay_buffer line = {0};
    assay__say(&line, message, p->language, words, n);
    assay__put_text(p, (assay_str){line.bytes, line.len});
    p->out->failed = p->out->failed || line.failed;
    assay__buffer_free(&line);
}

void assay__put_paragraph(const assay__page *p, const char *class, assay__message message,
                          const assay_str words[], size_t n)
{
    assay__put(p, class == NULL ? "<p>" : "<p class=\"");
    if (class != NULL) {
        assay__put(p, class);
        assay__put(p, "\">");
    }
    assay__put_filled(p, message, words, n);
    assay__put(p, "</p>");
}

void assay__put_heading_open(const assay__page *p, unsigned below)
{
    assay__buffer_printf(p->out, "<h%u>", p->level + below);
}

void assay__put_heading_close(const assay__page *p, unsigned below)
{
    assay__buffer_printf(p->out, "</h%u>", p->level + below);
}

void assay__put_heading(const assay__page *p, unsigned below, assay__message message)
{
    assay__put_heading_open(p, below);
    assay__put_message(p, message);
    assay__put_heading_close(p, below);
}

void assay__put_integer(const assay__page *p, int64_t number)
{
    assay__buffer_printf(p->out, "%lld", (long long)number);
}

void assay__put_percentage(const assay__page *p, double share)
{
    long long tenths = llround(share * 1000.0);
    const char *sign = tenths < 0 ? "-" : "";
    tenths = tenths < 0 ? -tenths : tenths;
    if (tenths % 10 == 0)
        assay__buffer_printf(p->out, "%s%lld%%", sign, tenths / 10);
    else
        assay__buffer_printf(p->out, "%s%lld.%lld%%", sign, tenths / 10, tenths % 10);
}

/* ---- the head ------------------------------------------------------------------- */

static const char BASE64[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static unsigned hex_value(char digit)
{
    return (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

/* A digest of 64 hexadecimal digits in base 64, as a policy names it. */
static void put_base64(const assay__page *p, const char hex[])
{
    for (size_t i = 0; i < 64; i += 6) { /* three bytes give four letters */
        uint32_t bits = 0;
        for (size_t k = i; k < i + 6; k++)
            bits = bits << 4 | (k < 64 ? hex_value(hex[k]) : 0);
        for (unsigned letter = 0; letter < 4; letter++) {
            bool padding = i + 6 > 64 && letter == 3;
            const char *c = padding ? "=" : &BASE64[bits >> (18 - 6 * letter) & 63U];
            assay__buffer_put_char(p->out, *c);
        }
    }
}

static void put_policy(const assay__page *p, assay_str style)
{
    char hex[ASSAY__SHA256_ROOM];
    assay__put(p, "<meta http-equiv=\"Content-Security-Policy\" "
                  "content=\"default-src 'none'; style-src 'sha256-");
    if (assay__sha256(style, hex, NULL) == ASSAY_OK)
        put_base64(p, hex);
    else
        p->out->failed = true;
    assay__put(p, "'; img-src data:; base-uri 'none'; form-action 'none'\">\n");
}

void assay__put_head(const assay__page *p,
                     void (*put_title)(const assay__page *p, const void *of),
                     const void *of)
{
    assay_str style = {assay__page_style,
                       (size_t)(assay__page_style_end - assay__page_style)};
    assay__put(p, "<!doctype html>\n<html lang=\"");
    assay__put(p, p->language == ASSAY_VIETNAMESE ? "vi" : "en");
    assay__put(p, "\">\n<head>\n<meta charset=\"utf-8\">\n");
    put_policy(p, style);
    assay__put(p, "<meta name=\"viewport\" content=\"width=device-width, "
                  "initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light "
                  "dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    put_title(p, of);
    assay__put(p, "</title>\n<style>");
    assay__buffer_put(p->out, style);
    assay__put(p, "</style>\n</head>\n<body>\n");
}

void assay__put_end(const assay__page *p)
{
    assay__put(p, "</body>\n</html>\n");
}
