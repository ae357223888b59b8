/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A proposal as a table, on the terminal, and as JSON. */
#include "budget_rows.h"

#include <math.h>
#include <string.h>

static const char *const COLUMNS[] = {
    "platform", "handle",           "place",        "why",        "decision",
    "fee",      "currency",         "reach",        "reach_low",  "reach_high",
    "adds",     "fee_per_thousand", "target_share", "people_seen"};
static const char *const WHY[] = {"chosen",  "others_reach_more", "declined",
                                  "no_fee",  "no_currency",       "other_currency",
                                  "no_reach"};
static const char *const DECISIONS[] = {"insufficient_data", "sign", "review", "decline"};

static void put_row(assay_rows *rows, const budget *all, size_t i)
{
    const budget_row *row = &all->rows[i];
    bool chosen = row->why == WHY_CHOSEN;
    double unknown = ASSAY_NUMBER_UNKNOWN;
    assay_rows_text(rows, all->platforms[i]);
    assay_rows_text(rows, all->handles[i]);
    assay_rows_number(rows, chosen ? (double)row->place : unknown);
    assay_rows_word(rows, WHY[row->why]);
    assay_rows_word(rows, row->decided ? DECISIONS[row->decision] : NULL);
    assay_rows_number(rows, row->fee);
    assay_rows_word(rows, row->currency[0] == '\0' ? NULL : row->currency);
    assay_rows_number(rows, row->reach.value);
    assay_rows_number(rows, row->reach.low);
    assay_rows_number(rows, row->reach.high);
    assay_rows_number(rows, chosen ? row->adds : unknown);
    assay_rows_number(rows, row->reach.value > 0.0 ? 1000.0 * row->fee / row->reach.value
                                                   : unknown);
    assay_rows_number(rows, row->share);
    assay_rows_number(rows, (double)row->n_people);
    assay_rows_end(rows);
}

assay_status budget_write(const audit *a, output *out, assay_error *err)
{
    assay_rows *rows = NULL;
    assay_str text = {NULL, 0};
    assay_status status =
        assay_rows_new(ASSAY_ROWS_CSV_GUARDED, COLUMNS, LENGTH(COLUMNS), &rows, err);
    if (status != ASSAY_OK)
        return status;
    assay_rows_header(rows);
    for (size_t i = 0; i < a->budget.n; i++)
        put_row(rows, &a->budget, i);
    status = assay_rows_view(rows, &text, err);
    if (status == ASSAY_OK)
        output_put(out, text);
    assay_rows_free(rows);
    return status;
}

/* The paragraph, broken at blanks before column 78. */
static void put_wrapped(output *out, assay_str text)
{
    enum { WIDE = 78 };
    size_t line = 0;
    for (size_t at = 0; at < text.len;) {
        size_t end = at, columns = 0;
        for (; end < text.len && text.ptr[end] != ' '; end++)
            columns += ((unsigned char)text.ptr[end] & 0xC0U) != 0x80U;
        bool breaks = line > 0 && line + 1 + columns > WIDE;
        output_printf(out, "%s%.*s",
                      breaks     ? "\n"
                      : line > 0 ? " "
                                 : "",
                      (int)(end - at), text.ptr + at);
        line = breaks ? columns : line + (line > 0) + columns;
        at = end + 1;
    }
    output_printf(out, "\n");
}

static assay_status put_text(const audit *a, output *out, assay_error *err)
{
    assay_report *report = NULL;
    assay_str text = {NULL, 0};
    assay_status status = assay_report_new(&report, err);
    if (status != ASSAY_OK)
        return status;
    assay_report_proposal_text(report, &a->budget.proposal, models_language(a->call));
    status = assay_report_view(report, &text, err);
    if (status == ASSAY_OK)
        put_wrapped(out, text);
    assay_report_free(report);
    return status;
}

assay_status budget_print(const audit *a, output *out, assay_error *err)
{
    const assay_report_proposal *proposal = &a->budget.proposal;
    if (!a->budget.asked)
        return ASSAY_OK;
    output_printf(out, "\nwhom to sign for %.15g%s%s\n", proposal->budget,
                  proposal->currency[0] == '\0' ? "" : " ", proposal->currency);
    if (proposal->result.n > 0)
        output_printf(out, "%3s  %-30s %14s %14s %14s  %s\n", "#", "account", "fee",
                      "reach", "adds", "decision");
    for (size_t i = 0; i < proposal->result.n; i++) {
        const assay_report_pick *pick = &proposal->picks[i];
        output_printf(out, "%3zu  ", i + 1);
        audit_put_name(out, pick->platform, pick->handle);
        output_printf(out, " %14.0f %14.0f %14.0f  %s\n", pick->fee, pick->reach.value,
                      pick->adds, pick->decided ? DECISIONS[pick->decision] : "");
    }
    return put_text(a, out, err);
}

static const char *const PICK_COLUMNS[] = {"platform", "handle", "fee", "reach", "adds"};

static assay_status put_picks(const assay_report_proposal *proposal, output *out,
                              assay_error *err)
{
    assay_rows *rows = NULL;
    assay_status status =
        assay_rows_new(ASSAY_ROWS_NDJSON, PICK_COLUMNS, LENGTH(PICK_COLUMNS), &rows, err);
    for (size_t i = 0; status == ASSAY_OK && i < proposal->result.n; i++) {
        const assay_report_pick *pick = &proposal->picks[i];
        assay_str text = {NULL, 0};
        assay_rows_text(rows, pick->platform);
        assay_rows_text(rows, pick->handle);
        assay_rows_number(rows, pick->fee);
        assay_rows_number(rows, pick->reach.value);
        assay_rows_number(rows, pick->adds);
        assay_rows_end(rows);
        status = assay_rows_view(rows, &text, err);
        output_printf(out, "%s", i == 0 ? "" : ",");
        output_put(out, (assay_str){text.ptr, text.len - 1}); /* without its line end */
        assay_rows_clear(rows);
    }
    assay_rows_free(rows);
    return status;
}

assay_status budget_print_json(const audit *a, output *out, assay_error *err)
{
    const assay_report_proposal *proposal = &a->budget.proposal;
    const assay_proposal *result = &proposal->result;
    if (!a->budget.asked)
        return ASSAY_OK;
    output_printf(out, ",\"proposal\":{\"budget\":%.15g", proposal->budget);
    if (proposal->currency[0] != '\0')
        output_printf(out, ",\"currency\":\"%s\"", proposal->currency);
    output_printf(out,
                  ",\"spent\":%.15g,\"reach\":{\"value\":%.15g,\"low\":%.15g,"
                  "\"high\":%.15g},\"sum\":%.15g,\"at_most\":%.15g,\"proven\":%s,"
                  "\"considered\":%zu,\"overlap\":{\"of\":\"%s\",\"unknown\":%zu},"
                  "\"creators\":[",
                  result->spent, result->reach.value, result->reach.low,
                  result->reach.high, result->sum, result->at_most,
                  result->proven ? "true" : "false", proposal->considered,
                  proposal->commenters ? "commenters" : "audience", result->untold);
    assay_status status = put_picks(proposal, out, err);
    output_printf(out, "]}");
    return status;
}
