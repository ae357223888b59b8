/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory of an arena that is not cleared, for blocks that are wholly written before they
 * are read: of an account's 600 KB for comments most are. */
#ifndef ASSAY_BASE_ARENA_H
#define ASSAY_BASE_ARENA_H

#include <assay/base.h>

/** As assay_arena_array, its bytes being whatever they were. @cost O(1) */
void *assay__arena_raw(assay_arena *arena, size_t count, size_t size);

#endif
