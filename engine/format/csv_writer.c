/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV rows as RFC 4180 has them, but for LF, and with a guard against formulas after
 * OWASP's list. */
#include "format/csv_writer.h"

#include "base/clock.h"
#include "base/number.h"
#include "base/str.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* A cell as it stands, behind its comma. */
static void put_bare(assay__csv_writer *csv, assay_str text)
{
    char *to = assay__buffer_more(csv->out, text.len + csv->comma);
    if (to != NULL && csv->comma)
        *to++ = ',';
    if (to != NULL && text.len > 0)
        memcpy(to, text.ptr, text.len);
    csv->comma = true;
}

static void before_cell(assay__csv_writer *csv)
{
    if (csv->comma)
        assay__buffer_put_char(csv->out, ',');
    csv->comma = true;
}

void assay__csv_plain(assay__csv_writer *csv, assay_str text)
{
    put_bare(csv, text);
}

/* Whether text begins with one of the full-width signs ＝ ＋ － ＠. */
static bool begins_full_width(assay_str text)
{
    static const char SIGNS[4][4] = {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
                                     "\xEF\xBC\xA0"};
    for (size_t i = 0; i < 4; i++) {
        if (text.len >= 3 && memcmp(text.ptr, SIGNS[i], 3) == 0)
            return true;
    }
    return false;
}

bool assay__csv_is_formula(assay_str text)
{
    if (text.len == 0 || text.ptr[0] == '\0')
        return false;
    return strchr("=+-@\t\r", text.ptr[0]) != NULL || begins_full_width(text);
}

assay_str assay__csv_unguard(assay_str text)
{
    if (text.len < 2 || text.ptr[0] != '\'')
        return text;
    assay_str rest = {text.ptr + 1, text.len - 1};
    return rest.ptr[0] == '\'' || assay__csv_is_formula(rest) ? rest : text;
}

static bool is_letter_or_digit(char c)
{
    char lower = (char)(c | 0x20);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9');
}

/* Whether a reader would take the text for guarded, or a spreadsheet for a formula. */
static bool needs_guard(assay_str text)
{
    if (text.len > 0 && is_letter_or_digit(text.ptr[0]))
        return false;
    return assay__csv_is_formula(text) || assay__csv_unguard(text).ptr != text.ptr;
}

static bool needs_quotes(assay_str text)
{
    if (text.len == 0)
        return true;
    size_t i = 0;
#ifdef __SSE2__
    const __m128i comma = _mm_set1_epi8(','), quote = _mm_set1_epi8('"');
    const __m128i cr = _mm_set1_epi8('\r'), lf = _mm_set1_epi8('\n');
    for (; i + 16 <= text.len; i += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(text.ptr + i));
        __m128i marks =
            _mm_or_si128(_mm_cmpeq_epi8(bytes, comma), _mm_cmpeq_epi8(bytes, quote));
        __m128i ends = _mm_or_si128(_mm_cmpeq_epi8(bytes, cr), _mm_cmpeq_epi8(bytes, lf));
        if (_mm_movemask_epi8(_mm_or_si128(marks, ends)) != 0)
            return true;
    }
#endif
    bool needs = false;
    for (; i < text.len && !needs; i++) {
        char c = text.ptr[i];
        needs = c == ',' || c == '"' || c == '\r' || c == '\n';
    }
    return needs;
}

/* Text between quotes, those within it doubled. */
static void put_quoted(assay_buffer *out, assay_str text)
{
    while (text.len > 0) {
        const char *quote = memchr(text.ptr, '"', text.len);
        size_t n = quote != NULL ? (size_t)(quote - text.ptr) + 1 : text.len;
        assay__buffer_put(out, (assay_str){text.ptr, n});
        if (quote != NULL)
            assay__buffer_put_char(out, '"');
        text.ptr += n;
        text.len -= n;
    }
}

void assay__csv_text(assay__csv_writer *csv, assay_str text)
{
    bool guarded = csv->guard && needs_guard(text);
    bool quoted = text.ptr != NULL && needs_quotes(text);
    if (!guarded && !quoted) {
        put_bare(csv, text);
        return;
    }
    before_cell(csv);
    if (quoted)
        assay__buffer_put_char(csv->out, '"');
    if (guarded)
        assay__buffer_put_char(csv->out, '\'');
    if (!quoted)
        assay__buffer_put(csv->out, text);
    else
        put_quoted(csv->out, text);
    if (quoted)
        assay__buffer_put_char(csv->out, '"');
}

void assay__csv_name(assay__csv_writer *csv, const char *name)
{
    assay__csv_writer exact = {csv->out, false, csv->comma};
    assay__csv_text(&exact, assay__str(name));
    csv->comma = true;
}

void assay__csv_number(assay__csv_writer *csv, double number)
{
    before_cell(csv);
    assay__buffer_put_number(csv->out, number);
}

void assay__csv_integer(assay__csv_writer *csv, int64_t number)
{
    char text[ASSAY__NUMBER_ROOM];
    size_t length = assay__integer_print(number, text);
    assay__csv_plain(csv, (assay_str){text, length});
}

void assay__csv_micro(assay__csv_writer *csv, int64_t millionths)
{
    char text[ASSAY__NUMBER_ROOM];
    size_t length = assay__micro_print(millionths, text);
    assay__csv_plain(csv, (assay_str){text, length});
}

void assay__csv_time(assay__csv_writer *csv, int64_t at, bool dated)
{
    char text[ASSAY__TIME_ROOM];
    size_t length = at == ASSAY_TIME_UNKNOWN ? 0 : assay__time_print(at, dated, text);
    assay__csv_plain(csv, (assay_str){text, length});
}

void assay__csv_bool(assay__csv_writer *csv, bool truth)
{
    assay__csv_plain(csv, assay__str(truth ? "1" : "0"));
}

void assay__csv_empty(assay__csv_writer *csv)
{
    before_cell(csv);
}

void assay__csv_end_row(assay__csv_writer *csv)
{
    assay__buffer_put_char(csv->out, '\n');
    csv->comma = false;
}
