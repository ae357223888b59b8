/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Similar performers: what accounts like this one sell. */
#ifndef ASSAY_SALES_PEERS_H
#define ASSAY_SALES_PEERS_H

#include <assay/sales.h>

/** Accounts of the roster on the same platform, within a factor of five in followers.
 * @errors NO_MEMORY   @cost O(peers log peers) */
ASSAY_CHECKED assay_status assay__sales_peers(const assay_account *account,
                                              const assay_roster *roster,
                                              assay_arena *arena, assay_sales *out,
                                              assay_error *err);

#endif
