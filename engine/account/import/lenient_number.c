/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A number is taken apart into digits, marks and a word; what the marks mean follows from
 * how many there are and where. CLDR's compact forms give the words, those of English,
 * Vietnamese and a few neighbours. */
#include "account/import/lenient.h"

#include "base/number.h"
#include "base/str.h"
#include "base/utf8.h"

#include <math.h>

enum { DIGITS_ROOM = 40 };

/* Spaces that stand in numbers and around cells. */
static const assay_str SPACES[] = {{" ", 1},
                                   {"\t", 1},
                                   {"\r", 1},
                                   {"\n", 1},
                                   {"\xC2\xA0", 2},
                                   {"\xE2\x80\xAF", 3},
                                   {"\xE2\x80\x89", 3},
                                   {"\xE3\x80\x80", 3},
                                   {"\xEF\xBB\xBF", 3},
                                   {"\xE2\x80\x8E", 3}};

enum { N_SPACES = sizeof SPACES / sizeof SPACES[0] };

static bool begins(assay_str text, assay_str with)
{
    return text.len >= with.len && memcmp(text.ptr, with.ptr, with.len) == 0;
}

static bool ends(assay_str text, assay_str with)
{
    return text.len >= with.len &&
           memcmp(text.ptr + text.len - with.len, with.ptr, with.len) == 0;
}

/* Bytes of the space that a text begins with; 0 when it begins with none. */
static size_t space_at(assay_str text)
{
    for (size_t i = 0; i < N_SPACES; i++) {
        if (begins(text, SPACES[i]))
            return SPACES[i].len;
    }
    return 0;
}

static size_t space_before(assay_str text)
{
    for (size_t i = 0; i < N_SPACES; i++) {
        if (ends(text, SPACES[i]))
            return SPACES[i].len;
    }
    return 0;
}

/* A byte that no space of ours begins or ends with. */
static bool is_solid(char c)
{
    return c > ' ' && c < 0x7F;
}

assay_str assay__trimmed(assay_str text)
{
    if (text.len == 0 || (is_solid(text.ptr[0]) && is_solid(text.ptr[text.len - 1])))
        return text;
    for (size_t n = space_at(text); n > 0; n = space_at(text)) {
        text.ptr += n;
        text.len -= n;
    }
    for (size_t n = space_before(text); n > 0; n = space_before(text))
        text.len -= n;
    return text;
}

bool assay__says_unknown(assay_str text)
{
    static const assay_str WORDS[] = {
        {"-", 1},    {"?", 1},    {"NA", 2},   {"--", 2},   {"N/A", 3},      {"n/a", 3},
        {"NaN", 3},  {"nil", 3},  {"...", 3},  {"—", 3},    {"–", 3},        {"#N/A", 4},
        {"null", 4}, {"NULL", 4}, {"None", 4}, {"none", 4}, {"undefined", 9}};
    assay_str cell = assay__trimmed(text);
    if (cell.len == 0)
        return true;
    char first = (char)(cell.ptr[0] | 0x20);
    if (first >= 'a' && first <= 'z' && first != 'n' && first != 'u')
        return false;
    if (cell.len > WORDS[sizeof WORDS / sizeof WORDS[0] - 1].len)
        return false;
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (cell.len == WORDS[i].len && memcmp(cell.ptr, WORDS[i].ptr, cell.len) == 0)
            return true;
    }
    return false;
}

/* What a number is made of. */
typedef struct parts {
    char digits[DIGITS_ROOM]; /* digits, '.' and ',' where they stood */
    size_t len;
    size_t dots, commas, groups; /* groups: spaces and apostrophes between digits */
    assay_str word;              /* what follows */
} parts;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Bytes of a separator that is neither dot nor comma and stands before a digit. */
static size_t group_at(assay_str text)
{
    if (is_solid(text.ptr[0]) && text.ptr[0] != '\'')
        return 0;
    size_t n = space_at(text);
    if (n == 0 && begins(text, ASSAY__LITERAL("'")))
        n = 1;
    if (n == 0 && begins(text, ASSAY__LITERAL("\xE2\x80\x99")))
        n = 3;
    return n > 0 && text.len > n && is_digit(text.ptr[n]) ? n : 0;
}

/* Whether a text begins with a digit, or with a mark and a digit behind it; a mark with
 * none belongs to the word: `Mio.` */
static bool begins_numeral(assay_str text)
{
    char c = *text.ptr;
    if (c == '.' || c == ',')
        return text.len > 1 && is_digit(text.ptr[1]);
    return is_digit(c);
}

static bool take_apart(assay_str text, parts *out)
{
    out->len = out->dots = out->commas = out->groups = 0;
    while (text.len > 0 && out->len < DIGITS_ROOM) {
        char c = *text.ptr;
        size_t group = out->len > 0 ? group_at(text) : 0;
        size_t step = group > 0 ? group : 1;
        if (group == 0 && !begins_numeral(text))
            break;
        out->dots += c == '.';
        out->commas += c == ',';
        out->groups += group > 0;
        if (group == 0)
            out->digits[out->len++] = c;
        text.ptr += step;
        text.len -= step;
    }
    out->word = assay__trimmed(text);
    return out->len > 0 && out->len < DIGITS_ROOM && is_digit(out->digits[0]);
}

/* How many digits stand behind the last mark of a kind. */
static size_t digits_behind(const parts *number, char mark)
{
    size_t n = 0;
    while (n < number->len && number->digits[number->len - 1 - n] != mark)
        n++;
    return n;
}

/* Whether marks of a kind stand as thousands do: 3 digits behind the last, 2 (as in
 * India) or 3 between, 1 to 3 before the first, which is not 0. */
static bool groups_well(const parts *number, char mark, size_t until)
{
    size_t run = 0;
    bool first = true, well = number->digits[0] != '0';
    for (size_t i = 0; i < until; i++) {
        if (number->digits[i] != mark) {
            run++;
            continue;
        }
        well = well && run <= 3 && run >= (first ? 1U : 2U);
        first = false;
        run = 0;
    }
    return well && run == 3;
}

/* The times that a word stands for; 0 when it is none. */
static double times_of(assay_str word)
{
    if (word.len == 0)
        return 1.0;
    static const struct {
        const char *word;
        double times;
    } WORDS[] = {{"K", 1e3},    {"k", 1e3},     {"M", 1e6},        {"m", 1e6},
                 {"B", 1e9},    {"b", 1e9},     {"bn", 1e9},       {"N", 1e3},
                 {"n", 1e3},    {"nghìn", 1e3}, {"ngàn", 1e3},     {"Tr", 1e6},
                 {"tr", 1e6},   {"TR", 1e6},    {"triệu", 1e6},    {"T", 1e9},
                 {"tỷ", 1e9},   {"tỉ", 1e9},    {"thousand", 1e3}, {"million", 1e6},
                 {"rb", 1e3},   {"jt", 1e6},    {"Mio.", 1e6},     {"Mio", 1e6},
                 {"Mrd.", 1e9}, {"mil", 1e3},   {"mi", 1e6},       {"万", 1e4},
                 {"萬", 1e4},   {"만", 1e4},    {"천", 1e3}};
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if (assay__str_equal(word, assay__str(WORDS[i].word)))
            return WORDS[i].times;
    }
    return 0.0;
}

/* The decimal mark of a number that has both dots and commas: the one that stands last,
 * once, behind well-formed groups. */
static assay__reading find_last_mark(const parts *number, char *mark)
{
    bool comma = digits_behind(number, ',') < digits_behind(number, '.');
    char group = comma ? '.' : ',';
    *mark = comma ? ',' : '.';
    size_t until = number->len - digits_behind(number, *mark) - 1;
    bool once = (comma ? number->commas : number->dots) == 1;
    return once && groups_well(number, group, until) ? ASSAY__READ : ASSAY__UNREADABLE;
}

/* The decimal mark of a number that has marks; '\0': there is none. */
static assay__reading find_decimal(const parts *number, bool whole, bool worded,
                                   char *mark)
{
    *mark = '\0';
    if (number->dots > 0 && number->commas > 0)
        return find_last_mark(number, mark);
    char only = number->dots > 0 ? '.' : ',';
    size_t count = number->dots + number->commas;
    bool grouped = groups_well(number, only, number->len);
    if (count > 1)
        return grouped && number->groups == 0 ? ASSAY__READ : ASSAY__UNREADABLE;
    if (count == 1 && (worded || number->groups > 0 || !grouped))
        *mark = only;
    else if (count == 1 && !whole)
        return ASSAY__TWO_WAYS;
    return ASSAY__READ;
}

static bool read_digits(const parts *number, char mark, bool negative, double *out)
{
    char plain[DIGITS_ROOM + 2];
    size_t n = 0, first = 0;
    while (first + 1 < number->len && number->digits[first] == '0' &&
           is_digit(number->digits[first + 1]))
        first++;
    if (negative)
        plain[n++] = '-';
    for (size_t i = first; i < number->len; i++) {
        char c = number->digits[i];
        if (is_digit(c))
            plain[n++] = c;
        else if (c == mark)
            plain[n++] = '.';
    }
    return assay__number_read((assay_str){plain, n}, out);
}

assay__reading assay__lenient_number(assay_str text, bool whole, double *out,
                                     bool *percent)
{
    parts number;
    char mark;
    text = assay__trimmed(text);
    *percent = ends(text, ASSAY__LITERAL("%"));
    if (*percent)
        text = assay__trimmed((assay_str){text.ptr, text.len - 1});
    bool negative = begins(text, ASSAY__LITERAL("-"));
    if (negative || begins(text, ASSAY__LITERAL("+")))
        text = (assay_str){text.ptr + 1, text.len - 1};
    if (!take_apart(text, &number))
        return ASSAY__UNREADABLE;
    double value, times = times_of(number.word);
    bool worded = number.word.len > 0;
    /* 1e+06, as spreadsheets and pandas write what is large */
    if (times <= 0.0)
        return assay__number_read(text, out) ? ASSAY__READ : ASSAY__UNREADABLE;
    assay__reading found = find_decimal(&number, whole && !*percent, worded, &mark);
    if (found != ASSAY__READ)
        return found;
    if (!read_digits(&number, mark, negative, &value))
        return ASSAY__UNREADABLE;
    *out = worded ? floor(value * times + 0.5) : value;
    return ASSAY__READ;
}
