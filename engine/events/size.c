/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How large a gain is for the account, and whether the views of the posts near rose as
 * followers did: content that brings followers is seen. */
#include <math.h>

#include "base/clock.h"
#include "events/evidence.h"
#include "stat/order.h"

/* Content brings followers within three days. */
static const int64_t LEAD = (int64_t)3 * ASSAY__DAY;
static const size_t LEAST_POSTS = 5;

static size_t known_views(const assay_account *account, double out[])
{
    size_t n = 0;
    for (size_t i = 0; i < account->n_posts; i++)
        if (account->posts[i].at != ASSAY_TIME_UNKNOWN && account->posts[i].views >= 0)
            out[n++] = account->posts[i].views;
    return n;
}

/* Log10 of how many times the usual pace followers came, over how many times the usual
 * views the posts near brought. */
static double yield(const assay_account *account, const assay_pulse *pulse,
                    double scratch[])
{
    size_t n = known_views(account, scratch);
    if (n < LEAST_POSTS || 2 * n < account->n_posts)
        return ASSAY_NUMBER_UNKNOWN;
    int64_t first = account->posts[0].at, last = first, from = pulse->from - LEAD;
    double near = 0;
    for (size_t i = 0; i < account->n_posts; i++) {
        const assay_post *post = &account->posts[i];
        if (post->at == ASSAY_TIME_UNKNOWN)
            continue;
        first = post->at < first || first == ASSAY_TIME_UNKNOWN ? post->at : first;
        last = post->at > last ? post->at : last;
        if (post->at > from && post->at <= pulse->to && post->views >= 0)
            near += post->views;
    }
    double days = (double)(last - first) / ASSAY__DAY;
    if (!(days > 0) || first > from)
        return ASSAY_NUMBER_UNKNOWN;
    double usual = assay__median_in_place(scratch, n) * (double)n / days;
    double span = (double)(pulse->to - from) / ASSAY__DAY;
    double pace = fmax(pulse->gained - pulse->excess.value, 1);
    double times = (pulse->excess.value + pace) / pace;
    double seen = (near + usual + 1) / (usual * span + usual + 1);
    return log10(times) - log10(seen);
}

void assay__size_tell(const assay_account *account, const assay_pulse *pulse,
                      double scratch[], double clue[])
{
    double before = assay_account_followers_at(account, pulse->from);
    if (!(pulse->excess.value > 0))
        return;
    if (before > 0)
        clue[ASSAY__CLUE_SHARE] = log10(pulse->excess.value / before);
    clue[ASSAY__CLUE_YIELD] = yield(account, pulse, scratch);
}
