/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What assay audit says at its end: the most doubtful accounts, how many of each
 * decision, how many flags may be wrong, where the files are; or all of that as JSON. */
#include "audit.h"

#include <langinfo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TOP = 15 };

bool audit_unicode(const audit *a)
{
    return !a->settings->ascii && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static const char *const DECISIONS[] = {"insufficient_data", "sign", "review", "decline"};

static void put_clean(output *out, assay_str text, size_t width)
{
    size_t columns = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        bool starts = (byte & 0xC0U) != 0x80U;
        if (starts && width > 0 && columns == width)
            return;
        columns += starts;
        output_printf(out, "%c", byte < 0x20 || byte == 0x7F ? '?' : byte);
    }
    for (; columns < width; columns++)
        output_printf(out, " ");
}

/* A probability of three places; none is told as certain. */
static void put_percent(output *out, double p)
{
    if (p > 0.995)
        output_printf(out, ">99");
    else if (p < 0.005)
        output_printf(out, " <1");
    else
        output_printf(out, "%3.0f", p * 100.0);
}

static void put_risk(output *out, const audit_head *head)
{
    if (head->basis == ASSAY_BASIS_NONE || isnan(head->probability))
        output_printf(out, "%-19s", "");
    else {
        put_percent(out, head->probability);
        output_printf(out, "%% (");
        put_percent(out, head->low);
        output_printf(out, " to ");
        put_percent(out, head->high);
        output_printf(out, ")  ");
    }
}

void audit_put_name(output *out, assay_str platform, assay_str handle)
{
    char name[256];
    size_t n = 0;
    const assay_str parts[] = {platform, {"/", 1}, handle};
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < parts[p].len && n < sizeof name; i++)
            name[n++] = parts[p].ptr[i];
    put_clean(out, (assay_str){name, n}, 30);
}

static assay_status put_line(const audit *a, output *out, size_t place, size_t i,
                             assay_error *err)
{
    spool_record record;
    assay_status status = spool_read(a->records, i, &record, err);
    if (status != ASSAY_OK)
        return status;
    audit_head head = audit_head_of(record.bytes);
    output_printf(out, "%3zu  ", place);
    audit_put_name(out, record.platform, record.handle);
    if (isnan(head.followers))
        output_printf(out, " %11s  ", "");
    else
        output_printf(out, " %11.0f  ", head.followers);
    output_printf(out, "%-17s ", head.decided ? DECISIONS[head.decision] : "");
    if (isnan(head.integrity))
        output_printf(out, "%9s  ", "");
    else
        output_printf(out, "%9.0f  ", head.integrity);
    put_risk(out, &head);
    output_printf(out, "%s", audit_flagged(a, i) ? "* " : "  ");
    put_clean(out, audit_part_of(record.bytes, &head, PART_CURVE), AUDIT_CURVE);
    output_printf(out, "  ");
    put_clean(out, audit_part_of(record.bytes, &head, PART_REASON), 0);
    output_printf(out, "\n");
    return ASSAY_OK;
}

static assay_status put_table(const audit *a, output *out, assay_error *err)
{
    assay_status status = ASSAY_OK;
    size_t shown = a->n < TOP ? a->n : TOP;
    output_printf(out, "%3s  %-30s %11s  %-17s %9s  %-17s  %-*s  %s\n", "#", "account",
                  "followers", "decision", "integrity", "risk", AUDIT_CURVE, "curve",
                  "strongest reason");
    for (size_t i = 0; status == ASSAY_OK && i < shown; i++)
        status = put_line(a, out, i + 1, a->rank[i].record, err);
    if (shown < a->n)
        output_printf(out, "     and %zu more in verdicts.csv\n", a->n - shown);
    return status;
}

static void put_counts(const audit *a, output *out)
{
    const assay_report_roster *roster = &a->roster;
    output_printf(out, "\n%zu accounts", a->n);
    for (size_t i = 4; i-- > 0;)
        output_printf(out, "%s %llu %s", i == 3 ? ":" : ",",
                      (unsigned long long)roster->decisions[i], DECISIONS[i]);
    output_printf(out, "\n%llu flagged (*)", (unsigned long long)roster->flagged);
    if (roster->flagged > 0)
        output_printf(out, ", of which about %.0f may be wrong at a rate of %g",
                      ceil((double)roster->flagged * roster->fdr), roster->fdr);
    output_printf(out, "\n");
    if (roster->rejected > 0)
        output_printf(out, "%llu records could not be used: errors.csv names them\n",
                      (unsigned long long)roster->rejected);
    if (strcmp(roster->evidence, "simulation") == 0)
        output_printf(out, "risk is model-based: calibrated on simulated accounts\n");
}

static const char *const OVER[] = {
#define RATE_OVER(name, over, under) over,
    ASSAY_RATE_TABLE(RATE_OVER)
#undef RATE_OVER
};
static const char *const UNDER[] = {
#define RATE_UNDER(name, over, under) under,
    ASSAY_RATE_TABLE(RATE_UNDER)
#undef RATE_UNDER
};

static void put_shifts(const audit *a, output *out)
{
    for (size_t i = 0; i < a->facts.n_shifts; i++) {
        const assay_norms_shift *shift = &a->facts.shifts[i];
        if (!shift->alarm)
            continue;
        output_printf(out,
                      "another market? %.*s: %s per %s are usually %.3g here, the model "
                      "expects %.3g (%zu accounts); see --norms roster\n",
                      (int)shift->platform.len, shift->platform.ptr, OVER[shift->rate],
                      UNDER[shift->rate], shift->roster, shift->model, shift->n);
    }
}

/* One line of what differs: posts (12, panel 50). */
static void put_difference(output *out, const assay_panel_difference *d, bool first)
{
    output_printf(out, "%s", first ? "" : ", ");
    put_clean(out, (assay_str){d->what, strlen(d->what)}, 0);
    if (!isnan(d->roster) && !isnan(d->panel))
        output_printf(out, " (%.3g, panel %.3g)", d->roster, d->panel);
}

static void put_unlike(output *out, const assay_panel_likeness *like)
{
    output_printf(
        out,
        "the roster is not like the panel: at most %.0f%% (%.0f to %.0f) of its "
        "accounts can be like the panel's%s; the rate of wrong flags does not "
        "hold\n",
        100.0 * like->like.value, 100.0 * like->like.low, 100.0 * like->like.high,
        like->by_kind ? "" : ", by their scores");
    if (like->n_differences == 0)
        return;
    output_printf(out, "they differ most in ");
    for (size_t i = 0; i < like->n_differences; i++)
        put_difference(out, &like->difference[i], i == 0);
    output_printf(out, "\n");
}

static void put_panel(const audit *a, output *out)
{
    const assay_report_panel *panel = a->roster.panel;
    if (panel == NULL)
        return;
    output_printf(
        out,
        "compared with the %llu clean accounts of panel %s: about %.0f%% of the "
        "roster is like them\n",
        (unsigned long long)panel->n, panel->name, 100.0 * panel->clean_share);
    if (a->roster.flagged > 0)
        output_printf(
            out,
            "for nine of ten such panels at most %llu of the flags are wrong on "
            "average\n",
            (unsigned long long)panel->wrong);
    if (panel->fewest_flags > 1)
        output_printf(out,
                      "a panel of this size flags groups of %llu or more at this rate\n",
                      (unsigned long long)panel->fewest_flags);
    if (panel->like.alarm)
        put_unlike(out, &panel->like);
}

static const char *const SHIFT_COLUMNS[] = {"platform", "over",   "under", "n",
                                            "model",    "roster", "z",     "alarm"};

static assay_status put_shift_rows(const audit *a, output *out, assay_error *err)
{
    assay_rows *rows = NULL;
    assay_status status = assay_rows_new(ASSAY_ROWS_NDJSON, SHIFT_COLUMNS,
                                         LENGTH(SHIFT_COLUMNS), &rows, err);
    for (size_t i = 0; status == ASSAY_OK && i < a->facts.n_shifts; i++) {
        const assay_norms_shift *shift = &a->facts.shifts[i];
        assay_str text = {NULL, 0};
        assay_rows_text(rows, shift->platform);
        assay_rows_word(rows, OVER[shift->rate]);
        assay_rows_word(rows, UNDER[shift->rate]);
        assay_rows_number(rows, (double)shift->n);
        assay_rows_number(rows, shift->model);
        assay_rows_number(rows, shift->roster);
        assay_rows_number(rows, shift->z);
        assay_rows_truth(rows, shift->alarm ? ASSAY_YES : ASSAY_NO);
        assay_rows_end(rows);
        status = assay_rows_view(rows, &text, err);
        output_printf(out, "%s\n", i == 0 ? "" : ",");
        output_put(out, (assay_str){text.ptr, text.len - 1}); /* without its line end */
        assay_rows_clear(rows);
    }
    assay_rows_free(rows);
    return status;
}

/* A JSON string with its quotes: a platform may have any name. */
static void put_json_text(output *out, const char *text)
{
    output_printf(out, "\"");
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\')
            output_printf(out, "\\%c", byte);
        else if (byte < 0x20)
            output_printf(out, "\\u%04x", (unsigned)byte);
        else
            output_printf(out, "%c", byte);
    }
    output_printf(out, "\"");
}

static void put_panel_json(const audit *a, output *out)
{
    const assay_report_panel *panel = a->roster.panel;
    if (panel == NULL)
        return;
    const assay_panel_likeness *like = &panel->like;
    output_printf(out,
                  ",\"panel\":{\"name\":\"%s\",\"sha256\":\"%s\",\"n\":%llu,"
                  "\"clean_share\":%.6g,\"fewest_flags\":%llu,\"wrong_at_most\":%llu",
                  panel->name, panel->sha256, (unsigned long long)panel->n,
                  panel->clean_share, (unsigned long long)panel->fewest_flags,
                  (unsigned long long)panel->wrong);
    output_printf(out, ",\"shift\":{\"alarm\":%s,\"compared\":%zu",
                  like->alarm ? "true" : "false", like->compared);
    if (!isnan(like->like.value))
        output_printf(out, ",\"like\":{\"value\":%.6g,\"low\":%.6g,\"high\":%.6g}",
                      like->like.value, like->like.low, like->like.high);
    output_printf(out, ",\"differences\":[");
    for (size_t i = 0; i < like->n_differences; i++) {
        const assay_panel_difference *d = &like->difference[i];
        output_printf(out, "%s{\"what\":", i == 0 ? "" : ",");
        put_json_text(out, d->what);
        output_printf(out, ",\"apart\":%.6g", d->apart);
        if (!isnan(d->panel))
            output_printf(out, ",\"panel\":%.6g", d->panel);
        if (!isnan(d->roster))
            output_printf(out, ",\"roster\":%.6g", d->roster);
        output_printf(out, "}");
    }
    output_printf(out, "]}}");
}

static assay_status put_json(const audit *a, output *out, assay_error *err)
{
    const assay_report_roster *roster = &a->roster;
    output_printf(out, "{\"accounts\":%zu,\"rejected\":%llu,\"flagged\":%llu,\"fdr\":%g,",
                  a->n, (unsigned long long)roster->rejected,
                  (unsigned long long)roster->flagged, roster->fdr);
    output_printf(out, "\"decisions\":{");
    for (size_t i = 0; i < 4; i++)
        output_printf(out, "%s\"%s\":%llu", i == 0 ? "" : ",", DECISIONS[i],
                      (unsigned long long)roster->decisions[i]);
    output_printf(out, "},\"shifts\":[");
    assay_status status = put_shift_rows(a, out, err);
    output_printf(out, "]");
    put_panel_json(a, out);
    if (status == ASSAY_OK)
        status = budget_print_json(a, out, err);
    output_printf(out, "}\n");
    return status;
}

assay_status audit_print(audit *a, assay_error *err)
{
    output out;
    assay_status status = output_open(&out, NULL, err);
    if (status != ASSAY_OK)
        return status;
    if (a->call->shared->json) {
        status = put_json(a, &out, err);
        return status == ASSAY_OK ? output_close(&out, err) : status;
    }
    if (!a->call->shared->quiet)
        status = put_table(a, &out, err);
    if (status != ASSAY_OK)
        return status;
    put_counts(a, &out);
    put_panel(a, &out);
    put_shifts(a, &out);
    status = budget_print(a, &out, err);
    if (status != ASSAY_OK)
        return status;
    output_printf(&out, "results in %s: verdicts.csv verdicts.ndjson report.html%s\n",
                  a->settings->out, a->budget.asked ? " proposal.csv" : "");
    return output_close(&out, err);
}
