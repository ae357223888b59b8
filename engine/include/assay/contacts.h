/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An account described by the profiles of its contacts: how each of their numbers is
 * distributed, in a fixed row of statistics.
 *
 * An account that hides everything still has contacts, and bought ones have other
 * contacts than people (Kolomeets & Chechulin 2021). The row is a matrix row for fit,
 * score and eval; what contacts do not show is left out of a statistic, and how much was
 * left out is a statistic of its own.
 *
 * What no single profile shows is whom else it is a contact of. People who know each
 * other have a few contacts in common; a seller's stock has the same ones everywhere
 * (Zhang & Lu 2016). That is a fact about the accounts of one input, so a model fitted
 * with it holds for inputs of a like make-up: say how accounts were drawn.
 */
#ifndef ASSAY_CONTACTS_H
#define ASSAY_CONTACTS_H

#include <assay/account.h>

/** At how many accounts of an input each contact is met; opaque. One thread fills it,
 * any number may then compute by it. */
typedef struct assay_contacts_met assay_contacts_met;

/** Nobody met yet. @errors NO_MEMORY   @cost one allocation */
ASSAY_API ASSAY_CHECKED assay_status assay_contacts_met_new(assay_contacts_met **out,
                                                            assay_error *err);

/** Count the contacts of one account, each once, by platform and id.
 * @errors NO_MEMORY   @cost O(rows log rows), 8 bytes a contact */
ASSAY_API ASSAY_CHECKED assay_status assay_contacts_met_add(assay_contacts_met *met,
                                                            const assay_account *account,
                                                            assay_error *err);

/** After the last account and before the first question. @cost O(contacts log contacts) */
ASSAY_API void assay_contacts_met_finish(assay_contacts_met *met);

/** NULL does nothing. */
ASSAY_API void assay_contacts_met_free(assay_contacts_met *met);

/** How many statistics there are. @cost O(1) @thread any */
ASSAY_API size_t assay_contacts_count(void);

/** Name of a statistic as `followers.q25`; static. @param i 0..count-1, else NULL */
ASSAY_API const char *assay_contacts_name(size_t i);

/** The statistics of an account's audience rows.
 *
 * Quantiles, mean and standard deviation of ln(1 + count), of ratios in ln, of names'
 * lengths; shares of zeros, of yes among known answers, of rows that show a number, and
 * `met.K`, log-odds of a contact's being one that K or more other accounts of the input
 * have too.
 * @param met    of the input, finished; NULL: met.K are NaN
 * @param out    [count] NaN where fewer than 3 rows show the number; met.K also where the
 *               input has K accounts or fewer
 * @param arena  work
 * @errors NO_MEMORY   @cost O(rows log rows) a number   @thread any, one arena each
 */
ASSAY_API ASSAY_CHECKED assay_status assay_contacts_compute(const assay_account *account,
                                                            const assay_contacts_met *met,
                                                            double out[],
                                                            assay_arena *arena,
                                                            assay_error *err);

#endif
