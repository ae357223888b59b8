/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pull reading in place: RFC 8259, strict, iterative; see the header for the way it is
 * used. Strings are scanned 16 bytes at a time and checked for UTF-8 only when a byte
 * above 0x7F was seen. */
#include "format/json_reader.h"

#include "base/number.h"
#include "base/str.h"
#include "base/utf8.h"

void assay__pull_begin(assay__pull *in, char *text, size_t len)
{
    *in = (assay__pull){.status = ASSAY_OK};
    in->p = text;
    in->start = text;
    in->end = text + len;
}

bool assay__pull_fail(assay__pull *in, assay_status status, const char *why)
{
    if (in->status == ASSAY_OK) {
        in->status = status;
        in->why = why;
    }
    return false;
}

/* What to say of a byte that should not be here. */
static bool unexpected(assay__pull *in, const char *why)
{
    bool ended = in->p >= in->end;
    return assay__pull_fail(in, ASSAY_BAD_SYNTAX, ended ? "the text ends here" : why);
}

bool assay__pull_enter_slowly(assay__pull *in, char bracket)
{
    if (in->status != ASSAY_OK)
        return false;
    if (assay__pull_peek(in) != bracket)
        return unexpected(in, bracket == '{' ? "not an object" : "not an array");
    return assay__pull_fail(in, ASSAY_TOO_DEEP, "nested more than 64 deep");
}

static bool in_object(const assay__pull *in)
{
    return (in->objects >> (in->depth - 1) & 1) != 0;
}

bool assay__pull_more_fails(assay__pull *in)
{
    if (in->status != ASSAY_OK)
        return false;
    return unexpected(in, in_object(in) ? "a comma or } is missing"
                                        : "a comma or ] is missing");
}

bool assay__pull_key(assay__pull *in, assay_str *key)
{
    if (in->status != ASSAY_OK)
        return false;
    if (assay__pull_peek(in) != '"')
        return unexpected(in, "a key in quotes is missing");
    if (!assay__pull_string(in, key))
        return false;
    if (assay__pull_peek(in) != ':')
        return unexpected(in, "a colon is missing");
    in->p++;
    return true;
}

/* The first byte from p on that ends plain text: a quote, a backslash, a control
 * character. *high gathers whether a byte above 0x7F was passed. */
static char *scan_plain(char *p, bool *high)
{
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i slash = _mm_set1_epi8('\\');
    const __m128i last_control = _mm_set1_epi8(0x1F);
    for (;; p += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, last_control), bytes);
        __m128i stop = _mm_or_si128(control, _mm_or_si128(_mm_cmpeq_epi8(bytes, quote),
                                                          _mm_cmpeq_epi8(bytes, slash)));
        unsigned stops = (unsigned)_mm_movemask_epi8(stop);
        unsigned highs = (unsigned)_mm_movemask_epi8(bytes);
        if (stops == 0) {
            *high |= highs != 0;
            continue;
        }
        unsigned offset = (unsigned)__builtin_ctz(stops);
        *high |= (highs & ((1U << offset) - 1)) != 0;
        return p + offset;
    }
#else
    for (; (unsigned char)*p >= 0x20 && *p != '"' && *p != '\\'; p++)
        *high |= (unsigned char)*p > 0x7F;
    return p;
#endif
}

/* Four hexadecimal digits; -1 when they are not. */
static int32_t hex4(const char *p)
{
    int32_t code = 0;
    for (int i = 0; i < 4; i++) {
        int digit = -1;
        if (p[i] >= '0' && p[i] <= '9')
            digit = p[i] - '0';
        else if ((p[i] | 0x20) >= 'a' && (p[i] | 0x20) <= 'f')
            digit = (p[i] | 0x20) - 'a' + 10;
        if (digit < 0)
            return -1;
        code = code * 16 + digit;
    }
    return code;
}

/* `\uXXXX`, with its second half when it is the first of a pair. NULL when malformed. */
static const char *take_unicode(const char *p, uint32_t *out)
{
    int32_t code = hex4(p + 2);
    if (code < 0 || (code >= 0xDC00 && code <= 0xDFFF))
        return NULL;
    if (code < 0xD800 || code > 0xDFFF) {
        *out = (uint32_t)code;
        return p + 6;
    }
    if (p[6] != '\\' || p[7] != 'u')
        return NULL;
    int32_t low = hex4(p + 8);
    if (low < 0xDC00 || low > 0xDFFF)
        return NULL;
    *out = 0x10000 + (((uint32_t)code - 0xD800) << 10) + ((uint32_t)low - 0xDC00);
    return p + 12;
}

/* One escape at p, unescaped to *to; what follows it, or NULL when malformed. */
static const char *take_escape(const char *p, char **to)
{
    static const char PLAIN[] = "\"\\/bfnrt";
    static const char MEANT[] = "\"\\/\b\f\n\r\t";
    if (p[1] == 'u') {
        uint32_t code;
        p = take_unicode(p, &code);
        if (p != NULL)
            *to += assay__utf8_put(code, *to);
        return p;
    }
    const char *found = p[1] == '\0' ? NULL : strchr(PLAIN, p[1]);
    if (found == NULL)
        return NULL;
    *(*to)++ = MEANT[found - PLAIN];
    return p + 2;
}

/* The rest of a string that has escapes: `p` at the first of them. */
static bool unescape(assay__pull *in, const char *from, char *p, assay_str *text)
{
    char *to = p;
    bool high = false; /* the caller checks the whole of it in any case */
    while (*p == '\\') {
        const char *next = take_escape(p, &to);
        if (next == NULL) {
            in->p = p;
            return unexpected(in, "not an escape that JSON has");
        }
        p += next - p;
        char *stop = scan_plain(p, &high);
        memmove(to, p, (size_t)(stop - p));
        to += stop - p;
        p = stop;
    }
    in->p = p;
    if (*p != '"')
        return unexpected(in, "a control character in a string");
    *text = (assay_str){from, (size_t)(to - from)};
    in->p = p + 1;
    return true;
}

bool assay__pull_string(assay__pull *in, assay_str *text)
{
    if (in->status != ASSAY_OK)
        return false;
    if (assay__pull_peek(in) != '"')
        return unexpected(in, "not text in quotes");
    bool high = false;
    char *from = in->p + 1;
    char *stop = scan_plain(from, &high);
    assay_str found = {from, (size_t)(stop - from)};
    char *checked_to = stop;
    if (*stop == '"') {
        in->p = stop + 1;
    } else if (*stop == '\\') {
        /* Escapes become well-formed by construction, so only bytes as they stood can
         * be bad, and those before the first escape are checked with the rest. */
        if (!unescape(in, from, stop, &found))
            return false;
        high = true;
    } else {
        in->p = stop;
        return unexpected(in, "a control character in a string");
    }
    size_t good = high ? assay__utf8_check(found) : found.len;
    if (good < found.len) {
        in->p = from + good < checked_to ? from + good : checked_to;
        return assay__pull_fail(in, ASSAY_BAD_SYNTAX, "bytes that are not UTF-8");
    }
    *text = found;
    return true;
}

bool assay__pull_number(assay__pull *in, assay_str *raw)
{
    if (in->status != ASSAY_OK)
        return false;
    char first = assay__pull_peek(in);
    if (first != '-' && (first < '0' || first > '9'))
        return unexpected(in, "not a number");
    char *p = in->p;
    while ((*p >= '0' && *p <= '9') || *p == '.' || *p == '-' || *p == '+' ||
           (*p | 0x20) == 'e')
        p++;
    *raw = (assay_str){in->p, (size_t)(p - in->p)};
    in->p = p;
    return true;
}

bool assay__pull_word(assay__pull *in, char *first)
{
    static const assay_str WORDS[] = {{"true", 4}, {"false", 5}, {"null", 4}};
    if (in->status != ASSAY_OK)
        return false;
    assay__pull_peek(in);
    for (size_t i = 0; i < 3; i++) {
        size_t len = WORDS[i].len;
        if (strncmp(in->p, WORDS[i].ptr, len) == 0) {
            *first = WORDS[i].ptr[0];
            in->p += len;
            return true;
        }
    }
    return unexpected(in, "not a value that JSON has");
}

/* One value that is no container. */
static bool skip_scalar(assay__pull *in, char first)
{
    assay_str text = {NULL, 0};
    double number;
    char *at = in->p;
    if (first == '"')
        return assay__pull_string(in, &text);
    if (first != '-' && (first < '0' || first > '9'))
        return assay__pull_word(in, &first);
    if (!assay__pull_number(in, &text))
        return false;
    if (assay__number_read(text, &number))
        return true;
    in->p = at;
    return assay__pull_fail(in, ASSAY_BAD_VALUE, "not a number that can be read");
}

/* One step into the next value: a container is entered, a scalar passed. */
static bool skip_step(assay__pull *in)
{
    assay_str key;
    if (in_object(in) && !assay__pull_key(in, &key))
        return false;
    char next = assay__pull_peek(in);
    if (next == '{' || next == '[')
        return assay__pull_enter(in, next);
    return skip_scalar(in, next);
}

bool assay__pull_skip(assay__pull *in)
{
    if (in->status != ASSAY_OK)
        return false;
    char next = assay__pull_peek(in);
    if (next != '{' && next != '[')
        return skip_scalar(in, next);
    unsigned outside = in->depth;
    if (!assay__pull_enter(in, next))
        return false;
    while (in->depth > outside && in->status == ASSAY_OK) {
        if (assay__pull_more(in))
            skip_step(in);
    }
    return in->status == ASSAY_OK;
}

bool assay__pull_finish(assay__pull *in)
{
    if (in->status != ASSAY_OK)
        return false;
    assay__pull_peek(in);
    if (in->p < in->end)
        return assay__pull_fail(in, ASSAY_BAD_SYNTAX, "something follows the value");
    return true;
}

void assay__text_place(assay_str text, size_t offset, uint64_t *line, uint64_t *column)
{
    size_t to = offset < text.len ? offset : text.len;
    *line = 1;
    *column = 1;
    for (size_t i = 0; i < to; i++) {
        bool inside = ((unsigned char)text.ptr[i] & 0xC0U) == 0x80;
        if (text.ptr[i] == '\n') {
            *line += 1;
            *column = 1;
        } else if (!inside) {
            *column += 1;
        }
    }
}
