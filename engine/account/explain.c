/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Explanations come with the record or beside it, from a command line; both ways they are
 * checked by the same words and stand in the same order, so that the same explanations
 * give the same record whichever way they came. A name that is none of the nine causes is
 * refused rather than kept as `other`: a slip of the pen would else weigh next to
 * nothing and nobody would know. */
#include "account/canonical.h"
#include "base/clock.h"
#include "base/str.h"

static const char *const CAUSES[ASSAY_CAUSE_COUNT] = {
#define CAUSE(name, text, en, vi) [ASSAY_CAUSE_##name] = (text),
    ASSAY_CAUSE_TABLE(CAUSE)
#undef CAUSE
};

const char *assay_cause_name(assay_cause cause)
{
    return CAUSES[cause];
}

assay_cause assay_cause_find(assay_str name)
{
    size_t cause = 0;
    while (cause < ASSAY_CAUSE_COUNT &&
           !assay__str_equal(name, assay__str(CAUSES[cause])))
        cause++;
    return (assay_cause)cause;
}

static const assay__field *named(const assay__table *table, assay_str column)
{
    return &table->fields[assay__field_by_column(table, column)];
}

static bool check_span(int64_t from, int64_t to, const assay__table *table,
                       const assay__field **field, assay__refusal *refusal)
{
    if (from <= to)
        return true;
    char begins[ASSAY__TIME_ROOM], ends[ASSAY__TIME_ROOM];
    bool dated = assay__whole_day(from) && assay__whole_day(to);
    assay__time_print(from, dated, begins);
    assay__time_print(to, dated, ends);
    *field = named(table, ASSAY__LITERAL("to"));
    return assay__refuse(refusal, ASSAY_BAD_VALUE, "%s lies before from, %s", ends,
                         begins);
}

static bool check_cause(assay_str cause, const assay__table *table,
                        const assay__field **field, assay__refusal *refusal)
{
    if (assay_cause_find(cause) < ASSAY_CAUSE_COUNT)
        return true;
    char shown[ASSAY__EXCERPT_ROOM];
    *field = named(table, ASSAY__LITERAL("cause"));
    return assay__refuse(refusal, ASSAY_BAD_VALUE,
                         "'%s' is no cause: write purchase, viral, giveaway, press, ads, "
                         "collaboration, purge, tracker or other",
                         assay__excerpt(cause, shown));
}

bool assay__row_check(const assay__table *table, const void *row,
                      const assay__field **field, assay__refusal *refusal)
{
    if (table == assay__table_of(ASSAY__OUTCOMES)) {
        const assay_outcome *outcome = row;
        return check_span(outcome->from, outcome->to, table, field, refusal);
    }
    if (table != assay__table_of(ASSAY__EXPLANATIONS))
        return true;
    const assay_explanation *claim = row;
    return check_span(claim->from, claim->to, table, field, refusal) &&
           check_cause(claim->cause, table, field, refusal);
}

static assay_status refused(const assay__refusal *refusal, const char *where,
                            assay_error *err)
{
    return assay_fail(err, refusal->status, "explanations: %s%s%s", where,
                      where[0] == '\0' ? "" : ": ", refusal->why);
}

assay_status assay_account_explain(const assay_account *account,
                                   const assay_explanation more[], size_t n,
                                   assay_arena *arena, assay_account *out,
                                   assay_error *err)
{
    const assay__table *table = assay__table_of(ASSAY__EXPLANATIONS);
    assay__refusal refusal = {.status = ASSAY_OK};
    const assay__field *field = NULL;
    assay_account made = *account;
    size_t before = account->n_explanations;
    assay_explanation *rows = assay_arena_array(arena, before + n, sizeof *rows);
    if (rows == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for %zu explanations", n);
    for (size_t i = 0; i < before; i++)
        rows[i] = account->explanations[i];
    for (size_t i = 0; i < n; i++) {
        if (!assay__row_check(table, &more[i], &field, &refusal))
            return refused(&refusal, field->column, err);
        rows[before + i] = more[i];
    }
    made.explanations = rows;
    made.n_explanations = before + n;
    if (!assay__canonical_table(ASSAY__EXPLANATIONS, &made, arena, &refusal))
        return refused(&refusal, "", err);
    *out = made;
    return ASSAY_OK;
}
