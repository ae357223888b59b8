/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was seen around a gain: its shape from the curve, and from the other families the
 * posts before it, what their captions say, how the account's likes answered it, what was
 * commented in it and what day of the year it was. Where nobody looked it is NaN. */
#include "events/evidence.h"

#include <math.h>

#include "base/clock.h"

/* Content brings followers within three days; readings are a day apart, so
 * a post of the first two days of a gain may still be its cause. */
static const int64_t LEAD = (int64_t)3 * ASSAY__DAY;
static const int64_t INTO = (int64_t)2 * ASSAY__DAY;
/* Comments come a little before the counters are read and some days after. */
static const int64_t WAVE_BEFORE = ASSAY__DAY, WAVE_AFTER = (int64_t)2 * ASSAY__DAY;
/* Fewer near-duplicate comments make no wave. */
static const double LEAST_WAVE = 5;

/* First day of the lunar year, as days since 1970. */
static const int16_t TET[] = {
    /* 2016 */ 16839, /* 2017 */ 17194, /* 2018 */ 17578, /* 2019 */ 17932,
    /* 2020 */ 18286, /* 2021 */ 18670, /* 2022 */ 19024, /* 2023 */ 19379,
    /* 2024 */ 19763, /* 2025 */ 20117, /* 2026 */ 20501, /* 2027 */ 20855,
    /* 2028 */ 21209, /* 2029 */ 21593, /* 2030 */ 21948, /* 2031 */ 22302,
    /* 2032 */ 22686, /* 2033 */ 23041, /* 2034 */ 23425, /* 2035 */ 23779,
};

static int64_t day_of(int64_t at)
{
    return at >= 0 ? at / ASSAY__DAY : -((-at + ASSAY__DAY - 1) / ASSAY__DAY);
}

/* Within ten days before or five after Tết, or three days of 11/11 or 12/12. */
static bool festive(int64_t day)
{
    for (size_t i = 0; i < sizeof TET / sizeof *TET; i++)
        if (day >= TET[i] - 10 && day <= TET[i] + 5)
            return true;
    int64_t year;
    unsigned month, of_month;
    assay__civil_from_days(day, &year, &month, &of_month);
    for (unsigned sale = 11; sale <= 12; sale++) {
        int64_t off = day - assay__days_from_civil(year, sale, sale);
        if (off >= -3 && off <= 3)
            return true;
    }
    return false;
}

static bool within(int64_t at, int64_t from, int64_t to)
{
    return at != ASSAY_TIME_UNKNOWN && at > from && at <= to;
}

static int64_t first_post(const assay_account *account)
{
    int64_t first = ASSAY_TIME_UNKNOWN;
    for (size_t i = 0; i < account->n_posts; i++) {
        int64_t at = account->posts[i].at;
        if (at != ASSAY_TIME_UNKNOWN && (first == ASSAY_TIME_UNKNOWN || at < first))
            first = at;
    }
    return first;
}

/* Posts published in a gain that takes days: the sum of their attention, each held within
 * four sd, over the root of their number; a campaign lifts them all a little. */
static double attention_during(const assay_account *account, const double attention[],
                               const assay_pulse *pulse)
{
    double sum = 0, n = 0;
    for (size_t i = 0; i < account->n_posts; i++) {
        if (isnan(attention[i]) || !within(account->posts[i].at, pulse->from, pulse->to))
            continue;
        sum += fmin(fmax(attention[i], -4), 4);
        n++;
    }
    return n > 0 ? sum / sqrt(n) : ASSAY_NUMBER_UNKNOWN;
}

static void look_at_posts(const assay_account *account,
                          const assay_engagement *engagement, const assay_pulse *pulse,
                          assay__evidence *out)
{
    int64_t first = first_post(account), from = pulse->from - LEAD;
    double near = 0, highest = ASSAY_NUMBER_UNKNOWN;
    for (size_t i = 0; i < account->n_posts; i++) {
        int64_t at = account->posts[i].at;
        if (!within(at, from, pulse->from + INTO))
            continue;
        near++;
        if (engagement->attention_z != NULL) /* fmax passes over NaN */
            highest = fmax(highest, engagement->attention_z[i]);
    }
    bool covered = first != ASSAY_TIME_UNKNOWN && first <= from;
    out->clue[ASSAY__CLUE_POSTS] = covered || near > 0 ? near : ASSAY_NUMBER_UNKNOWN;
    out->clue[ASSAY__CLUE_ATTENTION] = highest;
    if (engagement->attention_z != NULL)
        out->clue[ASSAY__CLUE_DURING] =
            attention_during(account, engagement->attention_z, pulse);
}

static void look_at_captions(assay__captions *captions, const assay_pulse *pulse,
                             assay__evidence *out)
{
    assay_span near = {pulse->from - LEAD, pulse->to};
    assay__caption_counts said = assay__captions_say(captions, near);
    out->clue[ASSAY__CLUE_GIVEAWAY] = said.of[ASSAY__SAYS_GIVEAWAY];
    out->clue[ASSAY__CLUE_TOGETHER] = said.of[ASSAY__SAYS_TOGETHER];
    out->clue[ASSAY__CLUE_PAID] = said.of[ASSAY__SAYS_PAID];
    out->clue[ASSAY__CLUE_PRESS] = said.of[ASSAY__SAYS_PRESS];
}

/* Share of near-duplicate comments that were written around the gain. */
static double wave_share(const assay_comments *comments, const assay_pulse *pulse)
{
    double all = 0, inside = 0;
    for (size_t i = 0; i < comments->n_clusters; i++) {
        const assay_comment_cluster *cluster = &comments->clusters[i];
        if (cluster->from == ASSAY_TIME_UNKNOWN)
            continue;
        int64_t middle = cluster->from + (cluster->to - cluster->from) / 2;
        all += (double)cluster->n;
        if (within(middle, pulse->from - WAVE_BEFORE, pulse->to + WAVE_AFTER))
            inside += (double)cluster->n;
    }
    return all >= LEAST_WAVE ? inside / all : ASSAY_NUMBER_UNKNOWN;
}

assay__evidence assay__evidence_collect(const assay_findings *findings,
                                        const assay_pulse *pulse,
                                        assay__captions *captions, double scratch[])
{
    const assay_account *account = captions->account;
    assay__evidence out;
    for (size_t k = 0; k < ASSAY__CLUE_COUNT; k++)
        out.clue[k] = ASSAY_NUMBER_UNKNOWN;
    out.clue[ASSAY__CLUE_SHAPE] = pulse->shape;
    out.clue[ASSAY__CLUE_TAIL] = pulse->tail;
    out.clue[ASSAY__CLUE_AFTERSHOCK] = pulse->aftershock;
    out.clue[ASSAY__CLUE_DAYS] = ((double)pulse->to - (double)pulse->from) / ASSAY__DAY;
    out.clue[ASSAY__CLUE_EDGE] = pulse->edge;
    out.clue[ASSAY__CLUE_LEVEL] = pulse->level;
    out.clue[ASSAY__CLUE_ROUND] = pulse->roundness;
    out.clue[ASSAY__CLUE_LOSS] = pulse->lost_30d;
    out.clue[ASSAY__CLUE_PEAK] = pulse->peak;
    out.clue[ASSAY__CLUE_AFTER] = pulse->peak_after;
    out.clue[ASSAY__CLUE_BEFORE] = pulse->peak_before;
    out.clue[ASSAY__CLUE_LEFT] = pulse->left_14d;
    assay__size_tell(account, pulse, scratch, out.clue);
    out.clue[ASSAY__CLUE_EVIDENCE] = pulse->evidence;
    out.clue[ASSAY__CLUE_PRECURSOR] = pulse->precursor;
    look_at_posts(account, &findings->engagement, pulse, &out);
    look_at_captions(captions, pulse, &out);
    /* single posts say it better than the sum of all views does */
    if (isnan(out.clue[ASSAY__CLUE_ATTENTION]))
        out.clue[ASSAY__CLUE_VIEWS] = pulse->views_z;
    out.clue[ASSAY__CLUE_WAVE] = wave_share(&findings->comments, pulse);
    out.clue[ASSAY__CLUE_SEASON] = festive(day_of(pulse->from)) ? 1 : 0;
    assay__echo echo =
        assay__echo_of(account, pulse->from, pulse->to, pulse->gained, scratch);
    out.elasticity = echo.elasticity;
    out.elasticity_sd = echo.sd;
    return out;
}
