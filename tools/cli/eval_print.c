/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures of assay eval: a table for people, or JSON. Rows first of all labels, then
 * of each stratum, column by column in the order of the label file. */
#include "eval.h"

#include "join.h"
#include "output.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_VALUES = 50 };

typedef struct printer {
    const evaluation *e;
    output out;
    bool json, comma;
} printer;

/* ---- one line ----------------------------------------------------------------- */

static void put_text_figures(printer *p, const assay_metrics *m)
{
    output_printf(&p->out, " %7zu %7zu %7zu", m->n, m->positives, m->missing);
    for (size_t i = 0; i < ASSAY_EVAL_COUNT; i++) {
        const assay_interval *metric = &m->metric[i];
        if (isnan(metric->value))
            output_printf(&p->out, "  %-21s", "-");
        else if (isnan(metric->low))
            output_printf(&p->out, "  %-21.4f", metric->value);
        else
            output_printf(&p->out, "  %.4f [%.4f %.4f]", metric->value, metric->low,
                          metric->high);
    }
    output_printf(&p->out, "\n");
}

static void put_json_number(printer *p, const char *key, double number)
{
    if (isfinite(number))
        output_printf(&p->out, "%s\"%s\":%.17g", p->comma ? "," : "", key, number);
    p->comma = p->comma || isfinite(number);
}

static void put_json_figures(printer *p, const assay_metrics *m)
{
    output_printf(&p->out, "\"n\":%zu,\"positives\":%zu,\"missing\":%zu,\"metrics\":{",
                  m->n, m->positives, m->missing);
    const char *gap = "";
    for (size_t i = 0; i < ASSAY_EVAL_COUNT; i++) {
        const assay_interval *metric = &m->metric[i];
        if (isnan(metric->value))
            continue;
        output_printf(&p->out, "%s\"%s\":{", gap,
                      assay_eval_metric_name((assay_eval_metric)i));
        gap = ",";
        p->comma = false;
        put_json_number(p, "value", metric->value);
        put_json_number(p, "low", metric->low);
        put_json_number(p, "high", metric->high);
        output_printf(&p->out, "}");
    }
    output_printf(&p->out, "}");
}

/* A JSON string with its quotes. */
static void put_json_text(printer *p, assay_str text)
{
    output_printf(&p->out, "\"");
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        if (byte == '"' || byte == '\\')
            output_printf(&p->out, "\\%c", byte);
        else if (byte < 0x20)
            output_printf(&p->out, "\\u%04x", (unsigned)byte);
        else
            output_printf(&p->out, "%c", byte);
    }
    output_printf(&p->out, "\"");
}

/* ---- strata ------------------------------------------------------------------- */

static void put_stratum(printer *p, assay_str column, const assay_stratum_metrics *s)
{
    if (!p->json) {
        char name[64];
        size_t n = 0;
        const assay_str parts[] = {column,
                                   {"=", 1},
                                   s->name,
                                   {s->against_all ? " *" : "", s->against_all ? 2 : 0}};
        for (size_t k = 0; k < 4; k++)
            for (size_t i = 0; i < parts[k].len && n + 1 < sizeof name; i++)
                name[n++] = parts[k].ptr[i];
        name[n] = '\0';
        output_printf(&p->out, "%-28s", name);
        put_text_figures(p, &s->metrics);
        return;
    }
    output_printf(&p->out, "%s\n{\"column\":", p->comma ? "," : "");
    put_json_text(p, column);
    output_printf(&p->out, ",\"value\":");
    put_json_text(p, s->name);
    output_printf(&p->out, ",\"against_all\":%s,", s->against_all ? "true" : "false");
    put_json_figures(p, &s->metrics);
    output_printf(&p->out, "}");
    p->comma = true;
}

bool eval_has_strata(const assay_str values[], assay_str work[], size_t n)
{
    memcpy(work, values, n * sizeof *work);
    qsort(work, n, sizeof *work, eval_compare_texts);
    size_t distinct = 0;
    for (size_t i = 0; i < n; i++)
        distinct += work[i].len > 0 &&
                    (i == 0 || eval_compare_texts(&work[i - 1], &work[i]) != 0);
    return distinct >= 2 && distinct <= MOST_VALUES;
}

void eval_fill_values(const evaluation *e, bool of_labels, size_t column,
                      assay_str values[])
{
    for (size_t i = 0; i < e->n; i++) {
        values[i] = (assay_str){NULL, 0};
        if (of_labels)
            values[i] = sheet_cell(&e->labels, e->row[i], column);
        else if (e->found[i] != SIZE_MAX)
            values[i] = sheet_cell(&e->output, e->found[i], column);
    }
}

static assay_status put_column(printer *p, assay_str name, const assay_str values[],
                               assay_str work[], assay_error *err)
{
    const evaluation *e = p->e;
    if (!eval_has_strata(values, work, e->n))
        return ASSAY_OK;
    assay_strata_metrics strata = {0};
    assay_eval_sample sample = {e->score, e->label, e->group, e->n};
    assay_eval_options options = {.replicates = (size_t)e->settings->replicates};
    assay_status status =
        assay_evaluate_strata(&sample, values, &options, e->arena, &strata, err);
    for (size_t i = 0; status == ASSAY_OK && i < strata.n; i++)
        put_stratum(p, name, &strata.stratum[i]);
    return status;
}

static assay_status put_strata(printer *p, assay_error *err)
{
    const evaluation *e = p->e;
    assay_str *values = calloc(e->n + 1, sizeof *values);
    assay_str *work = calloc(e->n + 1, sizeof *work);
    assay_status status = ASSAY_OK;
    if (values == NULL || work == NULL) {
        free(values);
        free(work);
        (void)assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
        return ASSAY_NO_MEMORY;
    }
    for (size_t c = 0; status == ASSAY_OK && c < e->labels.columns; c++) {
        assay_str name = e->labels.names[c];
        if (c == e->label_column || join_is_key(name.ptr, name.len))
            continue;
        eval_fill_values(e, true, c, values);
        status = put_column(p, name, values, work, err);
    }
    for (size_t i = 0; status == ASSAY_OK && i < e->settings->by.n; i++) {
        size_t c = sheet_column(&e->output, e->settings->by.items[i]);
        eval_fill_values(e, false, c, values);
        status = put_column(p, e->output.names[c], values, work, err);
    }
    free(values);
    free(work);
    return status;
}

/* ---- reliability -------------------------------------------------------------- */

static void put_bin(printer *p, const assay_reliability_row *row, bool first)
{
    if (p->json)
        output_printf(&p->out,
                      "%s\n{\"low\":%.17g,\"high\":%.17g,\"n\":%.0f,\"mean\":%.17g,"
                      "\"share\":{\"value\":%.17g,\"low\":%.17g,\"high\":%.17g}}",
                      first ? "" : ",", row->low, row->high, row->n, row->mean,
                      row->share.value, row->share.low, row->share.high);
    else
        output_printf(&p->out, "%9.4f %9.4f %8.0f %10.4f  %.4f [%.4f %.4f]\n", row->low,
                      row->high, row->n, row->mean, row->share.value, row->share.low,
                      row->share.high);
}

static void put_bins(printer *p, const eval_table *table)
{
    for (size_t i = 0; i < table->bins; i++)
        put_bin(p, &table->row[i], i == 0);
}

static void put_text_table(printer *p, const eval_table *table)
{
    const assay_interval *metric = table->metrics.metric;
    if (table->column.len == 0)
        output_printf(&p->out, "\nreliability of all rows\n");
    else
        output_printf(&p->out, "\nreliability of %.*s=%.*s\n", (int)table->column.len,
                      table->column.ptr, (int)table->value.len, table->value.ptr);
    output_printf(&p->out, "%9s %9s %8s %10s  %s\n", "from", "to", "rows", "predicted",
                  "observed");
    put_bins(p, table);
    if (!isnan(metric[ASSAY_EVAL_CALIBRATION_ERROR].value))
        output_printf(&p->out, "calibration error %.4f, by chance %.4f; debiased %.4f\n",
                      metric[ASSAY_EVAL_CALIBRATION_ERROR].value,
                      metric[ASSAY_EVAL_ECE_BY_CHANCE].value,
                      metric[ASSAY_EVAL_CALIBRATION_GAP].value);
}

/* All rows keep their place of old; strata are an array of tables beside it. */
static void put_json_table(printer *p, const eval_table *table)
{
    if (table->column.len == 0) {
        output_printf(&p->out, ",\"reliability\":[");
        put_bins(p, table);
        output_printf(&p->out, "],\"reliability_strata\":[");
        p->comma = false;
        return;
    }
    output_printf(&p->out, "%s\n{\"column\":", p->comma ? "," : "");
    put_json_text(p, table->column);
    output_printf(&p->out, ",\"value\":");
    put_json_text(p, table->value);
    output_printf(&p->out, ",");
    put_json_figures(p, &table->metrics);
    output_printf(&p->out, ",\"rows\":[");
    put_bins(p, table);
    output_printf(&p->out, "]}");
    p->comma = true;
}

static void take_table(void *ctx, const eval_table *table)
{
    printer *p = ctx;
    if (p->json)
        put_json_table(p, table);
    else
        put_text_table(p, table);
}

/* ---- all ---------------------------------------------------------------------- */

static assay_status print_text(printer *p, assay_error *err)
{
    const evaluation *e = p->e;
    assay_str score = e->output.names[e->score_column];
    assay_str label = e->labels.names[e->label_column];
    output_printf(&p->out, "%s %.*s against %s %.*s\n\n%-28s %7s %7s %7s", e->output.path,
                  (int)score.len, score.ptr, e->labels.path, (int)label.len, label.ptr,
                  "", "rows", "bad", "missing");
    for (size_t i = 0; i < ASSAY_EVAL_COUNT; i++)
        output_printf(&p->out, "  %-21s", assay_eval_metric_name((assay_eval_metric)i));
    output_printf(&p->out, "\n%-28s", "all");
    put_text_figures(p, &e->all);
    assay_status status = put_strata(p, err);
    if (status == ASSAY_OK && e->settings->reliability)
        status = eval_reliability(e, take_table, p, err);
    return status;
}

static assay_status print_json(printer *p, assay_error *err)
{
    const evaluation *e = p->e;
    output_printf(&p->out, "{\"column\":");
    put_json_text(p, e->output.names[e->score_column]);
    output_printf(&p->out, ",\"label\":");
    put_json_text(p, e->labels.names[e->label_column]);
    output_printf(&p->out, ",");
    put_json_figures(p, &e->all);
    output_printf(&p->out, ",\"strata\":[");
    p->comma = false;
    assay_status status = put_strata(p, err);
    output_printf(&p->out, "]");
    if (status == ASSAY_OK && e->settings->reliability) {
        status = eval_reliability(e, take_table, p, err);
        output_printf(&p->out, "]");
    }
    output_printf(&p->out, "}\n");
    return status;
}

assay_status eval_print(const evaluation *e, assay_error *err)
{
    printer p = {.e = e, .json = e->call->shared->json};
    assay_status status = output_open(&p.out, NULL, err);
    if (status == ASSAY_OK)
        status = p.json ? print_json(&p, err) : print_text(&p, err);
    return status == ASSAY_OK ? output_close(&p.out, err) : status;
}
