/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out at a chosen allocation. The linker wraps malloc and its kin. */
#ifndef TESTS_FAILING_H
#define TESTS_FAILING_H

#include <assay/status.h>

#include <stdbool.h>
#include <stddef.h>

/** Allocations asked for since the count was last set to 0. */
extern size_t failing_asked;

/** The allocation that fails, from 0; SIZE_MAX: none. */
extern size_t failing_at;

/** Runs `run` with allocation 0, 1, 2, … failing until it ends well, with OK or END.
 * False, and a line on stderr, when a run failed otherwise than with NO_MEMORY, ended
 * well although it was refused memory, leaked, or asked for fewer than two allocations. */
bool failing_each(const char *name, assay_status (*run)(void));

#endif
