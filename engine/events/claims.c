/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A claim is a witness who may be mistaken or may have reason to say what is not so. By
 * Bayes it is worth how often it is made when it holds over how often it is made when
 * something else does, and multiplies the odds of the cause it names by that. What the
 * cause would have left behind, a post, a caption, views, a curve that relaxes, is in the
 * posterior already (events/evidence.def): a claim without any trace of what it names
 * raises next to nothing, and a curve that is a clear delivery stays one.
 *
 * A claim counts for as much of a change as came within its reach, so that a day of
 * television does not account for a month of equal steps; saying it twice adds nothing,
 * and of several causes named for one change that which accounts for it best counts.
 */
#include "events/claims.h"

#include <math.h>

#include "base/clock.h"

/** What the name of a cause is worth when the creator says it. */
typedef struct worth {
    bool gain, loss; /* what it can bring */
    double odds;     /* of the cause it names are multiplied by this */
    int64_t reach;   /* seconds after its end in which it still brings or takes */
} worth;

/* Of ten creators whose gain had a cause worth naming eight are taken to name it. Who had
 * followers delivered and answers at all chooses among what cannot be looked up: one in
 * six says advertising or a tracker, one in twelve each of what leaves posts or articles
 * behind. `other` is said of anything. Nobody has counted false answers in public;
 * bench/explanations.py shows what these odds do to honest and to inflated accounts. With
 * a part of the odds set against every other cause as well, false claims on deliveries
 * took 20 points of recall and true ones no more of the false alarms.
 * Attention relaxes over two weeks (Crane & Sornette 2008), advertising within days. */
#define DAYS(n) ((int64_t)(n)*ASSAY__DAY)
static const worth WORTH[ASSAY_CAUSE_COUNT] = {
    [ASSAY_CAUSE_PURCHASE] = {true, false, 20.0, DAYS(14)},
    [ASSAY_CAUSE_VIRAL] = {true, false, 10.0, DAYS(14)},
    [ASSAY_CAUSE_GIVEAWAY] = {true, true, 10.0, DAYS(14)},
    [ASSAY_CAUSE_PRESS] = {true, false, 10.0, DAYS(14)},
    [ASSAY_CAUSE_ADS] = {true, false, 5.0, DAYS(3)},
    [ASSAY_CAUSE_COLLABORATION] = {true, false, 10.0, DAYS(14)},
    [ASSAY_CAUSE_PURGE] = {false, true, 10.0, DAYS(3)},
    [ASSAY_CAUSE_TRACKER] = {true, true, 5.0, DAYS(0)},
    [ASSAY_CAUSE_OTHER] = {true, true, 2.0, DAYS(3)},
};
#undef DAYS

/* A reading of a date may be from any hour of it. */
static const int64_t SLACK = ASSAY__DAY;

static int64_t plus(int64_t at, int64_t seconds)
{
    return at > INT64_MAX - seconds ? INT64_MAX : at + seconds;
}

static int64_t begin_of(const assay_explanation *claim)
{
    return claim->from < INT64_MIN + SLACK ? INT64_MIN : claim->from - SLACK;
}

static int64_t end_of(const assay_explanation *claim)
{
    return assay__whole_day(claim->to) ? plus(claim->to, ASSAY__DAY) : claim->to;
}

static bool names(const assay_explanation *claim, assay_cause cause)
{
    return assay_cause_find(claim->cause) == cause;
}

bool assay__claim_bears(const assay_explanation *claim, const assay_event *event)
{
    assay_cause cause = assay_cause_find(claim->cause);
    if (cause == ASSAY_CAUSE_COUNT ||
        !(event->gained < 0 ? WORTH[cause].loss : WORTH[cause].gain))
        return false;
    return begin_of(claim) < event->to && end_of(claim) > event->from;
}

/* Seconds of (from, to] that claims of one cause reach. Claims stand by `from`, so one
 * pass is enough. */
static int64_t reached(const assay_account *account, assay_cause cause,
                       const assay_event *event, assay_span step)
{
    int64_t done = step.from, sum = 0;
    for (size_t i = 0; i < account->n_explanations && done < step.to; i++) {
        const assay_explanation *claim = &account->explanations[i];
        if (!names(claim, cause) || !assay__claim_bears(claim, event))
            continue;
        int64_t begin = begin_of(claim), end = plus(end_of(claim), WORTH[cause].reach);
        begin = begin > done ? begin : done;
        end = end < step.to ? end : step.to;
        sum += end > begin ? end - begin : 0;
        done = end > done ? end : done;
    }
    return sum;
}

/* Share of what came, or went, in the event's steps that claims of one cause reach. */
static double share_of(const assay_account *account, assay_cause cause,
                       const assay_event *event)
{
    double moved = 0, covered = 0, sign = event->gained < 0 ? -1 : 1;
    for (size_t i = 0; i + 1 < account->n_growth; i++) {
        const assay_reading *a = &account->growth[i], *b = a + 1;
        if (b->at <= event->from || a->at >= event->to)
            continue;
        double move = fmax(sign * (b->followers - a->followers), 0);
        double seconds = (double)b->at - (double)a->at;
        int64_t sum = reached(account, cause, event, (assay_span){a->at, b->at});
        moved += move;
        covered += move * (double)sum / seconds;
    }
    return moved > 0 ? fmin(covered / moved, 1) : 1;
}

bool assay__claims_on(const assay_account *account, const assay_event *event,
                      assay__claims *out)
{
    bool any = false;
    *out = (assay__claims){{0}};
    for (size_t i = 0; i < account->n_explanations; i++) {
        const assay_explanation *claim = &account->explanations[i];
        if (!assay__claim_bears(claim, event))
            continue;
        assay_cause cause = assay_cause_find(claim->cause);
        if (!(out->share[cause] > 0))
            out->share[cause] = share_of(account, cause, event);
        any = true;
    }
    return any;
}

/* By how much a claim multiplies its cause's odds. */
static double factor_of(const assay__claims *claims, size_t cause)
{
    return exp(claims->share[cause] * log(WORTH[cause].odds));
}

void assay__claims_weigh(const assay__claims *claims, double cause[])
{
    size_t best = ASSAY_CAUSE_COUNT;
    double most = 0, sum = 0;
    for (size_t c = 0; c < ASSAY_CAUSE_COUNT; c++) {
        double more = cause[c] * (factor_of(claims, c) - 1);
        if (c == ASSAY_CAUSE_PURCHASE || !(more > most))
            continue;
        best = c;
        most = more;
    }
    cause[ASSAY_CAUSE_PURCHASE] *= factor_of(claims, ASSAY_CAUSE_PURCHASE);
    if (best < ASSAY_CAUSE_COUNT)
        cause[best] += most;
    for (size_t c = 0; c < ASSAY_CAUSE_COUNT; c++)
        sum += cause[c];
    for (size_t c = 0; c < ASSAY_CAUSE_COUNT; c++)
        cause[c] /= sum;
}
