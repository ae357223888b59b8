/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables behind assay__dialect_read(). */
#ifndef ASSAY_TEXT_DIALECTS_H
#define ASSAY_TEXT_DIALECTS_H

#include "text/word_bits.h"

/** Fill the tables of marked words, by visible keys and by skeletons.
 * @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__dialects_fill(assay_arena *arena,
                                                assay__word_bits *marked,
                                                assay__word_bits *plain,
                                                assay_error *err);

#endif
