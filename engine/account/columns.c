/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an input may hold, for whoever must name it: tables and columns of fields.def. */
#include <assay/reader.h>

#include "account/fields.h"

const char *assay_input_table(size_t table)
{
    if (table >= ASSAY__TABLE_COUNT)
        return NULL;
    return assay__table_of((assay__table_id)table)->name;
}

static const assay__field *field_at(size_t table, size_t i)
{
    if (table >= ASSAY__TABLE_COUNT)
        return NULL;
    const assay__table *found = assay__table_of((assay__table_id)table);
    return i < found->n_fields ? &found->fields[i] : NULL;
}

const char *assay_input_kind(size_t table, size_t i, bool *needed)
{
    const assay__field *field = field_at(table, i);
    if (field == NULL)
        return NULL;
    if (needed != NULL)
        *needed =
            (assay__table_needs(assay__table_of((assay__table_id)table)) >> i & 1) != 0;
    switch (field->kind) {
    case ASSAY__TEXT:
        return "text";
    case ASSAY__NAME:
        return "name";
    case ASSAY__NUMBER:
        return "number";
    case ASSAY__COUNT:
        return "count";
    case ASSAY__SHARE:
        return "share";
    case ASSAY__TRUTH:
        return "truth";
    case ASSAY__TIME:
        break;
    }
    return "time";
}

const char *assay_input_key(size_t table, size_t i)
{
    const assay__field *field = field_at(table, i);
    return field == NULL ? NULL : field->key;
}

const char *assay_input_column(size_t table, size_t i)
{
    const assay__field *field = field_at(table, i);
    return field == NULL ? NULL : field->column;
}
