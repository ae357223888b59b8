/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines and rows of the pictures, from the verdict. */
#include "report/exhibits.h"

#include "base/clock.h"
#include "base/str.h"
#include "report/words.h"

#include <math.h>

/* ---- the curve ------------------------------------------------------------------ */

/* How much of an event's excess is there at a time: it grows as the readings do and, of
 * what was seen to leave within 30 days, day by day goes. */
static double present(const assay_verdict *verdict, const assay_event *event, int64_t at)
{
    const assay_growth *growth = &verdict->findings->growth;
    if (at <= event->from)
        return 0.0;
    if (at < event->to) {
        double before = assay_account_followers_at(verdict->account, event->from);
        double now = assay_account_followers_at(verdict->account, at);
        double share = (now - before) / event->gained;
        return fmin(fmax(share, 0.0), 1.0);
    }
    double lost = growth->pulses[event->pulse].lost_30d;
    if (isnan(lost))
        return 1.0;
    double days = (double)(at - event->to) / ASSAY__DAY;
    return 1.0 - fmin(fmax(lost, 0.0), 1.0) * fmin(days / 30.0, 1.0);
}

/* Followers at a time that look delivered. */
static double delivered_at(const assay_verdict *verdict, int64_t at)
{
    const assay_events *events = &verdict->findings->events;
    double sum = 0.0;
    for (size_t i = 0; i < events->n_events; i++) {
        const assay_event *event = &events->events[i];
        bool counts = event->pulse != SIZE_MAX && event->excess > 0.0;
        if (counts)
            sum += event->cause[ASSAY_CAUSE_PURCHASE] * event->excess *
                   present(verdict, event, at);
    }
    return sum;
}

assay_interval assay__organic_at(const assay_verdict *verdict, int64_t at)
{
    const assay_interval *bought = &verdict->findings->events.bought_followers;
    if (verdict->findings->growth.state == ASSAY_NOT_ASSESSABLE)
        return ASSAY_INTERVAL_UNKNOWN;
    double followers = assay_account_followers_at(verdict->account, at);
    double sum = fmin(delivered_at(verdict, at), followers);
    if (!(sum > 0.0) || !(bought->value > 0.0))
        return (assay_interval){followers, followers, followers};
    /* the ends in proportion to those of the estimate for the whole curve */
    double least = sum * bought->low / bought->value;
    double most = sum * bought->high / bought->value;
    return (assay_interval){followers - sum, fmax(followers - most, 0.0),
                            followers - least};
}

/* Most stretches whose four readings each fit beside the two ends. */
enum { STRETCHES = ASSAY__LINE_POINTS / 4 };

/* The readings that are kept of a stretch, in their order, without repeats. */
static size_t keep_four(const assay_reading growth[], size_t first, size_t last,
                        size_t kept[])
{
    size_t low = first, high = first, n = 0;
    for (size_t i = first; i <= last; i++) {
        low = growth[i].followers < growth[low].followers ? i : low;
        high = growth[i].followers > growth[high].followers ? i : high;
    }
    size_t four[4] = {first, low < high ? low : high, low < high ? high : low, last};
    for (size_t i = 0; i < 4; i++)
        if (n == 0 || four[i] > kept[n - 1])
            kept[n++] = four[i];
    return n;
}

/* The stretch of equal length that a reading lies in, 0 .. STRETCHES - 1. */
static size_t stretch_of(const assay_account *account, size_t reading)
{
    const assay_reading *growth = account->growth;
    double span = (double)(growth[account->n_growth - 1].at - growth[0].at) + 1.0;
    double place = (double)(growth[reading].at - growth[0].at) / span;
    size_t stretch = (size_t)(place * STRETCHES);
    return stretch < STRETCHES ? stretch : STRETCHES - 1;
}

/* Indices of the readings that are drawn. @return how many */
static size_t thin(const assay_account *account, size_t kept[])
{
    size_t n = account->n_growth, out = 0;
    if (n <= ASSAY__LINE_POINTS) {
        for (; out < n; out++)
            kept[out] = out;
        return out;
    }
    for (size_t first = 0, last; first < n; first = last + 1) {
        size_t stretch = stretch_of(account, first);
        last = first;
        while (last + 1 < n && stretch_of(account, last + 1) == stretch)
            last++;
        out += keep_four(account->growth, first, last, kept + out);
    }
    return out;
}

void assay__growth_line_make(const assay_verdict *verdict, assay__growth_line *out)
{
    size_t kept[ASSAY__LINE_POINTS];
    out->n = thin(verdict->account, kept);
    for (size_t i = 0; i < out->n; i++) {
        const assay_reading *reading = &verdict->account->growth[kept[i]];
        assay_interval organic = assay__organic_at(verdict, reading->at);
        out->at[i] = reading->at;
        out->followers[i] = reading->followers;
        out->organic[i] = organic.value;
        out->low[i] = organic.low;
        out->high[i] = organic.high;
    }
}

/* ---- the posts ------------------------------------------------------------------ */

static assay__post_row row_of(const assay_verdict *verdict, const assay_post *post)
{
    const assay_interval *usual =
        &verdict->findings->engagement.usual_rate[ASSAY_LIKES_PER_FOLLOWER];
    double followers = assay_account_followers_at(verdict->account, post->at);
    const double unknown = ASSAY_NUMBER_UNKNOWN;
    return (assay__post_row){.post = post,
                             .likes = post->likes,
                             .expected = unknown,
                             .low = unknown,
                             .high = unknown,
                             .usual = usual->value * followers,
                             .usual_low = usual->low * followers,
                             .usual_high = usual->high * followers};
}

static void add_check(const assay_post_check *check, assay__post_row *row)
{
    if (assay__post_flagged(check) && row->flagged == NULL)
        row->flagged = check;
    if (check->metric != ASSAY_METRIC_LIKES)
        return;
    row->expected = check->expected;
    row->low = check->low;
    row->high = check->high;
}

/* Posts that stand out. */
static size_t count_flagged(const assay_engagement *engagement)
{
    size_t n = 0, last = SIZE_MAX;
    for (size_t i = 0; i < engagement->n_checks; i++) {
        const assay_post_check *check = &engagement->checks[i];
        if (!assay__post_flagged(check) || check->post == last)
            continue;
        n++;
        last = check->post;
    }
    return n;
}

void assay__post_rows_make(const assay_verdict *verdict, assay__post_rows *out)
{
    const assay_engagement *engagement = &verdict->findings->engagement;
    const assay_account *account = verdict->account;
    size_t flagged = count_flagged(engagement), check = 0;
    flagged = flagged < ASSAY__POST_ROWS ? flagged : ASSAY__POST_ROWS;
    size_t room = ASSAY__POST_ROWS - flagged, others = account->n_posts - flagged;
    out->n = 0;
    for (size_t i = 0; i < account->n_posts && out->n < ASSAY__POST_ROWS; i++) {
        assay__post_row row = row_of(verdict, &account->posts[i]);
        for (; check < engagement->n_checks && engagement->checks[check].post <= i;
             check++)
            add_check(&engagement->checks[check], &row);
        bool shown = row.flagged != NULL || others <= room;
        others -= row.flagged == NULL && others > 0;
        if (shown)
            out->rows[out->n++] = row;
    }
}

/* ---- the comments --------------------------------------------------------------- */

/* Remember a comment's text unless it is there already, or there is no room. */
static void add_text(const assay_account *account, size_t comment,
                     assay__comment_group *group)
{
    if (group->n_texts == ASSAY__TEXTS_SHOWN)
        return;
    for (size_t i = 0; i < group->n_texts; i++)
        if (assay__str_equal(account->comments[group->texts[i]].text,
                             account->comments[comment].text))
            return;
    group->texts[group->n_texts++] = comment;
}

/* A cluster that is told of even when no comment of it alone is: as many as the family
 * counts for its share of repetitions, at the same surprise. */
static const size_t REPEATED = 3;
static const double SURPRISING = 2.0;

static bool is_repetition(const assay_comment_cluster *cluster)
{
    return cluster->n >= REPEATED && cluster->surprise >= SURPRISING;
}

/* The cluster with its texts and the commonest reason of its flagged members; false
 * when none of them is flagged and it surprises nobody. */
static bool cluster_group(const assay_verdict *verdict, size_t cluster,
                          assay__comment_group *out)
{
    const assay_comments *comments = &verdict->findings->comments;
    size_t counts[ASSAY_COMMENT_BECAUSE_COUNT] = {0},
           left = comments->clusters[cluster].n;
    *out = (assay__comment_group){.cluster = cluster, .n = left};
    for (size_t i = comments->clusters[cluster].first;
         i < verdict->account->n_comments && left > 0; i++) {
        const assay_comment_check *check = &comments->checks[i];
        if (check->cluster != cluster)
            continue;
        left--;
        add_text(verdict->account, i, out);
        if (assay__comment_flagged(check))
            counts[check->because]++;
    }
    for (size_t b = 0; b < ASSAY_COMMENT_BECAUSE_COUNT; b++)
        if (counts[b] > counts[out->because])
            out->because = (assay_comment_because)b;
    bool flagged = counts[out->because] > 0;
    const assay_comment_cluster *own = &comments->clusters[cluster];
    if (!flagged)
        out->because =
            own->template_ ? ASSAY_COMMENT_TEMPLATE : ASSAY_COMMENT_NEAR_DUPLICATE;
    return flagged || is_repetition(own);
}

enum { CANDIDATES = 4 * ASSAY__CLUSTERS_SHOWN };

/* The clusters of largest surprise, first the largest; ties by number. */
static size_t most_surprising(const assay_comments *comments, size_t best[])
{
    size_t n = 0;
    for (size_t c = 0; c < comments->n_clusters; c++) {
        double surprise = comments->clusters[c].surprise;
        size_t at = n < CANDIDATES ? n++ : CANDIDATES;
        if (at == CANDIDATES && !(surprise > comments->clusters[best[at - 1]].surprise))
            continue;
        at = at == CANDIDATES ? at - 1 : at;
        for (; at > 0 && surprise > comments->clusters[best[at - 1]].surprise; at--)
            best[at] = best[at - 1];
        best[at] = c;
    }
    return n;
}

static void add_clusters(const assay_verdict *verdict, assay__comment_groups *out)
{
    size_t best[CANDIDATES];
    size_t n = most_surprising(&verdict->findings->comments, best);
    for (size_t i = 0; i < n && out->n_clusters < ASSAY__CLUSTERS_SHOWN; i++) {
        assay__comment_group group;
        if (!cluster_group(verdict, best[i], &group))
            continue;
        size_t at = out->n_clusters++;
        for (; at > 0 && out->clusters[at - 1].cluster > group.cluster; at--)
            out->clusters[at] = out->clusters[at - 1];
        out->clusters[at] = group;
    }
}

static bool is_shown(const assay__comment_groups *groups, size_t cluster)
{
    for (size_t i = 0; i < groups->n_clusters; i++)
        if (groups->clusters[i].cluster == cluster)
            return true;
    return false;
}

void assay__comment_groups_make(const assay_verdict *verdict, assay__comment_groups *out)
{
    const assay_comments *comments = &verdict->findings->comments;
    assay__comment_group kinds[ASSAY_COMMENT_BECAUSE_COUNT] = {{0}};
    *out = (assay__comment_groups){0};
    if (comments->checks == NULL)
        return;
    add_clusters(verdict, out);
    for (size_t i = 0; i < verdict->account->n_comments; i++) {
        const assay_comment_check *check = &comments->checks[i];
        if (!assay__comment_flagged(check))
            continue;
        out->flagged++;
        kinds[check->because].n++;
        if (!is_shown(out, check->cluster))
            add_text(verdict->account, i, &kinds[check->because]);
    }
    for (size_t b = 0; b < ASSAY_COMMENT_BECAUSE_COUNT; b++) {
        kinds[b].because = (assay_comment_because)b;
        kinds[b].cluster = ASSAY_NO_CLUSTER;
        if (kinds[b].n > 0)
            out->kinds[out->n_kinds++] = kinds[b];
    }
}
