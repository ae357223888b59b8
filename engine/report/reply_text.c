/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A claim is told with its own days and with the changes it bears on, so that whoever
 * made it can see when the two do not meet. */
#include "report/reply_text.h"

#include "base/clock.h"
#include "base/str.h"

#include <math.h>

/* Changes named in one sentence; more are seldom borne on by one claim. */
enum { CHANGES_NAMED = 3 };

static assay__word day_word(int64_t at)
{
    return assay__time_word(at, assay__whole_day(at));
}

/* `+1,204 from 2026-03-03 to 2026-03-05, …` */
static void say_changes(assay_buffer *out, const assay_verdict *verdict,
                        const assay_bearing *on, assay_language language)
{
    for (size_t i = 0; i < on->n && i < CHANGES_NAMED; i++) {
        const assay_event *event = &verdict->findings->events.events[on->events[i]];
        assay__word words[3] = {assay__gain_word(event->gained, language),
                                assay__time_word(event->from, verdict->dated),
                                assay__time_word(event->to, verdict->dated)};
        assay__buffer_put(out, assay__str(i > 0 ? ", " : ""));
        assay__say(out, ASSAY__SAY_EXPLAINED_CHANGE, language,
                   (assay_str[]){assay__word_str(&words[0]), assay__word_str(&words[1]),
                                 assay__word_str(&words[2])},
                   3);
    }
    if (on->n > CHANGES_NAMED)
        assay__buffer_put(out, assay__str(", \xE2\x80\xA6"));
}

void assay__say_explained(assay_buffer *out, const assay_verdict *verdict,
                          const assay_explained *explained, assay_language language,
                          bool risks)
{
    const assay_explanation *claim = explained->claim;
    assay_cause cause = assay_cause_find(claim->cause);
    assay_buffer changes = {0};
    say_changes(&changes, verdict, explained->on, language);
    assay__word words[4] = {day_word(claim->from), day_word(claim->to),
                            assay__percent_word(explained->before, language),
                            assay__percent_word(explained->after, language)};
    const char *name =
        cause < ASSAY_CAUSE_COUNT ? assay__cause_text(cause, language) : "";
    bool told = risks && !isnan(explained->before) && !isnan(explained->after);
    assay__message message = told ? ASSAY__SAY_EXPLAINED : ASSAY__SAY_EXPLAINED_UNTOLD;
    if (explained->on->n == 0)
        message = ASSAY__SAY_EXPLAINED_NOTHING;
    assay__say(out, message, language,
               (assay_str[]){assay__str(name),
                             assay__word_str(&words[0]),
                             assay__word_str(&words[1]),
                             {changes.bytes, changes.len},
                             assay__word_str(&words[2]),
                             assay__word_str(&words[3])},
               6);
    out->failed = out->failed || changes.failed;
    assay__buffer_free(&changes);
}

bool assay__sums_up_explanations(const assay_verdict *verdict)
{
    size_t bearing = 0;
    for (size_t i = 0; i < verdict->n_explained; i++)
        bearing += verdict->explained[i].on->n > 0;
    return bearing > 1 && !isnan(verdict->unexplained_risk);
}

static void say_change(assay_buffer *out, const assay_verdict *verdict,
                       const assay_change *change, assay_language language)
{
    assay__word count = assay__count_word((double)change->removed, language);
    assay__word name = assay__count_word((double)(change->cluster + 1), language);
    assay__word days[2] = {{{0}, 0}, {{0}, 0}};
    assay_str words[4] = {
        assay__word_str(&count), {"", 0}, {"", 0}, assay__word_str(&name)};
    if (change->kind == ASSAY_CHANGE_EXPLAIN_EVENT ||
        change->kind == ASSAY_CHANGE_REMOVE_EVENT) {
        const assay_event *event = &verdict->findings->events.events[change->event];
        days[0] = assay__time_word(event->from, verdict->dated);
        days[1] = assay__time_word(event->to, verdict->dated);
        words[1] = assay__word_str(&days[0]);
        words[2] = assay__word_str(&days[1]);
        if (change->kind == ASSAY_CHANGE_EXPLAIN_EVENT) {
            count = assay__count_word(event->gained, language);
            words[0] = assay__word_str(&count);
            words[3] = assay__str(assay__cause_text(change->cause, language));
        }
    }
    if (change->kind == ASSAY_CHANGE_WITHHOLD_FAMILY)
        words[3] = assay__str(assay__message_text(
            (assay__message)(ASSAY__SAY_FAMILY_GROWTH + change->family), language));
    assay__say(out,
               (assay__message)((int)ASSAY__SAY_CHANGE_EXPLAIN_EVENT + (int)change->kind),
               language, words, 4);
}

void assay__say_counterfactual(assay_buffer *out, const assay_verdict *verdict,
                               const assay_counterfactual *what, assay_language language,
                               bool risks)
{
    assay_buffer changes = {0};
    for (size_t i = 0; i < what->n_changes; i++) {
        if (i > 0)
            assay__buffer_put(&changes, assay__str(assay__message_text(
                                            ASSAY__SAY_WOULD_BE_AND, language)));
        say_change(&changes, verdict, &what->changes[i], language);
    }
    assay__message decision =
        (assay__message)((int)ASSAY__SAY_DECISION_INSUFFICIENT_DATA +
                         (int)what->decision);
    assay__word risk = assay__percent_word(what->probability, language);
    bool told = risks && !isnan(what->probability);
    assay__say(out, told ? ASSAY__SAY_WOULD_BE : ASSAY__SAY_WOULD_BE_UNTOLD, language,
               (assay_str[]){{changes.bytes, changes.len},
                             assay__str(assay__message_text(decision, language)),
                             assay__word_str(&risk)},
               3);
    out->failed = out->failed || changes.failed;
    assay__buffer_free(&changes);
}
