/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways attention fades, as shares of followers per bin. */
#ifndef ASSAY_GROWTH_RELAX_H
#define ASSAY_GROWTH_RELAX_H

#include <stdbool.h>
#include <stddef.h>

enum { ASSAY__RELAXATIONS = 18 };

/** Does relaxation `r` have a rise before its peak that mirrors its fall? */
bool assay__relaxation_mirrored(size_t r);

/** Integral of relaxation `r` over `days` from `lead` days after the onset on; the part
 * before the onset counts only where it is mirrored. Unit: days at the initial rate.
 * @source Omori 1894, Utsu 1961; exponents of Crane & Sornette 2008 */
double assay__relaxation(size_t r, double lead, double days);

#endif
