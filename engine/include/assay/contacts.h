/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An account described by the profiles of its contacts: how each of their numbers is
 * distributed, in a fixed row of statistics.
 *
 * An account that hides everything still has contacts, and bought ones have other
 * contacts than people (Kolomeets & Chechulin 2021). The row is a matrix row for fit,
 * score and eval; what contacts do not show is left out of a statistic, and how much was
 * left out is a statistic of its own.
 */
#ifndef ASSAY_CONTACTS_H
#define ASSAY_CONTACTS_H

#include <assay/account.h>

/** How many statistics there are. @cost O(1) @thread any */
ASSAY_API size_t assay_contacts_count(void);

/** Name of a statistic as `followers.q25`; static. @param i 0..count-1, else NULL */
ASSAY_API const char *assay_contacts_name(size_t i);

/** The statistics of an account's audience rows.
 *
 * Quantiles, mean and standard deviation of ln(1 + count), of ratios in ln, of names'
 * lengths; shares of zeros, of yes among known answers, and of rows that show a number.
 * @param out    [count] NaN where fewer than 3 rows show the number
 * @param arena  work
 * @errors NO_MEMORY   @cost O(rows log rows) a number   @thread any, one arena each
 */
ASSAY_API ASSAY_CHECKED assay_status assay_contacts_compute(const assay_member members[],
                                                            size_t n, double out[],
                                                            assay_arena *arena,
                                                            assay_error *err);

#endif
