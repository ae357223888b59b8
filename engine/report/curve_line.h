/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The follower curve as one line of characters. */
#ifndef ASSAY_REPORT_CURVE_LINE_H
#define ASSAY_REPORT_CURVE_LINE_H

#include <assay/account.h>

#include "base/buffer.h"

/** Eight heights, a column each stretch of equal length; nothing under three readings or
 * when the curve does not move. */
void assay__curve_bars(assay_buffer *out, const assay_account *account, size_t width,
                       bool unicode);

#endif
