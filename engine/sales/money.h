/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Returns on what was paid, with how far chance could have moved them. */
#ifndef ASSAY_SALES_MONEY_H
#define ASSAY_SALES_MONEY_H

#include <assay/sales.h>

/** How the amounts of the rows of one sum vary. */
typedef struct assay__amounts {
    double n, sum, square; /**< of the revenue of rows, net */
} assay__amounts;

/** 90 % of the rate behind a count that came in clumps: Gamma posterior with Jeffreys'
 * half a count. @param count >= 0 */
assay_interval assay__counted(double count, double clump);

/** The expected revenue behind one that was seen.
 * @param sums         revenue and orders of it
 * @param amounts      of its rows; few rows borrow from what is usual
 * @param order_value  what an order brings elsewhere, for the upper end where nothing was
 *                     sold; NaN unknown, and so is that end then */
assay_interval assay__expected_revenue(const assay_sales_sums *sums,
                                       const assay__amounts *amounts, double order_value);

/** Revenue over cost, and cost over new customers; NaN where either is not known. */
assay_interval assay__roims(assay_interval revenue, double cost);
assay_interval assay__cac(const assay_sales_sums *sums, double cost);

/** Orders per click. */
assay_interval assay__conversion(const assay_sales_sums *sums);

/** Campaigns of the outcomes and what they say together. */
void assay__campaigns(const assay_account *account, assay_sales *out);

#endif
