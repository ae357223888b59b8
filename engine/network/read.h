/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tables of actions have in common, however they are written: the cells of a row. */
#ifndef ASSAY_NETWORK_READ_H
#define ASSAY_NETWORK_READ_H

#include <assay/network.h>

enum {
    ASSAY__CELL_ACTOR,
    ASSAY__CELL_OBJECT,
    ASSAY__CELL_AT, /* the last that must be there */
    ASSAY__CELL_POST,
    ASSAY__CELL_POSTED_AT,
    ASSAY__CELL_FOLLOWERS,
    ASSAY__CELL_CREATOR,
    ASSAY__CELL_LANGUAGE,
    ASSAY__CELLS
};

/** `actor`, `object`, `at`, …, as the members of assay_action. */
extern const char *const assay__cell_names[ASSAY__CELLS];

/** Where rows go, and who is told of those that are not used. */
typedef struct assay__intake {
    assay_network *network;
    void (*reject)(const assay_network_reject *row, void *ctx);
    void *ctx;
} assay__intake;

/** Add a row. @param cells  unknown where `ptr` is NULL or nothing is in it
 * @errors as assay_network_add, but that a value is at fault: it is told, and passed over */
ASSAY_CHECKED assay_status assay__intake_row(const assay__intake *to, uint64_t line,
                                             const assay_str cells[ASSAY__CELLS],
                                             assay_error *err);

/** Tell of a row. @param field  empty: the whole row */
void assay__intake_reject(const assay__intake *to, uint64_t line, const char *field,
                          const char *why);

/** Add rows of NDJSON. @errors as assay_network_read_bytes */
ASSAY_CHECKED assay_status assay__intake_lines(const assay__intake *to, assay_str text,
                                               assay_error *err);

#endif
