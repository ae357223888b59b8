/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follow and unfollow: the count of accounts followed climbs and falls like a saw,
 * because followers are earned by following and kept by leaving.
 */
#include <math.h>

#include "base/clock.h"
#include "base/str.h"
#include "growth/pulse.h"

/* A tooth is a climb of this many or this share of the count, whichever is more, that
 * falls back by half of itself within two weeks. */
static const double least_climb = 50.0, climb_share = 0.05, fall_share = 0.5;
static const double fall_days = 14.0;
enum { FEWEST = 8 };

typedef struct tooth {
    double low, peak;
    int64_t peak_at;
} tooth;

/* Follows the climb; true when a tooth has just been completed. */
static bool step_tooth(tooth *t, double count, int64_t at)
{
    double climb = t->peak - t->low;
    bool tall = climb >= fmax(least_climb, climb_share * t->low);
    if (count > t->peak) {
        t->peak = count;
        t->peak_at = at;
        return false;
    }
    if (tall && (double)(at - t->peak_at) / ASSAY__DAY > fall_days) {
        /* It stayed up: growth, not a tooth. */
        *t = (tooth){count, count, at};
        return false;
    }
    if (tall && t->peak - count >= fall_share * climb) {
        *t = (tooth){count, count, at};
        return true;
    }
    if (count < t->low)
        *t = (tooth){count, count, at};
    return false;
}

assay_status assay__following_fill(assay__curve *curve, assay_growth *out,
                                   assay_error *err)
{
    (void)err;
    const assay_account *account = curve->account;
    double first = (double)NAN, previous = (double)NAN, moved = 0.0, teeth = 0.0;
    size_t known = 0;
    tooth t = {0.0, 0.0, 0};
    for (size_t i = 0; i < account->n_growth; i++) {
        double count = account->growth[i].following;
        int64_t at = account->growth[i].at;
        if (isnan(count))
            continue;
        if (known++ == 0) {
            first = count;
            t = (tooth){count, count, at};
        } else {
            moved += fabs(count - previous);
            teeth += step_tooth(&t, count, at);
        }
        previous = count;
    }
    if (known < FEWEST)
        return ASSAY_OK;
    out->follow_churn = moved / fmax(fabs(previous - first), 10.0);
    out->saw_teeth = teeth;
    return ASSAY_OK;
}
