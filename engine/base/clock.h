/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times as text: ISO 8601 dates and instants and Unix seconds, proleptic Gregorian, UTC.
 * The clock of the machine is never read. */
#ifndef ASSAY_BASE_CLOCK_H
#define ASSAY_BASE_CLOCK_H

#include <assay/base.h>

enum { ASSAY__DAY = 86400, ASSAY__TIME_ROOM = 32 };

/** Read `2026-03-04`, `2026-03-04T10:11:12Z` (also a space for T, fractions of a second
 * cut, offsets `+07:00` and `+0700`, seconds optional; no zone is UTC), or Unix seconds.
 * @param at     Unix seconds, years 1..9999
 * @param dated  true when only a date was given
 * @return false when it is none of these */
bool assay__time_read(assay_str text, int64_t *at, bool *dated);

/** Print `2026-03-04` or `2026-03-04T10:11:12Z`. @param text [ASSAY__TIME_ROOM]
 * @return length */
size_t assay__time_print(int64_t at, bool dated, char text[]);

/** Whether a time is midnight, as a date is. */
static inline bool assay__whole_day(int64_t at)
{
    return at % ASSAY__DAY == 0;
}

/** 0 Monday … 6 Sunday, UTC. */
int assay__weekday(int64_t at);

/** Days since 1970-01-01 of a civil date, and back. */
int64_t assay__days_from_civil(int64_t year, unsigned month, unsigned day);
void assay__civil_from_days(int64_t days, int64_t *year, unsigned *month, unsigned *day);

#endif
