/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values are kept as they stand, only where the plan asks, and converted when it is known
 * what rows the record makes. Of several values of one leaf the first counts. */
#include "account/import/walk.h"

#include "base/str.h"
#include "format/csv_writer.h"
#include "format/json_reader.h"

assay__instance *assay__instance_new(const assay__plan *plan, uint16_t scope,
                                     assay__instance *around, assay_arena *arena,
                                     assay__instances *list)
{
    size_t bytes =
        sizeof(assay__instance) + plan->scopes[scope].n_leaves * sizeof(assay__raw);
    assay__instance *made = assay_arena_alloc(arena, bytes);
    if (made == NULL)
        return NULL;
    made->around = around;
    made->scope = scope;
    if (list->last != NULL)
        list->last->next = made;
    else
        list->first = made;
    list->last = made;
    return made;
}

/* ---- JSON ------------------------------------------------------------------------ */

/* A container that is open. */
typedef struct open_value {
    uint16_t place; /* of the object, or of the array's elements */
    bool object;
    assay__instance *instance;
} open_value;

typedef struct walker {
    const assay__plan *plan;
    assay_arena *arena;
    assay__instances *out;
    assay__pull in;
    open_value open[ASSAY__PULL_DEPTH];
    size_t depth;
} walker;

static bool is_asked(const assay__place *place)
{
    return place->leaf != ASSAY__NO_LEAF || place->child != 0 || place->opens ||
           place->record;
}

/* A string, number or word as it stands. */
static bool read_scalar(assay__pull *in, assay__raw *value)
{
    char first = assay__pull_peek(in);
    *value = (assay__raw){.type = first};
    if (first == '"')
        return assay__pull_string(in, &value->text);
    if (first == '-' || (first >= '0' && first <= '9')) {
        value->type = '0';
        return assay__pull_number(in, &value->text);
    }
    if (!assay__pull_word(in, &value->type))
        return false;
    value->text = value->type == 't' ? ASSAY__LITERAL("true") : ASSAY__LITERAL("false");
    return true;
}

/* Keeps the value at hand where the plan asks for it. */
static bool take_scalar(walker *w, const assay__place *place, assay__instance *instance)
{
    assay__raw value;
    if (!read_scalar(&w->in, &value))
        return false;
    bool kept = place->leaf != ASSAY__NO_LEAF && instance != NULL &&
                instance->scope == place->scope;
    if (kept && instance->values[place->leaf].type == 0)
        instance->values[place->leaf] = value;
    return true;
}

/* The instance that an object at a place belongs to. */
static bool instance_for(walker *w, uint16_t at, assay__instance **instance)
{
    const assay__place *place = &w->plan->places[at];
    assay__instance *around = *instance;
    if (place->record)
        around = NULL;
    else if (!place->opens || around == NULL)
        return true;
    *instance = assay__instance_new(w->plan, place->record ? 0 : place->scope, around,
                                    w->arena, w->out);
    return *instance != NULL ||
           assay__pull_fail(&w->in, ASSAY_NO_MEMORY, "memory ran out");
}

/* The next value, which is entered, kept or passed over. */
static bool take_value(walker *w, uint16_t at, assay__instance *instance)
{
    char next = assay__pull_peek(&w->in);
    const assay__place *place = &w->plan->places[at];
    bool object = next == '{';
    if (!object && next != '[')
        return take_scalar(w, place, instance);
    if (object && !instance_for(w, at, &instance))
        return false;
    if (!assay__pull_enter(&w->in, next))
        return false;
    /* What lies in a record is found from the root, wherever the record was. */
    uint16_t inner = object && place->record ? 0 : at;
    w->open[w->depth++] = (open_value){inner, object, instance};
    return true;
}

static bool take_member(walker *w, const open_value *in)
{
    assay_str key;
    uint16_t at = in->place;
    if (in->object) {
        if (!assay__pull_key(&w->in, &key))
            return false;
        at = assay__plan_child(w->plan, in->place, key);
        if (at == 0 || !is_asked(&w->plan->places[at]))
            return assay__pull_skip(&w->in);
    }
    return take_value(w, at, in->instance);
}

assay_status assay__walk_json(const assay__plan *plan, char *text, size_t len,
                              assay_arena *arena, assay__instances *out,
                              assay__walk_fault *fault)
{
    walker w = {.plan = plan, .arena = arena, .out = out};
    *out = (assay__instances){NULL, NULL};
    assay__pull_begin(&w.in, text, len);
    char first = assay__pull_peek(&w.in);
    if (first != '{' && first != '[')
        (void)assay__pull_fail(&w.in, ASSAY_UNUSABLE, "a record is an object");
    else
        (void)take_value(&w, 0, NULL);
    while (w.depth > 0 && w.in.status == ASSAY_OK) {
        const open_value *in = &w.open[w.depth - 1];
        if (assay__pull_more(&w.in))
            (void)take_member(&w, in);
        else
            w.depth--;
    }
    (void)assay__pull_finish(&w.in);
    *fault = (assay__walk_fault){w.in.why, (size_t)(w.in.p - w.in.start)};
    return w.in.status;
}

/* ---- CSV ------------------------------------------------------------------------- */

/* The slot of an element of a scope; added when it is new. */
static uint16_t slot_of(assay__columns *columns, uint16_t scope, size_t which)
{
    size_t i = 0;
    while (i < columns->n_slots &&
           (columns->scopes[i] != scope || columns->which[i] != which))
        i++;
    if (i == columns->n_slots) {
        columns->scopes[i] = scope;
        columns->which[i] = which;
        columns->n_slots++;
    }
    return (uint16_t)i;
}

assay_status assay__columns_find(const assay__plan *plan, const assay_str header[],
                                 size_t n, assay_arena *arena, assay__columns *out,
                                 assay_error *err)
{
    *out = (assay__columns){.n = n};
    out->places = assay_arena_array(arena, n, sizeof out->places[0]);
    out->slots = assay_arena_array(arena, n, sizeof out->slots[0]);
    out->scopes = assay_arena_array(arena, n + 1, sizeof out->scopes[0]);
    out->which = assay_arena_array(arena, n + 1, sizeof out->which[0]);
    if (out->places == NULL || out->slots == NULL || out->scopes == NULL ||
        out->which == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the columns of a table");
    (void)slot_of(out, 0, 0);
    for (size_t i = 0; i < n && i < UINT16_MAX; i++) {
        size_t which;
        uint16_t at = assay__plan_column(plan, header[i], &which);
        if (at == 0 || plan->places[at].leaf == ASSAY__NO_LEAF)
            continue;
        uint16_t scope = plan->places[at].scope;
        out->places[i] = at;
        out->slots[i] = slot_of(out, scope, scope == 0 ? 0 : which);
    }
    return ASSAY_OK;
}

/* A row that is taken apart. */
typedef struct row_walk {
    const assay__plan *plan;
    const assay__columns *columns;
    const assay__csv_row *row;
    assay_arena *arena;
    assay__instances *out;
} row_walk;

/* Whether a cell belongs to a slot; an empty one makes no element of an array. */
static bool is_of_slot(const row_walk *w, size_t cell, uint16_t slot)
{
    return w->columns->places[cell] != 0 && w->columns->slots[cell] == slot &&
           (slot == 0 || w->row->cells[cell].len > 0);
}

/* Keeps a cell in its leaf, unless an earlier column gave that a value. */
static void keep_cell(const row_walk *w, size_t i, assay__instance *instance)
{
    const assay__place *place = &w->plan->places[w->columns->places[i]];
    assay_str cell = w->row->cells[i];
    if (cell.ptr == NULL)
        cell.ptr = "";
    if (w->columns->guarded)
        cell = assay__csv_unguard(cell);
    if (instance->values[place->leaf].type == 0)
        instance->values[place->leaf] = (assay__raw){cell, ','};
}

/* The cells of one slot; the instance is made when the first of them is known. */
static assay_status walk_slot(const row_walk *w, uint16_t slot, assay__instance *around)
{
    assay__instance *made = NULL;
    for (size_t i = 0; i < w->row->n && i < w->columns->n; i++) {
        if (!is_of_slot(w, i, slot))
            continue;
        if (made == NULL)
            made = assay__instance_new(w->plan, w->columns->scopes[slot], around,
                                       w->arena, w->out);
        if (made == NULL)
            return ASSAY_NO_MEMORY;
        keep_cell(w, i, made);
    }
    return ASSAY_OK;
}

assay_status assay__walk_row(const assay__plan *plan, const assay__columns *columns,
                             const assay__csv_row *row, assay_arena *arena,
                             assay__instances *out)
{
    row_walk w = {plan, columns, row, arena, out};
    assay_status status = ASSAY_OK;
    *out = (assay__instances){NULL, NULL};
    for (size_t slot = 0; slot < columns->n_slots && status == ASSAY_OK; slot++) {
        /* A scope in a scope belongs to the record: a header tells no more. */
        assay__instance *around = slot == 0 ? NULL : out->first;
        if (slot == 0 || around != NULL)
            status = walk_slot(&w, (uint16_t)slot, around);
    }
    return status;
}
