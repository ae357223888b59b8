/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Joining the families: each pulse and each drop of the curve becomes a dated event with
 * a posterior over nine causes, and the events become amounts. Nothing here says who did
 * it: a purchase is a shape, silence afterwards and the lack of a benign cause. */
#include <assay/events.h>

#include <math.h>

#include "base/clock.h"
#include "base/str.h"
#include "events/causes.h"
#include "events/claims.h"
#include "events/cohort.h"
#include "events/followers.h"
#include "events/totals.h"
#include "growth/relief.h"

/* Followers of a giveaway leave within two weeks, refunds and blocks within a month. */
static const int64_t LEAVING = (int64_t)45 * ASSAY__DAY;
/* Content that explains a gain: a post whose counters together lie this many robust sd
 * above the account's level, or views that do. */
static const double EXPLAINS_ATTENTION = 1.5;
static const double EXPLAINS_VIEWS = 1.5;
/* Who did not come in a gain, of the followers now: a fifth at least. */
static const double LEAST_OTHERS = 0.2;

static void gain_event(const assay_findings *findings, const assay__evidence *evidence,
                       size_t pulse, assay_event *out)
{
    const assay_pulse *p = &findings->growth.pulses[pulse];
    *out = (assay_event){
        .from = p->from,
        .to = p->to,
        .gained = p->gained,
        .low = p->excess.low,
        .high = p->excess.high,
        .excess = p->excess.value,
        .pulse = pulse,
        .drop = SIZE_MAX,
    };
    assay__causes_of_gain(evidence, out->cause);
}

/* The gain whose followers a loss takes away: the last one shortly before. */
static const assay_event *origin_of(const assay_event events[], size_t n, int64_t at)
{
    const assay_event *origin = NULL;
    for (size_t i = 0; i < n; i++)
        if (events[i].pulse != SIZE_MAX && events[i].to <= at &&
            at - events[i].to <= LEAVING)
            origin = &events[i];
    return origin;
}

static void loss_event(const assay_growth *growth, size_t index,
                       const assay_event *origin, assay_event *out)
{
    const assay_drop *drop = &growth->drops[index];
    *out = (assay_event){
        .from = drop->from,
        .to = drop->to,
        .gained = -drop->lost,
        .low = -drop->lost,
        .high = -drop->lost,
        .excess = -drop->lost,
        .pulse = SIZE_MAX,
        .drop = index,
    };
    assay__causes_of_loss(drop, origin != NULL ? origin->cause : NULL, out->cause);
}

static bool earlier(const assay_event *a, const assay_event *b)
{
    if (a->from != b->from)
        return a->from < b->from;
    return a->to != b->to ? a->to < b->to : a->gained > b->gained;
}

static void sort_events(assay_event events[], size_t n)
{
    for (size_t i = 1; i < n; i++) {
        assay_event moving = events[i];
        size_t hole = i;
        for (; hole > 0 && earlier(&moving, &events[hole - 1]); hole--)
            events[hole] = events[hole - 1];
        events[hole] = moving;
    }
}

/** The work of one analysis, in its arena. */
typedef struct desk {
    double *scratch;           /* [2 n_posts] */
    assay__evidence *evidence; /* [n_pulses] */
    assay_event *events;       /* [n_pulses + n_drops] */
    double *left;              /* [n_pulses] of each pulse, beside its explanations */
    bool explained;            /* an explanation bears on a pulse */
    assay__captions captions;
} desk;

static assay_status desk_new(const assay_account *account, const assay_norms *norms,
                             const assay_growth *growth, assay_arena *arena, desk *out,
                             assay_error *err)
{
    size_t n = growth->n_pulses + growth->n_drops;
    desk made = {
        .scratch = assay_arena_array(arena, 2 * account->n_posts, sizeof *made.scratch),
        .evidence = assay_arena_array(arena, growth->n_pulses, sizeof *made.evidence),
        .events = assay_arena_array(arena, n, sizeof *made.events),
        .left = assay_arena_array(arena, growth->n_pulses, sizeof *made.left),
    };
    if (made.scratch == NULL || made.evidence == NULL || made.events == NULL ||
        made.left == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "%zu events do not fit into memory", n);
    ASSAY__TRY(assay__captions_new(account, norms, arena, &made.captions, err));
    *out = made;
    return ASSAY_OK;
}

/* Weigh an event with what the account's explanations say of it; what is left of its
 * probability of having been delivered, 0..1. */
static double weigh_claims(const assay_account *account, assay_event *event)
{
    assay__claims claims;
    double before = event->cause[ASSAY_CAUSE_PURCHASE];
    if (account->n_explanations == 0 || !assay__claims_on(account, event, &claims))
        return 1;
    assay__claims_weigh(&claims, event->cause);
    return before > 0 ? fmin(event->cause[ASSAY_CAUSE_PURCHASE] / before, 1) : 1;
}

static void list_events(assay_findings *findings, desk *work)
{
    const assay_growth *growth = &findings->growth;
    const assay_account *account = work->captions.account;
    size_t n = growth->n_pulses + growth->n_drops;
    assay_event *events = work->events;
    for (size_t i = 0; i < growth->n_pulses; i++) {
        work->evidence[i] = assay__evidence_collect(findings, &growth->pulses[i],
                                                    &work->captions, work->scratch);
        gain_event(findings, &work->evidence[i], i, &events[i]);
        work->left[i] = weigh_claims(account, &events[i]);
        work->explained = work->explained || work->left[i] < 1;
    }
    for (size_t i = 0; i < growth->n_drops; i++) {
        assay_event *event = &events[growth->n_pulses + i];
        loss_event(growth, i, origin_of(events, growth->n_pulses, growth->drops[i].from),
                   event);
        (void)weigh_claims(account, event);
    }
    sort_events(events, n);
    findings->events.events = events;
    findings->events.n_events = n;
}

/* Whether an explanation bears on an event, or on the gain whose followers it takes. */
static bool bears(const assay_explanation *claim, const assay_findings *findings,
                  const assay_event *event)
{
    if (assay__claim_bears(claim, event))
        return true;
    const assay_events *all = &findings->events;
    bool leaving = event->drop != SIZE_MAX &&
                   findings->growth.drops[event->drop].kind == ASSAY_DROP_LOSS;
    const assay_event *gain =
        leaving ? origin_of(all->events, all->n_events, event->from) : NULL;
    return gain != NULL && assay__claim_bears(claim, gain);
}

/* The events an explanation bears on; false when memory has run out. */
static bool list_bearing(const assay_explanation *claim, const assay_findings *findings,
                         assay_arena *arena, assay_bearing *out)
{
    const assay_events *all = &findings->events;
    size_t n = 0;
    for (size_t e = 0; e < all->n_events; e++)
        n += bears(claim, findings, &all->events[e]);
    size_t *on = assay_arena_array(arena, n, sizeof *on);
    if (on == NULL)
        return false;
    *out = (assay_bearing){on, n};
    n = 0;
    for (size_t e = 0; e < all->n_events; e++)
        if (bears(claim, findings, &all->events[e]))
            on[n++] = e;
    return true;
}

static assay_status list_bearings(const assay_account *account, assay_arena *arena,
                                  assay_findings *findings, assay_error *err)
{
    size_t n = account->n_explanations;
    assay_bearing *bearings = assay_arena_array(arena, n, sizeof *bearings);
    bool room = bearings != NULL;
    for (size_t i = 0; room && i < n; i++)
        room = list_bearing(&account->explanations[i], findings, arena, &bearings[i]);
    if (!room)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for %zu explanations", n);
    findings->events.bearings = bearings;
    findings->events.n_bearings = n;
    return ASSAY_OK;
}

/* A value that is low for what the gain was: by as much as that is explained it is taken
 * for the usual one. */
static double towards(double value, double usual, double left)
{
    return left < 1 && value < usual ? usual + left * (value - usual) : value;
}

/* The lowest over the gains: the elasticity, an organic one being 0.6 give or take 0.3,
 * drawn towards that by its own error, and the one-sided p that such a one comes out as
 * low. Another gain that is answered says nothing for the one that is not. */
static void measure_echo(const desk *work, size_t n_pulses, assay_events *events)
{
    const double usual = 0.6, variance = 0.3 * 0.3;
    for (size_t i = 0; i < n_pulses; i++) {
        const assay__evidence *seen = &work->evidence[i];
        double error = seen->elasticity_sd * seen->elasticity_sd;
        double sd = sqrt(error + variance), off = seen->elasticity - usual;
        double drawn = usual + variance / (variance + error) * off;
        double p = 0.5 * erfc(-off / sd * 0.7071067811865476);
        events->elasticity =
            fmin(events->elasticity, towards(drawn, usual, work->left[i]));
        events->elasticity_p = fmin(events->elasticity_p, towards(p, 0.5, work->left[i]));
    }
}

static bool explained(const assay__evidence *evidence)
{
    const double *clue = evidence->clue;
    return clue[ASSAY__CLUE_ATTENTION] >= EXPLAINS_ATTENTION ||
           clue[ASSAY__CLUE_VIEWS] >= EXPLAINS_VIEWS || clue[ASSAY__CLUE_GIVEAWAY] > 0 ||
           clue[ASSAY__CLUE_TOGETHER] > 0 || clue[ASSAY__CLUE_PRESS] > 0;
}

/* A part of the followers, told as a share of those who came in no sudden gain and it:
 * gains of another kind are no excuse. Of the others some may have left again. */
static double share_of(const assay_growth *growth, double part, double now)
{
    double rest = now;
    for (size_t i = 0; i < growth->n_pulses; i++)
        rest -= fmax(growth->pulses[i].excess.value, 0);
    return part / (fmax(rest, LEAST_OTHERS * now) + part);
}

/* Share that no content and no announcement accounts for. */
static void measure_unexplained(const assay_findings *findings, const desk *work,
                                double now, assay_events *events)
{
    double bare = 0, waves = 0, clusters = 0;
    for (size_t i = 0; i < findings->growth.n_pulses; i++) {
        const assay_pulse *pulse = &findings->growth.pulses[i];
        if (!(pulse->excess.value > 0))
            continue;
        double wave = work->evidence[i].clue[ASSAY__CLUE_WAVE];
        bare += explained(&work->evidence[i]) ? 0 : work->left[i] * pulse->excess.value;
        if (!isnan(wave)) {
            waves += wave;
            clusters++;
        }
    }
    if (now > 0)
        events->unexplained_share = share_of(&findings->growth, bare, now);
    if (clusters > 0)
        events->comment_wave_match = fmin(waves, 1);
}

static void sum_up(const assay_account *account, const assay_norms *norms,
                   assay_findings *findings)
{
    assay_events *events = &findings->events;
    double now = assay_account_followers(account);
    if (findings->growth.state != ASSAY_NOT_ASSESSABLE) {
        assay__total bought;
        assay__total_of(findings, false, &bought);
        events->bought_followers = assay__total_interval(&bought);
        events->purchase_max = 0;
        if (now > 0)
            events->purchase_share =
                share_of(&findings->growth, events->bought_followers.value, now);
    }
    for (size_t i = 0; i < events->n_events; i++)
        if (events->events[i].pulse != SIZE_MAX)
            events->purchase_max =
                fmax(events->purchase_max, events->events[i].cause[ASSAY_CAUSE_PURCHASE]);
    bool rates = findings->engagement.state != ASSAY_NOT_ASSESSABLE;
    if (now > 0 && (rates || findings->growth.state != ASSAY_NOT_ASSESSABLE)) {
        events->suspicious = assay__suspicious_share(findings, norms, now);
        events->suspicious_share = events->suspicious.value;
    }
}

assay_status assay_events_analyse(const assay_account *account, const assay_norms *norms,
                                  const assay_roster *roster, assay_arena *arena,
                                  assay_findings *findings, assay_error *err)
{
    (void)roster; /* its purges are in the kinds of the drops, its handles in comments */
    double unknown = ASSAY_NUMBER_UNKNOWN;
    assay_events before = findings->events;
    findings->events = (assay_events){
        .bought_followers = ASSAY_INTERVAL_UNKNOWN,
        .suspicious_share = unknown,
        .suspicious = ASSAY_INTERVAL_UNKNOWN,
        .followers = ASSAY_INTERVAL_UNKNOWN,
        .purchase_max = unknown,
        .purchase_share = unknown,
        .elasticity = unknown,
        .elasticity_p = unknown,
        .unexplained_share = unknown,
        .comment_wave_match = unknown,
        .cohort_contrast = unknown,
        .cohort_digits = unknown,
        .cohort_event = SIZE_MAX,
    };
    desk work = {.scratch = NULL};
    assay_status status = desk_new(account, norms, &findings->growth, arena, &work, err);
    if (status == ASSAY_OK) {
        list_events(findings, &work);
        status = work.captions.status;
        if (status != ASSAY_OK)
            assay_fail(err, status, "the captions do not fit into memory");
    }
    if (status == ASSAY_OK && account->n_explanations > 0)
        status = list_bearings(account, arena, findings, err);
    if (status != ASSAY_OK) {
        findings->events = before;
        return status;
    }
    if (work.explained || findings->growth.relieved)
        assay__growth_relieve(account, work.explained ? work.left : NULL,
                              &findings->growth);
    measure_echo(&work, findings->growth.n_pulses, &findings->events);
    if (findings->growth.state != ASSAY_NOT_ASSESSABLE && account->n_posts > 0)
        measure_unexplained(findings, &work, assay_account_followers(account),
                            &findings->events);
    sum_up(account, norms, findings);
    assay__followers_share(findings, assay_account_followers(account));
    return assay__cohorts_compare(findings, arena, err);
}
