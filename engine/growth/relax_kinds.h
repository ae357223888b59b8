/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of relaxation, for the table's printer and its reader. */
#ifndef ASSAY_GROWTH_RELAX_KINDS_H
#define ASSAY_GROWTH_RELAX_KINDS_H

#include "growth/relax.h"

enum { STRIDE = 4 }; /* days between points beyond the daily ones */

/* p < 0: an exponential of time constant c. */
typedef struct kind {
    double p, c;
    bool mirrored;
} kind;

static const kind kinds[ASSAY__RELAXATIONS] = {
    {1.0, 1.0, false}, {0.6, 1.0, false}, {1.4, 1.0, false}, {0.6, 3.0, false},
    {1.4, 0.3, false}, {0.2, 1.0, false}, {1.0, 0.3, false}, {1.0, 3.0, false},
    {1.4, 3.0, false}, {0.6, 0.3, false}, {0.2, 3.0, false}, {1.0, 1.0, true},
    {0.6, 1.0, true},  {0.2, 1.0, true},  {0.2, 0.3, false}, {-1.0, 10.0, false},
};

#endif
