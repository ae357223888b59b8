/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a card rests on. */
#ifndef ASSAY_REPORT_CARD_GROUND_H
#define ASSAY_REPORT_CARD_GROUND_H

#include "report/card_text.h"

/** The last paragraph of a card. */
void assay__card_ground(const assay__card *c);

#endif
