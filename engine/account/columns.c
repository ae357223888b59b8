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

const char *assay_input_column(size_t table, size_t i)
{
    if (table >= ASSAY__TABLE_COUNT)
        return NULL;
    const assay__table *found = assay__table_of((assay__table_id)table);
    return i < found->n_fields ? found->fields[i].column : NULL;
}
