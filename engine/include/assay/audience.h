/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Audience family: what a sample of followers, likers, commenters or viewers shows.
 */
#ifndef ASSAY_AUDIENCE_H
#define ASSAY_AUDIENCE_H

#include <assay/account.h>
#include <assay/findings_state.h>
#include <assay/norms.h>

/** Everything the audience shows. Arrays live in the arena given to the analysis. */
typedef struct assay_audience {
    assay_state state;
    assay_lack lack;
    size_t n; /**< members judged */
} assay_audience;

/** Look at the audience rows of an account.
 *
 * @errors NO_MEMORY   @cost O(rows log rows)   @thread any, one arena each
 */
ASSAY_API ASSAY_CHECKED assay_status assay_audience_analyse(
    const assay_account *account, const assay_norms *norms, const assay_roster *roster,
    assay_arena *arena, assay_audience *out, assay_error *err);

#endif
