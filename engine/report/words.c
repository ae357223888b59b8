/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for people, read from messages.def and from the tables of the families.
 *
 * Numbers are rounded here and nowhere else; JSON and CSV stay exact. */
#include "report/words.h"

#include "base/clock.h"
#include "base/number.h"
#include "base/str.h"

#include <math.h>

typedef struct phrase {
    const char *en, *vi;
} phrase;

static const phrase MESSAGES[] = {
#define MESSAGE(name, en, vi) {en, vi},
#include "report/messages.def"
#undef MESSAGE
};

static const phrase LACKS[] = {
#define LACK_ROW(name, en, vi) {en, vi},
    ASSAY_LACK_TABLE(LACK_ROW)
#undef LACK_ROW
};

static const phrase CAUSES[] = {
#define CAUSE_ROW(name, text, en, vi) {en, vi},
    ASSAY_CAUSE_TABLE(CAUSE_ROW)
#undef CAUSE_ROW
};

/* Of a loss: those go who came with the cause. */
static const phrase LEAVING[ASSAY_CAUSE_COUNT] = {
    [ASSAY_CAUSE_PURCHASE] = {"delivered followers leaving",
                              "người theo dõi kiểu giao gói rời đi"},
    [ASSAY_CAUSE_VIRAL] = {"leaving after a viral post", "rời đi sau bài lan truyền"},
    [ASSAY_CAUSE_GIVEAWAY] = {"leaving after a giveaway",
                              "rời đi sau minigame, tặng quà"},
    [ASSAY_CAUSE_PRESS] = {"leaving after press or TV",
                           "rời đi sau báo chí, truyền hình"},
    [ASSAY_CAUSE_ADS] = {"leaving after advertising", "rời đi sau quảng cáo"},
    [ASSAY_CAUSE_COLLABORATION] = {"leaving after a collaboration", "rời đi sau hợp tác"},
};

const char *assay__in_language(const char *en, const char *vi, assay_language language)
{
    return language == ASSAY_VIETNAMESE ? vi : en;
}

const char *assay__message_text(assay__message message, assay_language language)
{
    return assay__in_language(MESSAGES[message].en, MESSAGES[message].vi, language);
}

const char *assay__lack_text(assay_lack lack, assay_language language)
{
    return assay__in_language(LACKS[lack].en, LACKS[lack].vi, language);
}

const char *assay__cause_text(assay_cause cause, assay_language language)
{
    return assay__in_language(CAUSES[cause].en, CAUSES[cause].vi, language);
}

const char *assay__event_text(const assay_event *event, assay_cause cause,
                              assay_language language)
{
    if (event->gained >= 0.0 || LEAVING[cause].en == NULL)
        return assay__cause_text(cause, language);
    return assay__in_language(LEAVING[cause].en, LEAVING[cause].vi, language);
}

const char *assay__held_text(assay_held held, assay_language language)
{
    return held == ASSAY_HELD_NOT
               ? NULL
               : assay__message_text(
                     (assay__message)(ASSAY__SAY_HELD_RANGE + (held - ASSAY_HELD_RANGE)),
                     language);
}

void assay__say(assay_buffer *out, assay__message message, assay_language language,
                const assay_str words[], size_t n)
{
    const char *at = assay__message_text(message, language);
    while (*at != '\0') {
        size_t plain = strcspn(at, "{");
        assay__buffer_put(out, (assay_str){at, plain});
        at += plain;
        if (*at == '\0')
            return;
        size_t which = (size_t)(at[1] - '0');
        if (which < n)
            assay__buffer_put(out, words[which]);
        at += 3; /* {0} */
    }
}

assay_str assay__word_str(const assay__word *word)
{
    return (assay_str){word->bytes, word->len};
}

static void put_byte(assay__word *word, char byte)
{
    if (word->len + 1 < sizeof word->bytes)
        word->bytes[word->len++] = byte;
}

/* Digits of a whole number below 2^63, with separators. */
static void put_grouped(assay__word *word, double count, char separator)
{
    char digits[ASSAY__NUMBER_ROOM];
    size_t n = assay__integer_print((int64_t)count, digits);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0)
            put_byte(word, separator);
        put_byte(word, digits[i]);
    }
}

static char separator_of(assay_language language)
{
    return language == ASSAY_VIETNAMESE ? '.' : ',';
}

assay__word assay__count_word(double count, assay_language language)
{
    assay__word word = {.len = 0};
    double whole = round(fabs(count));
    if (!(whole < 0x1p62))
        return assay__short_word(count, language);
    if (count < 0.0 && whole > 0.0)
        put_byte(&word, '-');
    put_grouped(&word, whole, separator_of(language));
    return word;
}

assay__word assay__gain_word(double count, assay_language language)
{
    assay__word word = assay__count_word(count, language);
    if (round(count) <= 0.0)
        return word;
    assay__word plus = {.bytes = "+", .len = 1};
    for (size_t i = 0; i < word.len; i++)
        put_byte(&plus, word.bytes[i]);
    return plus;
}

/* A decimal with the language's own point; |number| < 1e7, 0 <= places <= 9. */
static assay__word decimal_word(double number, int places, assay_language language)
{
    assay__word word = {.len = 0};
    double scale = 1.0;
    for (int i = 0; i < places; i++)
        scale *= 10.0;
    int64_t scaled = llround(fabs(number) * scale);
    char digits[ASSAY__NUMBER_ROOM];
    size_t n = assay__integer_print(scaled, digits);
    size_t behind = (size_t)places;
    if (number < 0.0 && scaled > 0)
        put_byte(&word, '-');
    size_t zeros = n > behind ? 0 : behind + 1 - n; /* 0.05 is 5 with two before it */
    for (size_t i = 0; i < zeros + n; i++) {
        if (places > 0 && i == zeros + n - behind)
            put_byte(&word, language == ASSAY_VIETNAMESE ? ',' : '.');
        char digit = '0';
        if (i >= zeros)
            digit = digits[i - zeros];
        put_byte(&word, digit);
    }
    return word;
}

/* Places after the point that leave `digits` significant ones. */
static int places_for(double number, int digits)
{
    double size = fabs(number);
    if (size < 1e-9)
        return 0;
    int places = digits - 1 - (int)floor(log10(size));
    if (places < 0)
        return 0;
    return places > 9 ? 9 : places;
}

assay__word assay__short_word(double number, assay_language language)
{
    if (fabs(number) >= 1e6 && fabs(number) < 0x1p62)
        return assay__count_word(number, language);
    if (!(fabs(number) < 0x1p62)) { /* no count of anything: as it is */
        assay__word word = {.len = 0};
        if (isfinite(number))
            word.len = assay__number_print(number, word.bytes);
        return word;
    }
    return decimal_word(number, places_for(number, 3), language);
}

assay__word assay__percent_word(double share, assay_language language)
{
    if (!isfinite(share))
        return (assay__word){.len = 0};
    double percent = share * 100.0;
    if (fabs(percent) >= 1e6)
        return assay__short_word(percent, language);
    int places = fabs(percent) >= 10.0 ? 0 : places_for(percent, 2);
    bool nearly_all = percent < 100.0 && percent >= 99.5;
    if (nearly_all) {
        percent = percent > 99.9 ? 99.9 : percent;
        places = 1;
    }
    if (percent > 0.0 && percent < 0.01) {
        percent = 0.01;
        places = 2;
    }
    assay__word word = decimal_word(percent, places, language);
    put_byte(&word, '%');
    return word;
}

assay__word assay__time_word(int64_t at, bool dated)
{
    assay__word word = {.len = 0};
    if (at == ASSAY_TIME_UNKNOWN)
        return word;
    char text[ASSAY__TIME_ROOM];
    size_t n = assay__time_print(at, dated, text);
    for (size_t i = 0; i < n; i++)
        put_byte(&word, text[i]);
    return word;
}

assay_cause assay__cause_of(const assay_event *event)
{
    size_t most = 0;
    for (size_t i = 1; i < ASSAY_CAUSE_COUNT; i++)
        if (event->cause[i] > event->cause[most])
            most = i;
    return (assay_cause)most;
}

const char *assay__decision_name(assay_decision decision)
{
    static const char *const NAMES[] = {"insufficient_data", "sign", "review", "decline"};
    return NAMES[decision];
}

const char *assay__state_name(assay_state state)
{
    static const char *const NAMES[] = {"not_assessable", "low_data", "ok"};
    return NAMES[state];
}

const char *assay__basis_word(assay_basis basis)
{
    static const char *const NAMES[] = {"none", "simulation", "labels"};
    return NAMES[basis];
}

const char *assay__evidence_word(assay_evidence evidence)
{
    static const char *const NAMES[] = {"simulated", "borrowed", "real"};
    return NAMES[evidence];
}

const assay_reason *assay_verdict_top_reason(const assay_verdict *verdict)
{
    const assay_reason *top = NULL;
    for (size_t i = 0; i < verdict->n_reasons; i++) {
        const assay_reason *reason = &verdict->reasons[i];
        if (reason->feature == NULL || reason->contribution <= 0)
            continue;
        if (top == NULL || reason->contribution > top->contribution)
            top = reason;
    }
    return top;
}

assay_str assay__estimate_currency(const assay_verdict *verdict, assay_estimate which)
{
    static const assay_str NONE = {NULL, 0};
    if (which == ASSAY_ESTIMATE_MONEY_AT_RISK || which == ASSAY_ESTIMATE_FAIR_FEE)
        return verdict->account->currency;
    if (which == ASSAY_ESTIMATE_CUSTOMER_ACQUISITION_COST && verdict->findings != NULL)
        return verdict->findings->sales.currency;
    return NONE;
}
