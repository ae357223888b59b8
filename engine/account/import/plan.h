/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A shape with the user's maps, made ready for the engine: a tree of the paths that are
 * asked for, and the rows made of what stands there.
 *
 * A scope is a place whose objects make rows: the record itself, or the elements of an
 * array in it. Each object found there is an instance with a value a leaf; arrays need no
 * mark in a path. */
#ifndef ASSAY_ACCOUNT_IMPORT_PLAN_H
#define ASSAY_ACCOUNT_IMPORT_PLAN_H

#include "account/import/convert.h"

enum { ASSAY__NO_LEAF = UINT16_MAX, ASSAY__PLATFORM = 200, ASSAY__HANDLE = 201 };

/** A place in an export. Node 0 is the record. */
typedef struct assay__place {
    assay_str key;
    uint16_t child, sibling; /**< 0: there is none */
    uint16_t scope;          /**< whose instance the leaf belongs to */
    uint16_t leaf;           /**< ASSAY__NO_LEAF: nothing is asked of it */
    bool opens;              /**< an object here is an instance of `scope` */
    bool record;             /**< an object here is a record, as at node 0 */
    bool wraps;              /**< records lie below */
} assay__place;

typedef struct assay__scope {
    uint16_t parent; /**< itself for scope 0 */
    uint16_t place;
    uint16_t n_leaves;
} assay__scope;

/** Where a value is looked for. */
typedef struct assay__source {
    uint8_t up; /**< how many instances outwards */
    uint16_t leaf;
    assay_str constant; /**< known: always this */
} assay__source;

typedef struct assay__plan_cell {
    uint8_t field; /**< of the table; ASSAY__PLATFORM, ASSAY__HANDLE */
    bool must;
    assay__how how;
    assay__source source;
    assay_str path; /**< for messages */
} assay__plan_cell;

typedef struct assay__need {
    uint16_t clause; /**< needs of one clause are alternatives */
    bool negated;
    assay__source source;
    assay_str equals; /**< unknown: any value */
} assay__need;

typedef struct assay__plan_rows {
    assay__table_id table;
    uint16_t scope;
    const assay__need *needs;
    size_t n_needs;
    assay__plan_cell *cells; /**< those of one field stand together */
    size_t n_cells;
    const char *needs_text;
} assay__plan_rows;

typedef struct assay__plan {
    assay__place *places;
    size_t n_places, room_places;
    assay__scope *scopes;
    size_t n_scopes;
    assay__plan_rows *rows;
    size_t n_rows;
    uint64_t columns[ASSAY__TABLE_COUNT]; /**< the fields that may become known */
    bool filled[ASSAY__TABLE_COUNT];      /**< tables that rows are made of */
} assay__plan;

/** @param arena  the plan lives in it  @errors USAGE (a map), NO_MEMORY */
ASSAY_CHECKED assay_status assay__plan_new(const assay_import_options *options,
                                           assay_arena *arena, assay__plan **out,
                                           assay_error *err);

/** Profiles become readings too, and posts were seen then. */
void assay__plan_add_readings(assay__plan *plan);

/** Cells are taken as they stand: the plan is of one of our own tables. */
void assay__plan_take_exactly(assay__plan *plan);

/** The columns of a table that another plan has may become known too. */
void assay__plan_add_columns(assay__plan *plan, const assay__plan *other,
                             assay__table_id table);

/** The place of a key under a place; 0 when nothing is asked there. A key may hold a
 * path, `authorMeta.fans`. */
uint16_t assay__plan_child(const assay__plan *plan, uint16_t place, assay_str key);

/** The place of a CSV column, where capitals do not matter; 0 when nothing is asked.
 * @param which  [1] the number in it: 3 of `latestPosts/3/likesCount`, else 0 */
uint16_t assay__plan_column(const assay__plan *plan, assay_str name, size_t *which);

#endif
