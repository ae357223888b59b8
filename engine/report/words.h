/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words and numbers for people, in the language asked for. */
#ifndef ASSAY_REPORT_WORDS_H
#define ASSAY_REPORT_WORDS_H

#include <assay/report.h>

#include "base/buffer.h"
#include "score/flagged.h"

/** Every row of messages.def. */
typedef enum assay__message {
#define MESSAGE(name, en, vi) ASSAY__SAY_##name,
#include "report/messages.def"
#undef MESSAGE
    ASSAY__MESSAGE_COUNT
} assay__message;

/** Text being written; what assay_report is. */
struct assay_report {
    assay_buffer text;
};

/** A message as it stands in the table; static. */
const char *assay__message_text(assay__message message, assay_language language);

/** Why a review is no decline; NULL: nothing holds it. Static. */
const char *assay__held_text(assay_held held, assay_language language);

/** A message with {0}, {1}, … replaced.
 * @param words  [n] what replaces them */
void assay__say(assay_buffer *out, assay__message message, assay_language language,
                const assay_str words[], size_t n);

/** Room of one printed number for people. */
enum { ASSAY__WORD_ROOM = 48 };

/** A number printed for people, in room of its own. */
typedef struct assay__word {
    char bytes[ASSAY__WORD_ROOM];
    size_t len;
} assay__word;

/** The word as a span over `*word`. */
assay_str assay__word_str(const assay__word *word);

/** A whole number with separators of thousands: 1,234,567 or 1.234.567. */
assay__word assay__count_word(double count, assay_language language);
/** A share as a percentage: 83%, 3.1%, 0.42%; never 0% or 100% for what is not. */
assay__word assay__percent_word(double share, assay_language language);
/** A number with three significant digits. */
assay__word assay__short_word(double number, assay_language language);
/** A time as a date, or date and time. */
assay__word assay__time_word(int64_t at, bool dated);
/** A signed count: +12,400. */
assay__word assay__gain_word(double count, assay_language language);

/** One text in two languages. */
const char *assay__in_language(const char *en, const char *vi, assay_language language);

/** What a family lacked. */
const char *assay__lack_text(assay_lack lack, assay_language language);

/** A cause for people. */
const char *assay__cause_text(assay_cause cause, assay_language language);

/** The same of an event: of a loss, that those leave who came with the cause. */
const char *assay__event_text(const assay_event *event, assay_cause cause,
                              assay_language language);

/** The most probable cause of an event. */
assay_cause assay__cause_of(const assay_event *event);

/** `sign`, `review`, `decline`, `insufficient_data`; static. */
const char *assay__decision_name(assay_decision decision);
/** `ok`, `low_data`, `not_assessable`; static. */
const char *assay__state_name(assay_state state);
/** `labels`, `simulation`, `none`; static. */
const char *assay__basis_word(assay_basis basis);
/** `real`, `borrowed`, `simulated`; static. */
const char *assay__evidence_word(assay_evidence evidence);

/** The currency an estimate is in; ptr NULL when it is no money or not known. */
assay_str assay__estimate_currency(const assay_verdict *verdict, assay_estimate which);

#endif
