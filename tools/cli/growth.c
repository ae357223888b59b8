/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay growth: dated changes of the follower curve, or every observed interval. */
#include "families.h"

#include <math.h>
#include <string.h>

typedef struct growth_settings {
    bool intervals;
} growth_settings;

static const cli_option OPTIONS[] = {
    {"intervals", 'i', OPTION_FLAG, offsetof(growth_settings, intervals), NULL, NULL, 0,
     0, "a row for every observed interval, not only for events"},
};

static const example EXAMPLES[] = {
    {"assay growth roster/", "an event a row: dates, followers gained, cause"},
    {"assay growth --intervals creator.ndjson", "every interval with its evidence"},
};

const cli_form growth_form = {
    .operands = "INPUT",
    .operands_low = 1,
    .operands_high = 1,
    FORM_OPTIONS(OPTIONS),
    .settings_bytes = sizeof(growth_settings),
    .shares = SHARES_MODELS | SHARES_LEXICONS | SHARES_JOBS | SHARES_JSON,
    .about =
        "Finds dated changes in follower curves and weighs nine causes for each. A row\n"
        "is platform,handle,from,to,gained,expected,low,high,cause,purchase,p_value.\n"
        "The span runs from the last reading before the change to the last one inside\n"
        "it. For an event, low and high bracket the followers that came on top of\n"
        "ordinary growth, and purchase is the probability of that cause.\n"
        "\n"
        "With --intervals each observed interval is a row: low and high bracket what\n"
        "was expected, purchase is evidence from 0 to 1 that it was delivered, and\n"
        "cause is empty outside events.",
    FORM_EXAMPLES(EXAMPLES),
};

static const char *const COLUMNS[] = {"platform", "handle",   "from",   "to",
                                      "gained",   "expected", "low",    "high",
                                      "cause",    "purchase", "p_value"};

static void put_span(const family_case *found, assay_rows *rows, int64_t from, int64_t to)
{
    bool dated = found->account->growth_dated;
    assay_rows_text(rows, found->account->platform);
    assay_rows_text(rows, found->account->handle);
    assay_rows_time(rows, from, dated);
    assay_rows_time(rows, to, dated);
}

static const char *cause_of(const assay_event *event)
{
    size_t most = 0;
    for (size_t i = 1; i < ASSAY_CAUSE_COUNT; i++)
        if (event->cause[i] > event->cause[most])
            most = i;
    return assay_cause_name((assay_cause)most);
}

/* A drop has no pulse and no test of its size. */
static double p_value_of(const assay_growth *growth, const assay_event *event)
{
    if (event->pulse >= growth->n_pulses)
        return ASSAY_NUMBER_UNKNOWN;
    return pow(10.0, -growth->pulses[event->pulse].tail);
}

static void put_events(const family_case *found, assay_rows *rows)
{
    const assay_events *events = &found->findings->events;
    for (size_t i = 0; i < events->n_events; i++) {
        const assay_event *event = &events->events[i];
        put_span(found, rows, event->from, event->to);
        assay_rows_number(rows, event->gained);
        assay_rows_number(rows, event->gained - event->excess);
        assay_rows_number(rows, event->low);
        assay_rows_number(rows, event->high);
        assay_rows_word(rows, cause_of(event));
        assay_rows_number(rows, event->cause[ASSAY_CAUSE_PURCHASE]);
        assay_rows_number(rows, p_value_of(&found->findings->growth, event));
        assay_rows_end(rows);
    }
}

/* The event a step lies in, or NULL. */
static const assay_event *event_around(const assay_events *events,
                                       const assay_growth_step *step)
{
    for (size_t i = 0; i < events->n_events; i++) {
        const assay_event *event = &events->events[i];
        if (event->from <= step->from && step->to <= event->to)
            return event;
    }
    return NULL;
}

static void put_intervals(const family_case *found, assay_rows *rows)
{
    const assay_growth *growth = &found->findings->growth;
    for (size_t i = 0; i < growth->n_steps; i++) {
        const assay_growth_step step = assay_growth_step_at(growth, i);
        const assay_event *event = event_around(&found->findings->events, &step);
        put_span(found, rows, step.from, step.to);
        assay_rows_number(rows, step.gained);
        assay_rows_number(rows, step.expected);
        assay_rows_number(rows, step.low);
        assay_rows_number(rows, step.high);
        assay_rows_word(rows, event == NULL ? NULL : cause_of(event));
        assay_rows_number(rows, step.bought);
        assay_rows_number(rows, step.p_value);
        assay_rows_end(rows);
    }
}

int run_growth(const cli_call *call)
{
    const growth_settings *settings = call->settings;
    family_report report = {.columns = COLUMNS,
                            .n_columns = LENGTH(COLUMNS),
                            .all = true,
                            .roster = true,
                            .campaign = {ASSAY_TIME_UNKNOWN, ASSAY_TIME_UNKNOWN},
                            .put = settings->intervals ? put_intervals : put_events};
    return families_run(call, &report);
}
