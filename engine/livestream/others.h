/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams without a flagged stretch, of an account that has flagged ones. */
#ifndef ASSAY_LIVESTREAM_OTHERS_H
#define ASSAY_LIVESTREAM_OTHERS_H

#include "livestream/streams.h"

/** Viewer-minutes of such streams that their activity leaves over, 90 %; zeroes when no
 * stream is flagged or none is left. @cost O(streams) */
assay_interval assay__live_others(const assay__airings *airings,
                                  const assay_livestream *found);

#endif
