/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a group acted: the spans of its members' acts in each of its windows, and how many
 * of them lie more than seven days apart. */
#ifndef ASSAY_NETWORK_DELIVERIES_H
#define ASSAY_NETWORK_DELIVERIES_H

#include "network/expand.h"
#include "network/found.h"

/** Fills from, to, windows and the medians over actors and objects.
 * @param expander  as assay__expand left it   @errors NO_MEMORY
 * @cost O(acts in the group's windows) */
ASSAY_CHECKED assay_status assay__deliveries(const assay__ties *ties, int64_t bin_seconds,
                                             const assay__expander *expander,
                                             assay__found *found, assay_error *err);

/** Mark the members' acts in the group's windows. @param marked [ties' n] set to 1 */
void assay__deliveries_mark(const assay__ties *ties, int64_t bin_seconds,
                            const assay__expander *expander, uint8_t marked[]);

/** How many of some times lie more than seven days apart, and their range.
 * @param times [n] sorted here */
uint32_t assay__deliveries_apart(int64_t times[], size_t n, int64_t *from, int64_t *to);

/** Share of times in the seven days that hold most of them; NaN without any.
 * @param times  [n] ascending   @cost O(n) */
double assay__deliveries_at_once(const int64_t times[], size_t n);

#endif
