/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of ours being made of an instance, and its form for sorting. */
#ifndef ASSAY_ACCOUNT_IMPORT_MADE_H
#define ASSAY_ACCOUNT_IMPORT_MADE_H

#include "account/import/walk.h"
#include "base/buffer.h"

enum { ASSAY__CELLS = 64 };

/* A row on its way; a cell counts when its bit is in `known`. */
typedef struct assay__made {
    assay__table_id table;
    uint64_t known, decided;
    assay_str names[2]; /* platform, handle */
    const assay__plan_cell *refused;
    assay_str cells[ASSAY__CELLS];
} assay__made;

static inline uint64_t assay__bit(size_t field)
{
    return UINT64_C(1) << field;
}

static inline bool assay__made_knows(const assay__made *row, size_t field)
{
    return (row->known & assay__bit(field)) != 0;
}

static inline void assay__made_set(assay__made *row, size_t field, assay_str cell)
{
    row->cells[field] = cell;
    row->known |= assay__bit(field);
}

static inline void assay__made_begin(assay__made *row, assay__table_id table)
{
    row->table = table;
    row->known = 0;
    row->decided = 0;
    row->names[0] = (assay_str){NULL, 0};
    row->names[1] = (assay_str){NULL, 0};
    row->refused = NULL;
}

/** Whether an instance has what rows of it need. */
bool assay__needs_hold(const assay__instance *instance, const assay__plan_rows *rows);

/** Fill the cells from an instance.
 * @param seen  [n_cells of rows] set where the export has something */
void assay__made_fill(assay__made *row, const assay__plan_rows *rows,
                      const assay__instance *instance, assay__converter *with,
                      bool seen[]);

/** A field of a table, also platform and handle. */
const assay__field *assay__made_field(assay__table_id table, uint8_t field);

/** The sorting key onto an empty buffer. @param number  of the row, if nothing else
 *  identifies it */
void assay__made_key(const assay__made *row, uint64_t number, assay_buffer *key);

/** Bytes of the row behind its key, and the bytes. */
size_t assay__made_length(const assay__made *row);
void assay__made_write(const assay__made *row, char *to);

#endif
