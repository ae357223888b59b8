/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows are counted, room is made, and each row is filled cell by cell; texts are copied
 * into the arena with the row that brings them. The first row that cannot be used, in
 * the order of tables and lines, decides what is said. */
#include "account/assemble.h"

#include "account/canonical.h"
#include "base/str.h"
#include "format/csv_writer.h"

/* An account on its way. */
typedef struct assembly {
    const assay__spill *spill;
    assay_arena *arena;
    assay_account *account;
    bool listed;   /* a row of accounts.csv was taken */
    bool instants; /* a reading's time was more than a date */
    assay__assembly_refusal *refused;
} assembly;

static bool refuse_row(assembly *a, const assay__packed *row, const char *field)
{
    a->refused->table = row->table;
    a->refused->line = row->line;
    a->refused->field = field;
    return false;
}

static bool no_memory(assembly *a)
{
    return assay__refuse(&a->refused->refusal, ASSAY_NO_MEMORY, "memory ran out");
}

static bool refuse_width(assembly *a, const assay__packed *row)
{
    uint32_t widths[2];
    memcpy(widths, assay__packed_cells(row).ptr, sizeof widths);
    assay__refuse(&a->refused->refusal, ASSAY_BAD_SYNTAX,
                  "the row has %u cells where the header has %u", widths[0], widths[1]);
    return refuse_row(a, row, "");
}

static bool is_text(const assay__field *field)
{
    return field->kind == ASSAY__TEXT || field->kind == ASSAY__NAME;
}

/* Fills members from the packed cells; *known gathers which are. */
static bool fill_cells(assembly *a, const assay__packed *from, void *row, uint64_t *known)
{
    const assay__table *table = assay__table_of((assay__table_id)from->table);
    assay_str cells = assay_arena_copy(a->arena, assay__packed_cells(from));
    if (cells.ptr == NULL)
        return no_memory(a);
    for (size_t at = 0; at < cells.len;) {
        assay__packed_cell head;
        memcpy(&head, cells.ptr + at, sizeof head);
        const assay__field *field = &table->fields[head.field];
        assay_str cell = {cells.ptr + at + sizeof head, head.len};
        bool dated = true;
        if (is_text(field))
            cell = assay__csv_unguard(cell);
        if (!assay__value_cell(field, cell, row, &dated, &a->refused->refusal))
            return refuse_row(a, from, field->column);
        if (assay__member_known(field, row))
            *known |= UINT64_C(1) << head.field;
        a->instants |= !dated && from->table == ASSAY__GROWTH;
        at += sizeof head + head.len;
    }
    return true;
}

/* What must be known and is not; a text may be an empty cell. */
static bool check_needed(assembly *a, const assay__packed *from, void *row,
                         uint64_t known)
{
    const assay__table *table = assay__table_of((assay__table_id)from->table);
    uint64_t missing = assay__table_needs(table) & ~known;
    for (; missing != 0; missing &= missing - 1) {
        const assay__field *field = &table->fields[__builtin_ctzll(missing)];
        if (field->kind == ASSAY__TEXT) {
            (void)assay__value_text(field, (assay_str){"", 0}, row, &a->refused->refusal);
            continue;
        }
        assay__refuse(&a->refused->refusal, ASSAY_UNUSABLE,
                      "it must be known and is not");
        return refuse_row(a, from, field->column);
    }
    return true;
}

static bool fill_row(assembly *a, const assay__packed *from, void *row)
{
    const assay__table *table = assay__table_of((assay__table_id)from->table);
    uint64_t known = 0;
    const assay__field *field = NULL;
    assay__row_clear(table, row);
    if (!fill_cells(a, from, row, &known) || !check_needed(a, from, row, known))
        return false;
    return assay__row_check(table, row, &field, &a->refused->refusal) ||
           refuse_row(a, from, field->column);
}

static bool name_account(assembly *a, const assay__packed *from, assay_account *account)
{
    account->platform = assay_arena_copy(a->arena, assay__packed_platform(from));
    account->handle = assay_arena_copy(a->arena, assay__packed_handle(from));
    return (account->platform.ptr != NULL && account->handle.ptr != NULL) || no_memory(a);
}

/* A row of accounts.csv: the first is taken, an equal one merges. */
static bool take_account_row(assembly *a, const assay__packed *from)
{
    const assay__table *table = assay__table_of(ASSAY__ACCOUNT);
    assay_account row = assay_account_unknown();
    uint64_t known = 0;
    if (!fill_cells(a, from, &row, &known))
        return false;
    row.platform = a->account->platform;
    row.handle = a->account->handle;
    if (!a->listed) {
        assay_account rows = *a->account;
        for (size_t t = ASSAY__ACCOUNT + 1; t < ASSAY__TABLE_COUNT; t++) {
            size_t n;
            const assay__table *each = assay__table_of((assay__table_id)t);
            void *first = assay__table_rows(each, &rows, &n);
            assay__table_set_rows(each, &row, first, n);
        }
        *a->account = row;
        a->listed = true;
        return true;
    }
    if (assay__row_compare(table, a->account, &row) == 0)
        return true;
    assay__refuse(&a->refused->refusal, ASSAY_UNUSABLE,
                  "the account stands twice, with different values");
    return refuse_row(a, from, "handle");
}

/* Room for all rows of each table. */
static bool make_room(assembly *a, const assay__packed *first)
{
    size_t counts[ASSAY__TABLE_COUNT] = {0};
    for (const assay__packed *row = first; row != NULL;
         row = assay__spill_next_row(a->spill, row))
        counts[row->table]++;
    for (size_t t = ASSAY__ACCOUNT + 1; t < ASSAY__TABLE_COUNT; t++) {
        const assay__table *table = assay__table_of((assay__table_id)t);
        if (counts[t] == 0)
            continue;
        void *rows = assay_arena_array(a->arena, counts[t], table->row_size);
        if (rows == NULL)
            return no_memory(a);
        assay__table_set_rows(table, a->account, rows, 0);
    }
    return true;
}

static bool take_row(assembly *a, const assay__packed *from)
{
    const assay__table *table = assay__table_of((assay__table_id)from->table);
    if (from->fault == ASSAY__ROW_WIDTH)
        return refuse_width(a, from);
    if (from->table == ASSAY__ACCOUNT)
        return take_account_row(a, from);
    size_t n;
    char *rows = assay__table_rows(table, a->account, &n);
    assay__table_set_rows(table, a->account, rows, n + 1);
    return fill_row(a, from, rows + n * table->row_size);
}

static bool fill_account(assembly *a, const assay__packed *first)
{
    if (!name_account(a, first, a->account) || !make_room(a, first))
        return false;
    for (const assay__packed *row = first; row != NULL;
         row = assay__spill_next_row(a->spill, row)) {
        if (!take_row(a, row))
            return false;
    }
    a->account->growth_dated = a->account->n_growth > 0 && !a->instants;
    const char *name;
    if (assay__canonicalise(a->account, a->arena, &a->refused->refusal, &name))
        return true;
    a->refused->table = assay__table_by_name(assay__str(name));
    return false;
}

const assay_account *assay__assemble(const assay__spill *spill,
                                     const assay__packed *first, assay_arena *arena,
                                     assay__assembly_refusal *refused)
{
    *refused = (assay__assembly_refusal){.field = ""};
    assay_account *account = assay_arena_alloc(arena, sizeof *account);
    assembly a = {.spill = spill, .arena = arena, .account = account, .refused = refused};
    if (account == NULL) {
        (void)no_memory(&a);
        return NULL;
    }
    *account = assay_account_unknown();
    return fill_account(&a, first) ? account : NULL;
}
