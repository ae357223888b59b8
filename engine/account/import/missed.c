/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an export did not have, once it is read: whether its format has changed, or only
 * nobody was named. */
#include "account/import/emit.h"

#include "base/str.h"

/* Whether rows tell by themselves what they look for: those of records, said once. */
static bool tells_needs(const assay__plan *plan, size_t i)
{
    const assay__plan_rows *rows = &plan->rows[i];
    bool said = false;
    for (size_t k = 0; k < i; k++)
        said = said || strcmp(plan->rows[k].needs_text, rows->needs_text) == 0;
    return !said && rows->needs_text[0] != '\0' && rows->scope == 0;
}

enum { NEEDS_ROOM = 200 };

/* Adds words as far as there is room. */
static void append(char text[NEEDS_ROOM], const char *words)
{
    size_t used = strlen(text), len = strlen(words);
    size_t n = len < NEEDS_ROOM - 1 - used ? len : NEEDS_ROOM - 1 - used;
    memcpy(text + used, words, n);
    text[used + n] = '\0';
}

/* No record made a row: what the shape looks for. */
static assay_status fail_unknown(const assay__emitter *e, assay_error *err)
{
    char text[NEEDS_ROOM] = "";
    for (size_t i = 0; i < e->plan->n_rows; i++) {
        if (!tells_needs(e->plan, i))
            continue;
        append(text, text[0] == '\0' ? ": none has " : ", or ");
        append(text, e->plan->rows[i].needs_text);
    }
    return assay_fail(err, ASSAY_UNUSABLE, "no record of the %llu is one that %s knows%s",
                      (unsigned long long)e->counts.records, e->options->shape, text);
}

/* Whether the field of a cell must be somewhere and was in no record, by any path. */
static bool is_missing(const assay__emitter *e, const assay__plan_rows *rows, size_t at)
{
    const assay__plan_cell *first = e->plan->rows[0].cells;
    bool seen = false, must = false;
    for (size_t i = 0; i < rows->n_cells; i++) {
        const assay__plan_cell *cell = &rows->cells[i];
        if (cell->field != rows->cells[at].field)
            continue;
        seen = seen || e->seen[cell - first] || cell->source.constant.ptr != NULL;
        must = must || cell->must;
    }
    return must && !seen;
}

static assay_status check_rows(const assay__emitter *e, size_t i, assay_error *err)
{
    const assay__plan_rows *rows = &e->plan->rows[i];
    bool mapped = assay__shape_by_name(e->options->shape) == ASSAY__SHAPE_CSV;
    for (size_t at = 0; at < rows->n_cells && e->made[i] > 0; at++) {
        if (is_missing(e, rows, at))
            return assay_fail(
                err, ASSAY_UNUSABLE, "none of the %llu %s has %.*s: %s",
                (unsigned long long)e->made[i],
                mapped ? "records" : assay__table_of(rows->table)->name,
                ASSAY__ARG(rows->cells[at].path),
                mapped ? "spell it as the file does, or go on without by --partial"
                       : "the export's format has changed; --map gives "
                         "the new name, --partial goes on without");
    }
    return ASSAY_OK;
}

/* Rows were made and none was kept: the name that is missing, if one is. */
static assay_status fail_unkept(const assay__emitter *e, assay_error *err)
{
    if (e->nameless[0] > 0)
        return assay_fail(err, ASSAY_USAGE,
                          "the export does not name its platform: give --platform "
                          "NAME or --account PLATFORM/HANDLE");
    if (e->nameless[1] > 0)
        return assay_fail(err, ASSAY_USAGE,
                          "the export does not name its account: give --account %s/"
                          "HANDLE",
                          e->platform != NULL ? e->platform : "PLATFORM");
    return assay_fail(err, ASSAY_UNUSABLE, "no row of the export could be used");
}

assay_status assay__emit_finish(assay__emitter *e, assay_error *err)
{
    ASSAY__TRY(assay__emit_settle(e, err));
    uint64_t made = 0;
    for (size_t i = 0; i < e->plan->n_rows; i++)
        made += e->made[i];
    if (made == 0)
        return fail_unknown(e, err);
    for (size_t i = 0; i < e->plan->n_rows && !e->options->partial; i++)
        ASSAY__TRY(check_rows(e, i, err));
    return e->counts.rows > 0 ? ASSAY_OK : fail_unkept(e, err);
}
