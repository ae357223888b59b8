/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the audience shows, in a verdict's JSON.
 *
 * `audience` (when there are members that could be judged):
 *   n, hidden             members judged; private ones
 *   roles                 follower, liker, commenter, viewer -> n, share, low, high,
 *                         effective, em, pacc, drift (95 %)
 *   split                 credible, inactive, mass_follower, influencer, suspicious ->
 *                         value, low, high (95 %)
 *   design                followers, listed, placed, covered, effect, newest
 *   more                  threshold, above, more (absent: no sample settles it)
 *   market                by (country, language), claimed, local, low, high, elsewhere,
 *                         elsewhere_share
 *   groups                because, n, expected, p_value, created_from, created_to; the
 *                         strongest twelve
 *
 * `exhibits.audience`, for the picture of creation date by order of following, column by
 * column, first to come first, at most 600 members evenly chosen from the order:
 *   order                 place in the order of following, 1 came first
 *   created               date the account was made; null unknown
 *   followed              when it came, by followed_by; null unknown
 *   suspicious            probability; null unknown
 *   group                 number in `groups` of the verdict's audience, 1 first; null
 *   followed_by           one word for all: told, curve, bound or unknown
 *   bands                 the shaded stretches: group, from, to (places in the order),
 *                         created_from, created_to
 * Absent when fewer than 20 members have both a place and a date.
 */
#ifndef ASSAY_REPORT_AUDIENCE_JSON_H
#define ASSAY_REPORT_AUDIENCE_JSON_H

#include <assay/verdict.h>

#include "format/json_writer.h"

/** `audience`, `curve`, `both`; NULL when the share is unknown or rests on no sample. */
const char *assay__share_basis_word(const assay_verdict *verdict);

/** `"audience":{…}` of an event, when both groups were large enough. */
void assay__cohort_put(assay__json_writer *json, const assay_cohort *cohort);

/** `"audience":{…}` of a verdict; nothing without one. */
void assay__audience_put(assay__json_writer *json, const assay_verdict *verdict);

/** `"audience":{…}` of the exhibits; nothing without dated members in order. */
void assay__audience_exhibit_put(assay__json_writer *json, const assay_verdict *verdict);

#endif
