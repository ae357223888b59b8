/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Network family: what an account shares with the others of its roster.
 */
#ifndef ASSAY_NETWORK_H
#define ASSAY_NETWORK_H

#include <assay/account.h>
#include <assay/findings_state.h>
#include <assay/norms.h>

/** What a roster's network shows of one account; not assessable for one account alone. */
typedef struct assay_network_findings {
    assay_state state;
    assay_lack lack;
    size_t n; /**< engagers looked at */
} assay_network_findings;

/** Look up what the roster's network found of an account.
 *
 * @errors NO_MEMORY   @cost O(groups of the account)   @thread any, one arena each
 */
ASSAY_API ASSAY_CHECKED assay_status assay_network_analyse(
    const assay_account *account, const assay_norms *norms, const assay_roster *roster,
    assay_arena *arena, assay_network_findings *out, assay_error *err);

#endif
