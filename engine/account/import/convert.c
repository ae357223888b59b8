/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values by the kind of our field, or as shapes.def asks. What is refused is told in the
 * words of the strict reader where it has any. */
#include "account/import/convert.h"

#include "account/import/lenient.h"
#include "base/clock.h"
#include "base/number.h"
#include "base/str.h"
#include "base/utf8.h"

#include <math.h>

enum { SHORT_DIGITS = 15 };

static assay__got no_memory(assay__converter *with)
{
    (void)assay__refuse(&with->refusal, ASSAY_NO_MEMORY, "memory ran out");
    return ASSAY__REFUSED;
}

static assay__got refuse(assay__converter *with, assay_str text, const char *what)
{
    char shown[ASSAY__EXCERPT_ROOM];
    (void)assay__refuse(&with->refusal, ASSAY_BAD_VALUE, "%s %s",
                        assay__excerpt(text, shown), what);
    return ASSAY__REFUSED;
}

/* A copy in the arena of a few bytes just made. */
static assay__got keep(assay__converter *with, const char *bytes, size_t len,
                       assay_str *out)
{
    *out = assay_arena_copy(with->arena, (assay_str){bytes, len});
    return out->ptr != NULL ? ASSAY__GOT : no_memory(with);
}

/* Digits as a canonical number has them, which need no conversion. */
static bool is_canonical(assay_str text)
{
    bool good =
        text.len > 0 && text.len <= SHORT_DIGITS && (text.ptr[0] != '0' || text.len == 1);
    for (size_t i = 0; i < text.len && good; i++)
        good = text.ptr[i] >= '0' && text.ptr[i] <= '9';
    return good;
}

static assay__reading read_number(assay__raw raw, const assay__field *field,
                                  double *number)
{
    bool percent = false;
    if (raw.type == '0')
        return assay__number_read(raw.text, number) ? ASSAY__READ : ASSAY__UNREADABLE;
    assay__reading found =
        assay__lenient_number(raw.text, field->kind == ASSAY__COUNT, number, &percent);
    if (percent && field->kind == ASSAY__SHARE)
        *number /= 100.0;
    return percent && field->kind == ASSAY__COUNT ? ASSAY__UNREADABLE : found;
}

static assay__got convert_number(assay__converter *with, const assay__field *field,
                                 assay__how how, assay__raw raw, assay_str *out)
{
    double number;
    if (is_canonical(raw.text) && field->kind != ASSAY__SHARE) {
        *out = raw.text;
        return ASSAY__GOT;
    }
    switch (read_number(raw, field, &number)) {
    case ASSAY__READ:
        break;
    case ASSAY__TWO_WAYS:
        return refuse(with, raw.text,
                      "can be read in two ways: write digits and a decimal point only");
    case ASSAY__UNREADABLE:
        return refuse(with, raw.text, "is not a number");
    }
    if (how == ASSAY__HIDDEN && number >= -1.0 && number < 0.0)
        return ASSAY__NOT_KNOWN;
    if (number < 0.0 && field->kind != ASSAY__NUMBER)
        return refuse(with, raw.text, "is negative");
    if (number > 1.0 && field->kind == ASSAY__SHARE)
        return refuse(with, raw.text, "is over 1: shares are 0 to 1, or end with %");
    char text[ASSAY__NUMBER_ROOM];
    size_t len = assay__number_print(number + 0.0, text); /* -0 is 0 */
    return keep(with, text, len, out);
}

static assay__got put_time(assay__converter *with, int64_t at, bool dated, assay_str *out)
{
    char text[ASSAY__TIME_ROOM];
    size_t len = assay__time_print(at, dated, text);
    return keep(with, text, len, out);
}

static assay__got convert_time(assay__converter *with, assay__raw raw, assay_str *out)
{
    int64_t at;
    bool dated;
    if (assay__str_equal(raw.text, ASSAY__LITERAL("0")))
        return ASSAY__NOT_KNOWN; /* what counts seconds writes 0 for never */
    switch (assay__lenient_time(raw.text, with->dates, &at, &dated)) {
    case ASSAY__READ:
        break;
    case ASSAY__TWO_WAYS:
        return refuse(with, raw.text,
                      "can be read in two ways: say --date-order dmy, mdy or ymd");
    case ASSAY__UNREADABLE:
        return refuse(with, raw.text, "is not a time with day, month and year");
    }
    /* What lies outside of the years 1..9999 cannot be printed as itself. */
    if (at < INT64_C(-62135596800) || at > INT64_C(253402300799))
        return refuse(with, raw.text, "is not a time of the years 1 to 9999");
    return put_time(with, at, dated, out);
}

static bool read_truth(assay__raw raw, bool *truth)
{
    static const char *const WORDS[] = {"0",     "1",    "false", "true", "False", "True",
                                        "FALSE", "TRUE", "no",    "yes",  "No",    "Yes",
                                        "N",     "Y",    "không", "có"};
    if (raw.type == 't' || raw.type == 'f') {
        *truth = raw.type == 't';
        return true;
    }
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (assay__str_equal(raw.text, assay__str(WORDS[i]))) {
            *truth = i % 2 == 1;
            return true;
        }
    }
    return false;
}

static assay__got put_truth(bool truth, assay_str *out)
{
    *out = truth ? ASSAY__LITERAL("1") : ASSAY__LITERAL("0");
    return ASSAY__GOT;
}

static assay__got convert_text(assay__converter *with, const assay__field *field,
                               assay_str text, assay_str *out)
{
    if (text.ptr == NULL)
        return no_memory(with);
    if (field->kind == ASSAY__NAME)
        text = assay__trimmed(text);
    if (field->kind == ASSAY__NAME && text.len == 0)
        return ASSAY__NOT_KNOWN;
    if (text.len > ASSAY__TEXT_MOST) {
        (void)assay__refuse(&with->refusal, ASSAY_TOO_LARGE, "text of %zu bytes, over %d",
                            text.len, ASSAY__TEXT_MOST);
        return ASSAY__REFUSED;
    }
    *out = text;
    return ASSAY__GOT;
}

/* The kinds that exports have for posts, in ours; others in small letters. */
static assay__got convert_kind(assay__converter *with, assay_str text, assay_str *out)
{
    static const char *const WORDS[][2] = {{"Image", "photo"},
                                           {"Sidecar", "carousel"},
                                           {"Video", "video"},
                                           {"clips", "reel"},
                                           {"feed", ""},
                                           {"igtv", "video"},
                                           {"carousel_container", ""},
                                           {"IG image", "photo"},
                                           {"IG carousel", "carousel"},
                                           {"IG reel", "reel"},
                                           {"IG story", "story"},
                                           {"IG video", "video"},
                                           {"Photos", "photo"},
                                           {"Photo", "photo"},
                                           {"Videos", "video"},
                                           {"Reels", "reel"},
                                           {"Reel", "reel"},
                                           {"Story", "story"},
                                           {"Live", "live"}};
    enum { LONGEST = 40 };
    char word[LONGEST];
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (!assay__str_equal(text, assay__str(WORDS[i][0])))
            continue;
        *out = assay__str(WORDS[i][1]);
        return out->len > 0 ? ASSAY__GOT : ASSAY__NOT_KNOWN;
    }
    if (text.len == 0 || text.len > LONGEST)
        return ASSAY__NOT_KNOWN;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + ('a' - 'A'));
        word[i] = c;
    }
    return keep(with, word, text.len, out);
}

/* The upper 32 bits of a TikTok id are the second it was made in. */
static assay__got convert_link_time(assay__converter *with, assay_str link,
                                    assay_str *out)
{
    int64_t id;
    assay_str text = assay__link_id(link);
    bool seconds = assay__integer_read(text, &id) && id >> 32 > INT64_C(1400000000) &&
                   id >> 32 < INT64_C(4000000000);
    return seconds ? put_time(with, id >> 32, false, out) : ASSAY__NOT_KNOWN;
}

/* `media/posts/202601/abc.jpg` is abc. */
static assay_str file_name(assay_str path)
{
    size_t from = path.len;
    while (from > 0 && path.ptr[from - 1] != '/')
        from--;
    assay_str name = {path.ptr + from, path.len - from};
    const char *dot = memchr(name.ptr, '.', name.len);
    if (dot != NULL && dot > name.ptr)
        name.len = (size_t)(dot - name.ptr);
    return name;
}

static assay__got convert_plain(assay__converter *with, const assay__field *field,
                                assay__how how, assay__raw raw, assay_str *out)
{
    bool truth;
    switch (field->kind) {
    case ASSAY__TEXT:
    case ASSAY__NAME:
        return convert_text(with, field, raw.text, out);
    case ASSAY__NUMBER:
    case ASSAY__COUNT:
    case ASSAY__SHARE:
        return convert_number(with, field, how, raw, out);
    case ASSAY__TRUTH:
        return read_truth(raw, &truth)
                   ? put_truth(truth, out)
                   : refuse(with, raw.text, "is neither true nor false");
    case ASSAY__TIME:
        break;
    }
    return convert_time(with, raw, out);
}

/* A cell of our own tables: what the reader would take, unchanged. */
static assay__got convert_exact(assay__converter *with, const assay__field *field,
                                assay_str text, assay_str *out)
{
    double number;
    int64_t at;
    bool dated, truth, good = true;
    switch (field->kind) {
    case ASSAY__TEXT:
    case ASSAY__NAME:
        return convert_text(with, field, text, out);
    case ASSAY__NUMBER:
    case ASSAY__COUNT:
    case ASSAY__SHARE:
        good = assay__number_read(text, &number) &&
               (number >= 0.0 || field->kind == ASSAY__NUMBER);
        break;
    case ASSAY__TRUTH:
        good = read_truth((assay__raw){text, ','}, &truth);
        return good ? put_truth(truth, out)
                    : refuse(with, text, "is neither true nor false");
    case ASSAY__TIME:
        good = assay__time_read(text, &at, &dated);
        break;
    }
    *out = text;
    return good ? ASSAY__GOT : refuse(with, text, "is not as assay writes it");
}

static assay__got convert_how(assay__converter *with, const assay__field *field,
                              assay__how how, assay__raw raw, assay_str *out)
{
    bool truth = false;
    switch (how) {
    case ASSAY__PLAIN_VALUE:
    case ASSAY__HIDDEN:
        return convert_plain(with, field, how, raw, out);
    case ASSAY__REPAIRED:
        return convert_text(with, field, assay__repaired(raw.text, with->arena), out);
    case ASSAY__HTML:
        return convert_text(with, field, assay__from_html(raw.text, with->arena), out);
    case ASSAY__LINK_ID:
        return convert_text(with, field, assay__link_id(raw.text), out);
    case ASSAY__LINK_NAME:
        return convert_text(with, field, assay__link_name(raw.text), out);
    case ASSAY__LINK_TIME:
        return convert_link_time(with, raw.text, out);
    case ASSAY__FILE_NAME:
        return convert_text(with, field, file_name(raw.text), out);
    case ASSAY__IF_HIDDEN:
        (void)read_truth(raw, &truth);
        return truth ? ASSAY__DECIDED : ASSAY__NOT_KNOWN;
    case ASSAY__PRESENT:
        return put_truth(raw.text.len > 0, out);
    case ASSAY__EXACT:
        return convert_exact(with, field, raw.text, out);
    case ASSAY__POST_KIND:
        break;
    }
    return convert_kind(with, raw.text, out);
}

static bool begins_with_digit(assay_str text)
{
    return text.len > 0 && text.ptr[0] >= '0' && text.ptr[0] <= '9';
}

/* Whether a value says that nothing is known. A dash is a text in a comment and nothing
 * in any other cell; `none` may be somebody's name. */
static bool is_unknown(const assay__field *field, assay__raw raw)
{
    bool cell = raw.type == ',', string = raw.type == '"';
    if (begins_with_digit(raw.text))
        return false;
    bool truth = raw.type == 't' || raw.type == 'f';
    assay_str text = assay__trimmed(raw.text);
    switch (field->kind) {
    case ASSAY__TEXT:
        return truth || (field->part != ASSAY__NEEDED && text.len == 0) ||
               (cell && field->part != ASSAY__NEEDED && assay__says_unknown(text)) ||
               (cell && raw.text.len == 0);
    case ASSAY__NAME:
        return truth || text.len == 0 ||
               (cell && (assay__str_equal(text, ASSAY__LITERAL("-")) ||
                         assay__str_equal(text, ASSAY__LITERAL("N/A"))));
    case ASSAY__NUMBER:
    case ASSAY__COUNT:
    case ASSAY__SHARE:
    case ASSAY__TRUTH:
    case ASSAY__TIME:
        break;
    }
    return (cell || string) && assay__says_unknown(raw.text);
}

assay__got assay__convert(assay__converter *with, const assay__field *field,
                          assay__how how, assay__raw raw, assay_str *out)
{
    bool asks = how == ASSAY__IF_HIDDEN || how == ASSAY__PRESENT;
    if (raw.type == 0 || raw.type == 'n')
        return ASSAY__NOT_KNOWN;
    bool counts = field->kind == ASSAY__COUNT || field->kind == ASSAY__NUMBER;
    if (counts && how == ASSAY__PLAIN_VALUE && is_canonical(raw.text)) {
        *out = raw.text; /* by far most cells */
        return ASSAY__GOT;
    }
    if (raw.type == ',' && !with->checked && assay__utf8_check(raw.text) < raw.text.len) {
        (void)assay__refuse(&with->refusal, ASSAY_BAD_SYNTAX,
                            "bytes that are not UTF-8: save the file as UTF-8");
        return ASSAY__REFUSED;
    }
    if (!asks && is_unknown(field, raw))
        return ASSAY__NOT_KNOWN;
    return convert_how(with, field, how, raw, out);
}
