/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The groups of a roster's network that an account is in, for people to read. */
#ifndef ASSAY_REPORT_ACCOUNT_POOLS_H
#define ASSAY_REPORT_ACCOUNT_POOLS_H

#include "report/card_text.h"

/** The section of a card; nothing where there is no group. */
void assay__card_pools(const assay__card *c);

#endif
