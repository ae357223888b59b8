/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text that all writers write to. */
#include "report/words.h"

#include <stdlib.h>

assay_status assay_report_new(assay_report **out, assay_error *err)
{
    assay_report *report = calloc(1, sizeof *report);
    if (report == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a report");
    *out = report;
    return ASSAY_OK;
}

assay_status assay_report_view(const assay_report *report, assay_str *text,
                               assay_error *err)
{
    if (report->text.failed)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out while writing a report");
    *text = (assay_str){report->text.bytes, report->text.len};
    return ASSAY_OK;
}

void assay_report_clear(assay_report *report)
{
    assay__buffer_clear(&report->text);
}

void assay_report_free(assay_report *report)
{
    if (report == NULL)
        return;
    assay__buffer_free(&report->text);
    free(report);
}
