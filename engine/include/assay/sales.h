/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sales family: clicks, orders, revenue and new customers by channel.
 */
#ifndef ASSAY_SALES_H
#define ASSAY_SALES_H

#include <assay/account.h>
#include <assay/findings_state.h>
#include <assay/norms.h>

/** Everything the sales show. Arrays live in the arena given to the analysis. */
typedef struct assay_sales {
    assay_state state;
    assay_lack lack;
    size_t n; /**< rows judged */
} assay_sales;

/** Look at the sales rows of an account.
 *
 * @errors NO_MEMORY   @cost O(rows log rows)   @thread any, one arena each
 */
ASSAY_API ASSAY_CHECKED assay_status assay_sales_analyse(
    const assay_account *account, const assay_norms *norms, const assay_roster *roster,
    assay_arena *arena, assay_sales *out, assay_error *err);

#endif
