/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers and times as people and their programs write them. The reader of assay's own
 * input refuses such spellings; an import takes those with one meaning and refuses those
 * with two. */
#ifndef ASSAY_ACCOUNT_IMPORT_LENIENT_H
#define ASSAY_ACCOUNT_IMPORT_LENIENT_H

#include <assay/import.h>

/** Text without the white space around it, also the spaces of Unicode. */
assay_str assay__trimmed(assay_str text);

/** Whether a cell says that nothing is known: empty, `-`, `N/A`, `null`, … */
bool assay__says_unknown(assay_str text);

/** What a lenient reading came to. */
typedef enum assay__reading {
    ASSAY__READ,
    ASSAY__UNREADABLE,
    ASSAY__TWO_WAYS /**< it could be read in two ways */
} assay__reading;

/** A number: `12,400`, `12.400`, `12 400`, `12.4K`, `1,2M`, `1,2 Tr`, `2,5`, `4.2%`.
 *
 * One mark before exactly three digits is a separator of thousands in a whole number and
 * a riddle in any other; before K, M and their kin a mark is always the decimal one.
 * @param whole    a count is wanted
 * @param out      [1] the value; a percentage as it stands, 4.2
 * @param percent  [1] whether a % followed
 */
assay__reading assay__lenient_number(assay_str text, bool whole, double *out,
                                     bool *percent);

/** A time: what base/clock.h reads; Unix seconds, milli- or microseconds; 20260304;
 * 03/04/2026 and its kin in the order given; `Mar 4, 2026`, `4 March 2026 6:05 PM`,
 * `Sun Aug 31 00:29:15 +0000 2014`, `4 thg 3, 2026`.
 *
 * @param order  how a date of three numbers is read when its numbers leave it open
 * @param at     [1] Unix seconds
 * @param dated  [1] whether there was no time of day
 * @return  TWO_WAYS only when order is ASSAY_DATES_UNSAID
 */
assay__reading assay__lenient_time(assay_str text, assay_date_order order, int64_t *at,
                                   bool *dated);

/** The order that a date of three numbers proves, 13/04/2026; UNSAID when it proves
 * none. */
assay_date_order assay__date_evidence(assay_str text);

#endif
