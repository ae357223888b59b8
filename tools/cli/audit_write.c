/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of assay audit. Every record is written with its flag put where its writer
 * left room; the files appear together when all of them are complete. */
#include "audit.h"

#include <stdlib.h>
#include <string.h>

typedef struct files {
    output json, csv, page, proposal;
    assay_report *flag; /* the flag of one account, and the page around the accounts */
} files;

static assay_status open_in(const audit *a, output *out, const char *name,
                            assay_error *err)
{
    char *path = path_join(a->settings->out, name);
    if (path == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    assay_status status = output_open(out, path, err);
    free(path);
    return status;
}

/* A part with the flag in its place. */
static assay_status put_part(files *f, output *out, assay_str part, size_t flag_at,
                             assay_error *err)
{
    assay_str flag = {NULL, 0};
    assay_status status = assay_report_view(f->flag, &flag, err);
    if (status != ASSAY_OK)
        return status;
    output_put(out, (assay_str){part.ptr, flag_at});
    output_put(out, flag);
    output_put(out, (assay_str){part.ptr + flag_at, part.len - flag_at});
    return ASSAY_OK;
}

static assay_status put_account(const audit *a, files *f, size_t i, assay_error *err)
{
    spool_record record;
    assay_status status = spool_read(a->records, i, &record, err);
    if (status != ASSAY_OK)
        return status;
    audit_head head = audit_head_of(record.bytes);
    assay_report_clear(f->flag);
    assay_report_json_flag(f->flag, a->q[i], audit_flagged(a, i));
    status = put_part(f, &f->json, audit_part_of(record.bytes, &head, PART_JSON),
                      head.flag[PART_JSON], err);
    output_put(&f->json, (assay_str){"\n", 1});
    assay_report_clear(f->flag);
    assay_report_csv_flag(f->flag, a->q[i], audit_flagged(a, i));
    if (status == ASSAY_OK)
        status = put_part(f, &f->csv, audit_part_of(record.bytes, &head, PART_CSV),
                          head.flag[PART_CSV], err);
    return status;
}

static assay_status put_report(files *f, output *out, assay_error *err)
{
    assay_str text = {NULL, 0};
    assay_status status = assay_report_view(f->flag, &text, err);
    if (status == ASSAY_OK)
        output_put(out, text);
    assay_report_clear(f->flag);
    return status;
}

static assay_status put_row(const audit *a, files *f, size_t place, assay_error *err)
{
    spool_record record;
    size_t i = a->rank[place].record;
    assay_status status = spool_read(a->records, i, &record, err);
    assay_report_clear(f->flag);
    assay_report_page_place(f->flag, place + 1);
    if (status == ASSAY_OK)
        status = put_report(f, &f->page, err);
    if (status != ASSAY_OK)
        return status;
    audit_head head = audit_head_of(record.bytes);
    assay_report_page_flag(f->flag, audit_flagged(a, i), models_language(a->call));
    return put_part(f, &f->page, audit_part_of(record.bytes, &head, PART_ROW),
                    head.flag[PART_ROW], err);
}

static assay_status put_evidence(const audit *a, files *f, size_t place, assay_error *err)
{
    spool_record record;
    assay_status status = spool_read(a->records, a->rank[place].record, &record, err);
    if (status != ASSAY_OK)
        return status;
    audit_head head = audit_head_of(record.bytes);
    assay_str page = audit_part_of(record.bytes, &head, PART_PAGE);
    if (place < ASSAY_PAGE_DRAWN) {
        output_put(&f->page, page);
        return ASSAY_OK;
    }
    output_put(&f->page, (assay_str){page.ptr, head.pictures[0]});
    assay_report_clear(f->flag);
    assay_report_page_undrawn(f->flag, models_language(a->call));
    status = put_report(f, &f->page, err);
    output_put(&f->page,
               (assay_str){page.ptr + head.pictures[1], page.len - head.pictures[1]});
    return status;
}

static assay_status put_page(const audit *a, files *f, assay_error *err)
{
    assay_language language = models_language(a->call);
    assay_report_clear(f->flag);
    assay_report_page_begin(f->flag, &a->roster, language);
    assay_status status = put_report(f, &f->page, err);
    for (size_t i = 0; status == ASSAY_OK && i < a->roster.shown; i++)
        status = put_row(a, f, i, err);
    assay_report_clear(f->flag);
    if (a->budget.asked)
        assay_report_page_proposal(f->flag, &a->budget.proposal, language);
    assay_report_page_between(f->flag, language);
    if (status == ASSAY_OK)
        status = put_report(f, &f->page, err);
    for (size_t i = 0; status == ASSAY_OK && i < a->roster.shown; i++)
        status = put_evidence(a, f, i, err);
    assay_report_page_end(f->flag, &a->roster, language);
    return status == ASSAY_OK ? put_report(f, &f->page, err) : status;
}

static assay_status put_all(const audit *a, files *f, assay_error *err)
{
    assay_status status = assay_report_new(&f->flag, err);
    if (status == ASSAY_OK)
        status = open_in(a, &f->json, "verdicts.ndjson", err);
    if (status == ASSAY_OK)
        status = open_in(a, &f->csv, "verdicts.csv", err);
    if (status == ASSAY_OK)
        status = open_in(a, &f->page, "report.html", err);
    if (status == ASSAY_OK) {
        assay_report_csv_header(f->flag);
        status = put_report(f, &f->csv, err);
    }
    if (status == ASSAY_OK && a->budget.asked) {
        status = open_in(a, &f->proposal, "proposal.csv", err);
        if (status == ASSAY_OK)
            status = budget_write(a, &f->proposal, err);
    }
    for (size_t i = 0; status == ASSAY_OK && i < a->n; i++)
        status = put_account(a, f, i, err);
    return status == ASSAY_OK ? put_page(a, f, err) : status;
}

assay_status audit_write(audit *a, assay_error *err)
{
    files f = {0};
    assay_status status = put_all(a, &f, err);
    output *all[] = {&f.json, &f.csv, &f.page, &f.proposal};
    size_t n = a->budget.asked ? 4 : 3;
    for (size_t i = 0; status == ASSAY_OK && i < n; i++)
        status = output_finish(all[i], err); /* complete on disk, not yet named */
    for (size_t i = 0; i < n; i++) {
        if (status == ASSAY_OK)
            status = output_close(all[i], err);
        else
            output_abandon(all[i]);
    }
    assay_report_free(f.flag);
    return status;
}
