/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether orders look like customers'. */
#ifndef ASSAY_SALES_SIGNS_H
#define ASSAY_SALES_SIGNS_H

#include <assay/sales.h>

/** Fill the statistics of the findings and the word, from rows in order of time.
 * @param row      [n] rows with orders or revenue, by time
 * @param scratch  [2n]   @cost O(n log n) */
void assay__sales_signs(const assay_sale *const row[], size_t n,
                        const assay_account *account, double scratch[], assay_sales *out);

#endif
