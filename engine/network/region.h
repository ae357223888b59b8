/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One group against chance in its own place: its actors on its objects, the actors of
 * each object dealt anew among its times, whoever they are. A network's densest place,
 * say a large fan club, sets how dense chance gets anywhere; a group elsewhere must not
 * be measured by it. */
#ifndef ASSAY_NETWORK_REGION_H
#define ASSAY_NETWORK_REGION_H

#include "network/expand.h"

typedef struct assay__region {
    double density; /**< of the best block in the place */
    double typical; /**< median of the same by chance */
    double denser;  /**< how many times chance it had to be */
    double p_value;
    uint32_t n_objects;
} assay__region;

/** @param expander  as assay__expand left it
 * @param denser    how many times chance a group must be to matter, less where its share
 *                  of the place leaves no room for that; where three shuffles
 *                  show that it is not, p_value is 1 and no more are made
 * @errors NO_MEMORY   @cost 20 searches of the acts on the group's objects */
ASSAY_CHECKED assay_status assay__region_test(const assay__ties *ties,
                                              int64_t bin_seconds,
                                              const assay__expander *expander,
                                              double denser, assay__region *out,
                                              assay_error *err);

#endif
