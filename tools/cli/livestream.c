/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay livestream: stretches of streams that look delivered, with how many viewers. */
#include "families.h"

static const example EXAMPLES[] = {
    {"assay livestream roster/", "every flagged stretch of every stream"},
    {"assay livestream roster/ --json", "the same, a JSON object a row"},
};

const cli_form livestream_form = {
    .operands = "INPUT",
    .operands_low = 1,
    .operands_high = 1,
    .shares = SHARES_MODELS | SHARES_LEXICONS | SHARES_JOBS | SHARES_JSON,
    .about =
        "Looks at viewers, comments, likes, gifts and orders through each stream\n"
        "(livestreams.csv, a row a reading). A row is platform,handle,stream,from,to,\n"
        "kind,viewers,expected,low,high,p_value: viewers is the mean shown, expected\n"
        "what would be there without what looks delivered, low and high its 90 % range.\n"
        "kind is plateau, step, top_up, silent, comment_wave or regular_orders. Raids,\n"
        "pushes of the platform and give-aways are not flagged for stepping up: what is\n"
        "flagged is even and silent at once. Readings more than two and a half minutes\n"
        "apart cannot show a plateau of five minutes.",
    FORM_EXAMPLES(EXAMPLES),
};

static const char *const COLUMNS[] = {"platform", "handle", "stream",  "from",
                                      "to",       "kind",   "viewers", "expected",
                                      "low",      "high",   "p_value"};

static void put_spans(const family_case *found, assay_rows *rows)
{
    const assay_livestream *live = &found->findings->livestream;
    for (size_t i = 0; i < live->n_spans; i++) {
        const assay_live_span *span = &live->spans[i];
        assay_rows_text(rows, found->account->platform);
        assay_rows_text(rows, found->account->handle);
        assay_rows_text(rows, live->streams[span->stream].id);
        assay_rows_time(rows, span->from, false);
        assay_rows_time(rows, span->to, false);
        assay_rows_word(rows, assay_live_kind_name(span->kind));
        assay_rows_number(rows, span->viewers);
        assay_rows_number(rows, span->expected);
        assay_rows_number(rows, span->low);
        assay_rows_number(rows, span->high);
        assay_rows_number(rows, span->p_value);
        assay_rows_end(rows);
    }
}

int run_livestream(const cli_call *call)
{
    static const family_report REPORT = {.columns = COLUMNS,
                                         .n_columns = LENGTH(COLUMNS),
                                         .one = ASSAY_FAMILY_LIVESTREAM,
                                         .put = put_spans};
    return families_run(call, &REPORT);
}
