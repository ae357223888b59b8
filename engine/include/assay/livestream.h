/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Livestream family: viewers, comments, likes, gifts and orders through each stream.
 */
#ifndef ASSAY_LIVESTREAM_H
#define ASSAY_LIVESTREAM_H

#include <assay/account.h>
#include <assay/findings_state.h>
#include <assay/norms.h>

/** Everything the livestreams show. Arrays live in the arena given to the analysis. */
typedef struct assay_livestream {
    assay_state state;
    assay_lack lack;
    size_t n; /**< readings judged */
} assay_livestream;

/** Look at the livestream readings of an account.
 *
 * @errors NO_MEMORY   @cost O(rows log rows)   @thread any, one arena each
 */
ASSAY_API ASSAY_CHECKED assay_status assay_livestream_analyse(
    const assay_account *account, const assay_norms *norms, const assay_roster *roster,
    assay_arena *arena, assay_livestream *out, assay_error *err);

#endif
