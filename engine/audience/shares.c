/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From members to shares.
 *
 * Each member is judged by the profile model; membership of a group that chance does not
 * explain raises it. The share of a role is then estimated in two parts: members of
 * groups count by themselves, the others go to the model's estimator, whose interval
 * holds for sellers it never met. A list read by position is weighed: each stretch of
 * positions stands for as many followers as it spans (Horvitz & Thompson 1952).
 */
#include "audience/adrift.h"
#include "audience/crowd.h"
#include "audience/profile_model.h"

#include <assay/profiles.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "stat/calibrate.h"
#include "stat/order.h"

#include <math.h>

enum { ENOUGH = 50, STRATA = 10, LEAST_STRATUM = 20 };

static const double LEVEL = 0.95;
/* How sure it is that a member of a group is not an audience's, chance set aside: fan
 * clubs and classes of a school are groups too. Its ends are those of the interval. */
static const double GROUPED = 0.9, GROUPED_LOW = 0.75, GROUPED_HIGH = 0.98;
/* Figures of the market: following more than this is following in bulk, more followers
 * than this make an influencer; a year without a post is silence. */
static const double BULK = 1500, KNOWN = 5000;
static const int64_t SILENCE = (int64_t)365 * ASSAY__DAY;

/** What was made of each member, beside the checks. */
typedef struct judged {
    assay__crowd *crowd;
    const assay_profiles_model *model; /* NULL: groups alone */
    double *probability;               /* [n] by the profile alone */
    assay_profile_view *view;          /* [n] */
    double *weight;                    /* [n] of the design */
    int64_t as_of;
} judged;

/* ---- one member ------------------------------------------------------------------- */

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Newest observation: of the account, else of what its members tell. */
static int64_t newest(const assay__crowd *crowd)
{
    int64_t at = assay_account_as_of(crowd->account);
    if (at != ASSAY_TIME_UNKNOWN)
        return at;
    for (size_t i = 0; i < crowd->n; i++) {
        const assay_member *m = &crowd->members[i];
        at = later(later(at, m->followed_at), later(m->created_at, m->last_post_at));
    }
    return at;
}

/* Share of a group that chance does not bring; 0 without a group. */
static double beyond_chance(const assay__crowd *crowd, size_t member)
{
    size_t group = crowd->checks[member].group;
    if (group == ASSAY_NO_GROUP)
        return 0;
    const assay_member_group *g = &crowd->groups[group];
    return 1 - g->expected / (double)g->n;
}

/* Innocent only if the profile and the company both are. */
static double together(double profile, double company)
{
    return 1 - (1 - (isnan(profile) ? 0 : profile)) * (1 - company);
}

static void name_reason(const assay_profile_answer *answer, double company,
                        const assay__crowd *crowd, assay_member_check *check)
{
    check->because = ASSAY_BECAUSE_ORDINARY;
    if (!(check->suspicious >= 0.5))
        return;
    bool alone = answer->probability >= GROUPED * company;
    check->because = ASSAY_BECAUSE_PROFILE;
    if (!alone)
        check->because = crowd->groups[check->group].because;
    for (size_t r = 0; alone && r < answer->n_reasons && check->sign == NULL; r++)
        if (answer->reasons[r].contribution > 0)
            check->sign = answer->reasons[r].sign->name;
}

/* That a profile is private is no view of it. */
static bool shows_anything(const assay_member *m)
{
    return !isnan(m->followers) || !isnan(m->following) || !isnan(m->posts) ||
           !isnan(m->friends) || !isnan(m->groups) || !isnan(m->photos) ||
           !isnan(m->age_percentile) || !isnan(m->username_length) ||
           m->has_picture != ASSAY_UNKNOWN || m->has_bio != ASSAY_UNKNOWN ||
           m->created_at != ASSAY_TIME_UNKNOWN || assay__str_known(m->username) ||
           assay__str_known(m->name) || assay__str_known(m->bio);
}

static void judge_member(const judged *all, size_t i)
{
    assay__crowd *crowd = all->crowd;
    assay_member_check *check = &crowd->checks[i];
    assay_profile_answer answer = {.probability = ASSAY_NUMBER_UNKNOWN,
                                   .view = ASSAY_PROFILE_NOTHING};
    double company = beyond_chance(crowd, i);
    if (all->model != NULL && shows_anything(&crowd->members[i]))
        assay_profiles_judge(all->model, &crowd->members[i], all->as_of, &answer);
    all->probability[i] = answer.probability;
    all->view[i] = answer.view;
    check->suspicious = answer.probability;
    if (company > 0)
        check->suspicious = together(answer.probability, GROUPED * company);
    name_reason(&answer, company, crowd, check);
}

static bool is_idle(const assay_member *m, int64_t as_of)
{
    bool quiet = m->last_post_at != ASSAY_TIME_UNKNOWN && as_of != ASSAY_TIME_UNKNOWN &&
                 as_of - m->last_post_at > SILENCE;
    return m->posts == 0 || quiet;
}

/* The kind of one who is not suspicious. */
static assay_member_kind innocent_kind(const assay_member *m, int64_t as_of)
{
    if (m->followers >= KNOWN)
        return ASSAY_MEMBER_INFLUENCER;
    if (m->following > BULK)
        return ASSAY_MEMBER_MASS_FOLLOWER;
    return is_idle(m, as_of) ? ASSAY_MEMBER_INACTIVE : ASSAY_MEMBER_CREDIBLE;
}

/* ---- the design ------------------------------------------------------------------- */

/* Stretches of positions with equally many members; each weighs by what it spans. The
 * order runs from the deepest position to the first. */
static void weigh_positions(const judged *all, assay_audience_design *design)
{
    const assay__crowd *crowd = all->crowd;
    size_t n = crowd->n_order, strata = n / LEAST_STRATUM;
    strata = strata < STRATA ? strata : STRATA;
    double squares = 0, sum = 0;
    for (size_t s = 0; s < strata; s++) {
        size_t from = s * n / strata, to = (s + 1) * n / strata;
        double deep = crowd->members[crowd->order[from]].position;
        double next = to < n ? crowd->members[crowd->order[to]].position : 0;
        double weight = fmax(deep - next, 1) / (double)(to - from);
        for (size_t r = from; r < to; r++)
            all->weight[crowd->order[r]] = weight;
        sum += weight * (double)(to - from);
        squares += weight * weight * (double)(to - from);
    }
    if (strata == 0)
        return;
    design->effect = (double)n * squares / (sum * sum);
    for (size_t r = 0; r < n; r++)
        all->weight[crowd->order[r]] *= (double)n / sum;
}

static bool all_placed(const assay__crowd *crowd)
{
    for (size_t r = 0; r < crowd->n_order; r++)
        if (isnan(crowd->members[crowd->order[r]].position) ||
            (r > 0 && crowd->members[crowd->order[r]].position >
                          crowd->members[crowd->order[r - 1]].position))
            return false;
    return crowd->n_order > 0;
}

static void read_design(const judged *all, assay_audience_design *design)
{
    const assay__crowd *crowd = all->crowd;
    double deepest = 0;
    design->followers = assay_account_followers(crowd->account);
    for (size_t i = 0; i < crowd->n; i++) {
        all->weight[i] = 1;
        if (crowd->checks[i].role != ASSAY_ROLE_FOLLOWER)
            continue;
        design->listed++;
        design->placed += (size_t)!isnan(crowd->members[i].position);
        deepest = fmax(deepest, crowd->members[i].position);
    }
    design->too_many = (double)design->listed > design->followers;
    if (design->placed > 0 && design->followers > 0)
        design->covered =
            fmin(fmax(deepest, (double)design->listed) / design->followers, 1);
    design->newest = design->covered < 0.9;
    /* positions must order the list: told times that contradict them do not */
    if (design->placed == design->listed && all_placed(crowd))
        weigh_positions(all, design);
}

/* ---- the share of a role ---------------------------------------------------------- */

/** Members of groups, who count by themselves. */
typedef struct grouped {
    double weight, low, middle, high;
} grouped;

/** What the estimator is given. */
typedef struct rest {
    double *probability, *weight;
    assay_profile_view *view;
    size_t n;
    double total, squares;
} rest;

static void sort_member(const judged *all, size_t i, grouped *in, rest *out)
{
    const assay__crowd *crowd = all->crowd;
    double company = beyond_chance(crowd, i), p = all->probability[i], w = all->weight[i];
    if (company > 0) {
        in->weight += w;
        in->low += w * together(p, GROUPED_LOW * company);
        in->middle += w * together(p, GROUPED * company);
        in->high += w * together(p, GROUPED_HIGH * company);
        return;
    }
    if (isnan(p))
        return;
    out->probability[out->n] = p;
    out->view[out->n] = all->view[i];
    out->weight[out->n++] = w;
    out->total += w;
    out->squares += w * w;
}

/* Cells as odd as one such in twenty, or two other estimates far from each other, and
 * no second seller that would tell how far one lies from another. */
static bool is_adrift(const assay_profiles_share *share)
{
    if (share->fake_sources > 1)
        return false;
    return share->drift < ASSAY_AUDIENCE_ODD ||
           fabs(share->em - share->pacc) > ASSAY_AUDIENCE_APART;
}

/* The estimator's answer for those in no group; unknown without a model with labels. */
static assay_status estimate_rest(const judged *all, const rest *left,
                                  assay_profiles_share *share, assay_error *err)
{
    *share = (assay_profiles_share){.share = ASSAY_INTERVAL_UNKNOWN};
    if (left->n == 0 || !assay_profiles_model_labelled(all->model))
        return ASSAY_OK;
    const assay_profiles_sample sample = {left->probability, left->view, left->weight,
                                          left->n};
    const assay__share_ask ask = {LEVEL, is_adrift, all->crowd->arena};
    ASSAY__TRY(assay__profiles_share_unless(all->model, &sample, &ask, share, err));
    if (is_adrift(share))
        share->share = assay__share_adrift(left->probability, left->weight, left->n);
    return ASSAY_OK;
}

static void put_share(const grouped *in, const rest *left,
                      const assay_profiles_share *share, assay_audience_share *out)
{
    double all = in->weight + left->total;
    double of = left->total / all;
    assay_interval s = share->share;
    if (left->n == 0)
        s = (assay_interval){0, 0, 0};
    out->share =
        (assay_interval){in->middle / all + of * s.value, in->low / all + of * s.low,
                         in->high / all + of * s.high};
    out->effective = left->squares > 0 ? left->total * left->total / left->squares : 0;
    if (left->n == 0)
        return;
    out->effective = out->effective / of;
    out->em = in->middle / all + of * share->em;
    out->pacc = in->middle / all + of * share->pacc;
    out->drift = share->drift;
    out->sensitivity = share->sensitivity;
    out->specificity = share->specificity;
}

static assay_status share_of_role(const judged *all, assay_role role,
                                  assay_audience_share *out, assay_error *err)
{
    const assay__crowd *crowd = all->crowd;
    size_t n = crowd->n;
    grouped in = {0};
    rest left = {assay__arena_raw(crowd->arena, n, sizeof(double)),
                 assay__arena_raw(crowd->arena, n, sizeof(double)),
                 assay__arena_raw(crowd->arena, n, sizeof *left.view),
                 0,
                 0,
                 0};
    if (left.probability == NULL || left.weight == NULL || left.view == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for %zu members", n);
    for (size_t i = 0; i < n; i++) {
        if (crowd->checks[i].role != role)
            continue;
        out->n++;
        out->judged += (size_t)!isnan(crowd->checks[i].suspicious);
        sort_member(all, i, &in, &left);
    }
    if (out->judged == 0 || all->model == NULL)
        return ASSAY_OK;
    assay_profiles_share share;
    ASSAY__TRY(estimate_rest(all, &left, &share, err));
    put_share(&in, &left, &share, out);
    return ASSAY_OK;
}

/* ---- the split -------------------------------------------------------------------- */

/** Weights of members who are not suspicious, by what is known of them. */
typedef struct innocents {
    double counted, kind[ASSAY_MEMBER_KIND_COUNT]; /* counts known; loud ones */
    double watched, idle;                          /* the others, activity known */
} innocents;

static void add_innocent(const judged *all, size_t i, innocents *sum)
{
    const assay__crowd *crowd = all->crowd;
    const assay_member *m = &crowd->members[i];
    double p = crowd->checks[i].suspicious;
    double w = all->weight[i] * (1 - (isnan(p) ? 0 : p));
    assay_member_kind kind = innocent_kind(m, all->as_of);
    if (!isnan(m->followers) && !isnan(m->following)) {
        sum->counted += w;
        sum->kind[kind] += w;
    }
    bool loud = kind == ASSAY_MEMBER_INFLUENCER || kind == ASSAY_MEMBER_MASS_FOLLOWER;
    if (loud || (isnan(m->posts) && m->last_post_at == ASSAY_TIME_UNKNOWN))
        return;
    sum->watched += w;
    sum->idle += kind == ASSAY_MEMBER_INACTIVE ? w : 0;
}

/* (1 - s) f with the doubt of both, as a 95 % interval within 0..1. */
static assay_interval part_of(assay_interval s, double f, double n)
{
    const double z = 1.959963984540054;
    double sd_s = (s.high - s.low) / (2 * z), value = (1 - s.value) * f;
    double variance = f * f * sd_s * sd_s +
                      (1 - s.value) * (1 - s.value) * (f * (1 - f) + 0.25 / n) / n;
    double half = z * sqrt(variance);
    return (assay_interval){value, fmax(value - half, 0), fmin(value + half, 1)};
}

static void split_followers(const judged *all, assay_audience *out)
{
    const assay__crowd *crowd = all->crowd;
    innocents sum = {0};
    assay_interval s = out->roles[ASSAY_ROLE_FOLLOWER].share;
    for (size_t i = 0; i < crowd->n; i++)
        if (crowd->checks[i].role == ASSAY_ROLE_FOLLOWER)
            add_innocent(all, i, &sum);
    if (isnan(s.value) || !(sum.counted > 0) || !(sum.watched > 0))
        return;
    double n = sum.counted / out->design.effect;
    double known = sum.kind[ASSAY_MEMBER_INFLUENCER] / sum.counted;
    double bulk = sum.kind[ASSAY_MEMBER_MASS_FOLLOWER] / sum.counted;
    double idle = (1 - known - bulk) * sum.idle / sum.watched;
    out->split[ASSAY_MEMBER_INFLUENCER] = part_of(s, known, n);
    out->split[ASSAY_MEMBER_MASS_FOLLOWER] = part_of(s, bulk, n);
    out->split[ASSAY_MEMBER_INACTIVE] = part_of(s, idle, fmin(n, sum.watched));
    out->split[ASSAY_MEMBER_CREDIBLE] =
        part_of(s, 1 - known - bulk - idle, fmin(n, sum.watched));
    out->split[ASSAY_MEMBER_SUSPICIOUS] = s;
}

/* ---- how many more ---------------------------------------------------------------- */

/* Quantile of the share at a normal score, by a normal law on the log-odds through the
 * ends of its interval. */
static double share_at(assay_interval s, double score)
{
    double middle = fmin(fmax(s.value, 0.002), 0.998);
    double low = fmin(fmax(s.low, 0.0005), middle),
           high = fmax(fmin(s.high, 0.9995), middle);
    double at = log(middle / (1 - middle));
    double side = score < 0 ? at - log(low / (1 - low)) : log(high / (1 - high)) - at;
    double x = at + side * score / 1.959963984540054;
    return 1 / (1 + exp(-x));
}

/* Followers to be judged until the interval of a share leaves the threshold; infinite
 * when the model's own doubt already spans it. The doubt of sampling goes with 1 / n,
 * that of the model stays. */
static double wanted(const assay_audience_share *role, double share, double threshold)
{
    const double z = 1.959963984540054;
    double told = fmax(role->sensitivity + role->specificity - 1, 0.1);
    double seen = share * role->sensitivity + (1 - share) * (1 - role->specificity);
    double once = seen * (1 - seen) / (told * told);
    double sd = (role->share.high - role->share.low) / (2 * z);
    double model = fmax(sd * sd - once / role->effective, 0);
    double off = (share - threshold) / z;
    double room = off * off - model;
    return room > 0 ? once / room : HUGE_VAL;
}

/* Probability that the share lies above, and the median over it of what is wanted. */
static void count_more(const assay_audience_share *role, assay_audience_more *out)
{
    enum { POINTS = 41, MOST_SAMPLED = 10000 }; /* what no export of followers brings */
    double counts[POINTS], above = 0;
    if (isnan(role->share.value) || !(role->sensitivity > 0) || !(role->effective > 0))
        return;
    for (size_t i = 0; i < POINTS; i++) {
        double p = ((double)i + 0.5) / POINTS;
        double share = share_at(role->share, assay__normal_quantile(p));
        above += share > out->threshold ? 1.0 / POINTS : 0;
        counts[i] = wanted(role, share, out->threshold);
    }
    assay__sort(counts, POINTS);
    out->above = fmin(above, 1);
    double more = fmax(ceil(counts[POINTS / 2] - role->effective), 0);
    out->more = more > MOST_SAMPLED ? HUGE_VAL : more;
    if (role->share.low > out->threshold || role->share.high < out->threshold)
        out->more = 0;
}

/* ---- simple shares ---------------------------------------------------------------- */

/** A share that is counted. */
typedef struct counted {
    double in, of, n;
} counted;

static void count(counted *c, bool known, bool in, double weight)
{
    c->of += known ? weight : 0;
    c->in += known && in ? weight : 0;
    c->n += known;
}

static double counted_share(const counted *c)
{
    return c->n >= ENOUGH ? c->in / c->of : ASSAY_NUMBER_UNKNOWN;
}

static void read_counts(const judged *all, double scratch[], assay_audience *out)
{
    const assay__crowd *crowd = all->crowd;
    counted bulk = {0}, silent = {0};
    size_t n = 0;
    for (size_t i = 0; i < crowd->n; i++) {
        const assay_member *m = &crowd->members[i];
        if (crowd->checks[i].role != ASSAY_ROLE_FOLLOWER)
            continue;
        bool both = !isnan(m->posts) && m->has_picture != ASSAY_UNKNOWN;
        count(&bulk, !isnan(m->following), m->following > BULK, all->weight[i]);
        count(&silent, both, m->posts == 0 && m->has_picture == ASSAY_NO, all->weight[i]);
        double ratio = log((m->following + 1) / (m->followers + 1));
        if (!isnan(ratio))
            scratch[n++] = ratio;
    }
    out->mass_follower_share = counted_share(&bulk);
    out->silent_share = counted_share(&silent);
    if (n >= ENOUGH)
        out->follow_ratio = assay__median_in_place(scratch, n);
}

static double told_share(const assay_audience_share *role)
{
    return role->judged >= ENOUGH ? role->share.value : ASSAY_NUMBER_UNKNOWN;
}

assay_status assay__shares_look(assay__crowd *crowd, const assay_norms *norms,
                                assay_audience *out, assay_error *err)
{
    size_t n = crowd->n;
    judged all = {.crowd = crowd,
                  .model = norms == NULL ? NULL : norms->profiles,
                  .probability = assay__arena_raw(crowd->arena, n, sizeof(double)),
                  .view = assay__arena_raw(crowd->arena, n, sizeof *all.view),
                  .weight = assay__arena_raw(crowd->arena, n, sizeof(double)),
                  .as_of = newest(crowd)};
    double *scratch = assay__arena_raw(crowd->arena, n, sizeof *scratch);
    if (all.probability == NULL || all.view == NULL || all.weight == NULL ||
        scratch == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for %zu members", n);
    for (size_t i = 0; i < n; i++) {
        judge_member(&all, i);
        crowd->checks[i].kind = crowd->checks[i].suspicious >= 0.5
                                    ? ASSAY_MEMBER_SUSPICIOUS
                                    : innocent_kind(&crowd->members[i], all.as_of);
    }
    read_design(&all, &out->design);
    for (size_t r = 0; r < ASSAY_ROLE_COUNT; r++)
        ASSAY__TRY(share_of_role(&all, (assay_role)r, &out->roles[r], err));
    split_followers(&all, out);
    count_more(&out->roles[ASSAY_ROLE_FOLLOWER], &out->more);
    read_counts(&all, scratch, out);
    out->suspicious_share = told_share(&out->roles[ASSAY_ROLE_FOLLOWER]);
    out->liker_share = told_share(&out->roles[ASSAY_ROLE_LIKER]);
    out->commenter_share = told_share(&out->roles[ASSAY_ROLE_COMMENTER]);
    return ASSAY_OK;
}
