/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The share of suspicious followers, from the sample of them and from the curve. */
#ifndef ASSAY_EVENTS_FOLLOWERS_H
#define ASSAY_EVENTS_FOLLOWERS_H

#include <assay/events.h>

/** Fill `followers` and `followers_basis`. Reads the audience, the events with their
 * causes and `suspicious`.
 * @param now  followers, or NaN   @cost O(followers + events) */
void assay__followers_share(assay_findings *findings, double now);

#endif
