/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths of one field are tried in turn; the sorting key is platform, handle and table,
 * then what identifies the row, so that rows of one thing come to stand side by side.
 * What nothing identifies stays apart by its number. */
#include "account/import/made.h"

#include "base/clock.h"
#include "base/str.h"

/* ---- values ---------------------------------------------------------------------- */

static assay__raw value_of(const assay__instance *instance, const assay__source *source)
{
    if (source->constant.ptr != NULL)
        return (assay__raw){source->constant, '"'};
    for (unsigned up = source->up; up > 0 && instance != NULL; up--)
        instance = instance->around;
    return instance != NULL ? instance->values[source->leaf] : (assay__raw){{NULL, 0}, 0};
}

/* Whether something is said there: not null, not an empty cell. */
static bool is_said(assay__raw raw)
{
    return raw.type != 0 && raw.type != 'n' && (raw.type != ',' || raw.text.len > 0);
}

static bool need_holds(const assay__instance *instance, const assay__need *need)
{
    assay__raw raw = value_of(instance, &need->source);
    bool holds = is_said(raw);
    if (need->equals.ptr != NULL)
        holds = holds && assay__str_equal(raw.text, need->equals);
    return holds != need->negated;
}

bool assay__needs_hold(const assay__instance *instance, const assay__plan_rows *rows)
{
    bool all = true;
    for (size_t i = 0; i < rows->n_needs && all;) {
        uint16_t clause = rows->needs[i].clause;
        bool any = false;
        for (; i < rows->n_needs && rows->needs[i].clause == clause; i++)
            any = any || need_holds(instance, &rows->needs[i]);
        all = any;
    }
    return all;
}

const assay__field *assay__made_field(assay__table_id table, uint8_t field)
{
    if (field < ASSAY__CELLS)
        return &assay__table_of(table)->fields[field];
    return &assay__table_of(ASSAY__ACCOUNT)->fields[field - ASSAY__PLATFORM];
}

static bool is_name_cell(const assay__plan_cell *cell)
{
    return cell->field >= ASSAY__CELLS;
}

static bool is_decided(const assay__made *row, const assay__plan_cell *cell)
{
    if (is_name_cell(cell))
        return row->names[cell->field - ASSAY__PLATFORM].ptr != NULL;
    return ((row->known | row->decided) & assay__bit(cell->field)) != 0;
}

static void keep_cell(assay__made *row, const assay__plan_cell *cell, assay_str text)
{
    if (is_name_cell(cell))
        row->names[cell->field - ASSAY__PLATFORM] = text;
    else
        assay__made_set(row, cell->field, text);
    /* What an earlier path of this field refused, this one makes good. */
    if (row->refused != NULL && row->refused->field == cell->field)
        row->refused = NULL;
}

/* One path of one of our fields, unless an earlier path told. */
static void fill_cell(assay__made *row, const assay__plan_cell *cell, assay__raw raw,
                      assay__converter *with)
{
    assay_str text;
    if (is_decided(row, cell))
        return;
    switch (assay__convert(with, assay__made_field(row->table, cell->field), cell->how,
                           raw, &text)) {
    case ASSAY__GOT:
        keep_cell(row, cell, text);
        return;
    case ASSAY__DECIDED:
        if (!is_name_cell(cell))
            row->decided |= assay__bit(cell->field);
        return;
    case ASSAY__REFUSED:
        if (row->refused == NULL)
            row->refused = cell;
        return;
    case ASSAY__NOT_KNOWN:
        return;
    }
}

void assay__made_fill(assay__made *row, const assay__plan_rows *rows,
                      const assay__instance *instance, assay__converter *with,
                      bool seen[])
{
    for (size_t i = 0; i < rows->n_cells; i++) {
        assay__raw raw = value_of(instance, &rows->cells[i].source);
        if (raw.type == 0)
            continue;
        seen[i] = true;
        fill_cell(row, &rows->cells[i], raw, with);
    }
}

/* ---- the sorted form ------------------------------------------------------------- */

/* A time so that bytes sort as times do. */
static void put_time_key(assay_buffer *key, assay_str text)
{
    int64_t at = 0;
    bool dated;
    char bytes[8];
    (void)assay__time_read(text, &at, &dated);
    uint64_t bits = (uint64_t)at ^ UINT64_C(1) << 63;
    for (size_t i = 0; i < 8; i++)
        bytes[i] = (char)(bits >> (56 - 8 * i));
    assay__buffer_put(key, (assay_str){bytes, sizeof bytes});
}

/* What identifies the row in its account. */
static void put_identity(const assay__made *row, uint64_t number, assay_buffer *key)
{
    const assay__table *table = assay__table_of(row->table);
    bool identified = row->table == ASSAY__ACCOUNT, first = true;
    for (size_t i = 0; i < table->n_fields && row->table != ASSAY__ACCOUNT; i++) {
        const assay__field *field = &table->fields[i];
        if (field->part != ASSAY__KEY && field->part != ASSAY__MAY_KEY)
            continue;
        /* A row is identified when the first part of its key is known. */
        if (first)
            identified = assay__made_knows(row, i);
        first = false;
        if (assay__made_knows(row, i) && field->kind == ASSAY__TIME)
            put_time_key(key, row->cells[i]);
        else if (assay__made_knows(row, i))
            assay__buffer_put(key, row->cells[i]);
        assay__buffer_put_char(key, '\0');
    }
    if (!identified)
        assay__buffer_printf(key, "%c%020llu", 0xFF, (unsigned long long)number);
}

void assay__made_key(const assay__made *row, uint64_t number, assay_buffer *key)
{
    assay_str platform = row->names[0], handle = row->names[1];
    assay__buffer_clear(key);
    char *to = assay__buffer_more(key, platform.len + handle.len + 3);
    if (to == NULL)
        return;
    memcpy(to, platform.ptr, platform.len);
    to += platform.len;
    *to++ = '\0';
    memcpy(to, handle.ptr, handle.len);
    to += handle.len;
    *to++ = '\0';
    *to = (char)row->table;
    put_identity(row, number, key);
}

size_t assay__made_length(const assay__made *row)
{
    size_t len = sizeof row->known;
    for (uint64_t left = row->known; left != 0; left &= left - 1)
        len += sizeof(uint32_t) + row->cells[__builtin_ctzll(left)].len;
    return len;
}

void assay__made_write(const assay__made *row, char *to)
{
    memcpy(to, &row->known, sizeof row->known);
    to += sizeof row->known;
    for (uint64_t left = row->known; left != 0; left &= left - 1) {
        assay_str cell = row->cells[__builtin_ctzll(left)];
        uint32_t len = (uint32_t)cell.len;
        memcpy(to, &len, sizeof len);
        memcpy(to + sizeof len, cell.ptr, cell.len);
        to += sizeof len + cell.len;
    }
}
