/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sum of weights for each of nine causes. Every observable adds what its table of knots
 * says (events/evidence.def); what was not seen adds nothing, so that with the curve
 * alone the posterior stays as spread as the curve leaves it. Observables of one curve
 * repeat each other, so the tables of these are learnt together: an additive
 * multinomial logistic regression.
 */
#include "events/causes.h"

#include <math.h>

enum { MOST_KNOTS = 9, STORIES = 9 };

/** One observable: its rising knots, after the last of them 0, and the rows of the
 * stories in STORY_CAUSE. */
typedef struct clue_table {
    double knot[MOST_KNOTS + 1];
    double row[STORIES][MOST_KNOTS + 1];
} clue_table;

/* A delivery within days and a drip are two stories of one cause. */
static const assay_cause STORY_CAUSE[STORIES] = {
    ASSAY_CAUSE_PURCHASE,      ASSAY_CAUSE_PURCHASE, ASSAY_CAUSE_VIRAL,
    ASSAY_CAUSE_GIVEAWAY,      ASSAY_CAUSE_PRESS,    ASSAY_CAUSE_ADS,
    ASSAY_CAUSE_COLLABORATION, ASSAY_CAUSE_TRACKER,  ASSAY_CAUSE_OTHER,
};
/* Of bought followers 89 % came within a day (NATO StratCom 2023), by count of orders;
 * sellers in Vietnam advertise slow ones, so half of what has to be told from
 * organic growth is expected to drip. */
static const double STORY_SHARE[STORIES] = {0.5, 0.5, 1, 1, 1, 1, 1, 1, 1};

static const clue_table TABLES[ASSAY__CLUE_COUNT] = {
#define ROW(...)                                                                         \
    {                                                                                    \
        __VA_ARGS__                                                                      \
    }
#define LEFT_OVER(...)
#define CLUE(name, knots, ...) [ASSAY__CLUE_##name] = {knots, {__VA_ARGS__}},
#include "events/evidence.def"
#undef CLUE
#undef LEFT_OVER
#undef ROW
};
static const double NOTHING_SEEN[STORIES] = {
#define CLUE(...)
#define LEFT_OVER(...) __VA_ARGS__
#include "events/evidence.def"
#undef LEFT_OVER
#undef CLUE
};

/* Before looking, of stretches that stand out of a curve: most are small and of no cause
 * that has a name (six in ten on rosters of which a third have bought, as 36 % of
 * Instagram influencers: HypeAuditor 2022), nearly every account has viral bursts. */
static const double PRIOR[ASSAY_CAUSE_COUNT] = {
    [ASSAY_CAUSE_PURCHASE] = 0.12, [ASSAY_CAUSE_VIRAL] = 0.18,
    [ASSAY_CAUSE_GIVEAWAY] = 0.06, [ASSAY_CAUSE_PRESS] = 0.06,
    [ASSAY_CAUSE_ADS] = 0.06,      [ASSAY_CAUSE_COLLABORATION] = 0.06,
    [ASSAY_CAUSE_TRACKER] = 0.02,  [ASSAY_CAUSE_OTHER] = 0.44,
};
static const double PURGE_UPWARDS = 0.001;

/* Elasticity of likes after a gain: delivered followers are silent, those of a giveaway
 * nearly so, organic ones like as the old ones do or somewhat less. */
static const struct {
    double mean, sd;
} ECHO[ASSAY_CAUSE_COUNT] = {
    [ASSAY_CAUSE_PURCHASE] = {0.0, 0.25}, [ASSAY_CAUSE_VIRAL] = {0.6, 0.4},
    [ASSAY_CAUSE_GIVEAWAY] = {0.2, 0.3},  [ASSAY_CAUSE_PRESS] = {0.6, 0.4},
    [ASSAY_CAUSE_ADS] = {0.6, 0.4},       [ASSAY_CAUSE_COLLABORATION] = {0.7, 0.4},
    [ASSAY_CAUSE_TRACKER] = {0.0, 0.25},  [ASSAY_CAUSE_OTHER] = {0.5, 0.6},
};

static double between_knots(const double knot[], const double value[], double x)
{
    if (x <= knot[0])
        return value[0];
    size_t k = 1;
    for (; knot[k] > knot[k - 1]; k++)
        if (x <= knot[k])
            return value[k - 1] + (value[k] - value[k - 1]) * (x - knot[k - 1]) /
                                      (knot[k] - knot[k - 1]);
    return value[k - 1];
}

/* Gaussian likelihoods of the elasticity; a clue whose own error is large is flat. */
static void add_echo(const assay__evidence *evidence, double score[])
{
    double seen = evidence->elasticity;
    if (isnan(seen))
        return;
    for (size_t story = 0; story < STORIES; story++) {
        assay_cause cause = STORY_CAUSE[story];
        double variance = ECHO[cause].sd * ECHO[cause].sd +
                          evidence->elasticity_sd * evidence->elasticity_sd;
        double off = seen - ECHO[cause].mean;
        /* tails of Student's t with 6 degrees: one odd median must not decide alone */
        score[story] -= 0.5 * log(variance) + 3.5 * log1p(off * off / (6 * variance));
    }
}

/* Posterior of the causes from the scores of the stories. */
static void normalise(const double score[], double cause[])
{
    double highest = -HUGE_VAL, sum = 0;
    for (size_t story = 0; story < STORIES; story++)
        highest = fmax(highest, score[story]);
    for (size_t c = 0; c < ASSAY_CAUSE_COUNT; c++)
        cause[c] = 0;
    for (size_t story = 0; story < STORIES; story++) {
        double weight = exp(score[story] - highest);
        cause[STORY_CAUSE[story]] += weight;
        sum += weight;
    }
    /* a platform does not purge upwards: what is left for the unthought-of */
    cause[ASSAY_CAUSE_PURGE] = PURGE_UPWARDS * sum;
    for (size_t c = 0; c < ASSAY_CAUSE_COUNT; c++)
        cause[c] /= (1 + PURGE_UPWARDS) * sum;
}

void assay__causes_of_gain(const assay__evidence *evidence, double cause[])
{
    double score[STORIES];
    for (size_t story = 0; story < STORIES; story++)
        score[story] =
            log(PRIOR[STORY_CAUSE[story]] * STORY_SHARE[story]) + NOTHING_SEEN[story];
    for (size_t k = 0; k < ASSAY__CLUE_COUNT; k++) {
        double seen = evidence->clue[k];
        for (size_t story = 0; story < STORIES && !isnan(seen); story++)
            score[story] += between_knots(TABLES[k].knot, TABLES[k].row[story], seen);
    }
    add_echo(evidence, score);
    normalise(score, cause);
}

/* A loss the curve or the roster has named keeps that name, with room for error. */
static const double LOSS[][ASSAY_CAUSE_COUNT] = {
    [ASSAY_DROP_UNEXPLAINED] = {[ASSAY_CAUSE_PURCHASE] = 0.1,
                                [ASSAY_CAUSE_GIVEAWAY] = 0.05,
                                [ASSAY_CAUSE_PURGE] = 0.2,
                                [ASSAY_CAUSE_TRACKER] = 0.05,
                                [ASSAY_CAUSE_OTHER] = 0.6},
    [ASSAY_DROP_GLITCH] = {[ASSAY_CAUSE_PURGE] = 0.03,
                           [ASSAY_CAUSE_TRACKER] = 0.94,
                           [ASSAY_CAUSE_OTHER] = 0.03},
    [ASSAY_DROP_PURGE] = {[ASSAY_CAUSE_PURCHASE] = 0.02,
                          [ASSAY_CAUSE_PURGE] = 0.93,
                          [ASSAY_CAUSE_TRACKER] = 0.02,
                          [ASSAY_CAUSE_OTHER] = 0.03},
    [ASSAY_DROP_LOSS] = {[ASSAY_CAUSE_PURCHASE] = 0.3,
                         [ASSAY_CAUSE_GIVEAWAY] = 0.4,
                         [ASSAY_CAUSE_PURGE] = 0.1,
                         [ASSAY_CAUSE_OTHER] = 0.2},
};

void assay__causes_of_loss(const assay_drop *drop, const double origin[], double cause[])
{
    bool leaving = drop->kind == ASSAY_DROP_LOSS && origin != NULL;
    for (size_t c = 0; c < ASSAY_CAUSE_COUNT; c++)
        /* followers who leave again left for the reason they came, or for another */
        cause[c] = leaving ? 0.8 * origin[c] + 0.2 * LOSS[ASSAY_DROP_LOSS][c]
                           : LOSS[drop->kind][c];
}
