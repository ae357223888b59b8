/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audience's findings written down; nothing is computed here but what is shown. */
#include "report/audience_json.h"

#include "report/audience_map.h"

#include "base/str.h"
#include "stat/tail.h"

#include <math.h>

enum { GROUPS_TOLD = 12 };

/* A p-value is never 0: beyond 300 digits it is told as that. */
static double p_of(double digits)
{
    return assay__p_of_digits(fmin(digits, 300));
}

const char *assay__share_basis_word(const assay_verdict *verdict)
{
    if (verdict->findings->audience.state == ASSAY_NOT_ASSESSABLE)
        return NULL;
    switch (verdict->findings->events.followers_basis) {
    case ASSAY_SHARE_UNKNOWN:
        return NULL;
    case ASSAY_SHARE_CURVE:
        return "curve";
    case ASSAY_SHARE_AUDIENCE:
        return "audience";
    case ASSAY_SHARE_BOTH:
        return "both";
    }
    return NULL;
}

void assay__cohort_put(assay__json_writer *json, const assay_cohort *cohort)
{
    if (cohort->came == 0 || isnan(cohort->digits))
        return;
    assay__json_open(json, "audience");
    assay__json_member_count(json, "n", cohort->came);
    assay__json_member_number(json, "suspicious", cohort->suspicious.value);
    assay__json_member_number(json, "low", cohort->suspicious.low);
    assay__json_member_number(json, "high", cohort->suspicious.high);
    assay__json_member_count(json, "before_n", cohort->before);
    assay__json_member_number(json, "before", cohort->earlier.value);
    assay__json_member_number(json, "p_value", p_of(cohort->digits));
    assay__json_end(json);
}

static void put_roles(assay__json_writer *json, const assay_audience *audience)
{
    assay__json_open(json, "roles");
    for (size_t r = 0; r < ASSAY_ROLE_OTHER; r++) {
        const assay_audience_share *role = &audience->roles[r];
        if (role->judged == 0)
            continue;
        assay__json_open(json, assay_role_name((assay_role)r));
        assay__json_member_count(json, "n", role->judged);
        assay__json_member_number(json, "share", role->share.value);
        assay__json_member_number(json, "low", role->share.low);
        assay__json_member_number(json, "high", role->share.high);
        assay__json_member_number(json, "effective", role->effective);
        assay__json_member_number(json, "em", role->em);
        assay__json_member_number(json, "pacc", role->pacc);
        assay__json_member_number(json, "drift", role->drift);
        assay__json_end(json);
    }
    assay__json_end(json);
}

static void put_split(assay__json_writer *json, const assay_audience *audience)
{
    if (isnan(audience->split[ASSAY_MEMBER_CREDIBLE].value))
        return;
    assay__json_open(json, "split");
    for (size_t k = 0; k < ASSAY_MEMBER_KIND_COUNT; k++)
        assay__json_member_interval(json, assay_member_kind_name((assay_member_kind)k),
                                    audience->split[k]);
    assay__json_end(json);
}

static void put_design(assay__json_writer *json, const assay_audience *audience)
{
    const assay_audience_design *design = &audience->design;
    assay__json_open(json, "design");
    assay__json_member_number(json, "followers", design->followers);
    assay__json_member_count(json, "listed", design->listed);
    assay__json_member_count(json, "placed", design->placed);
    assay__json_member_number(json, "covered", design->covered);
    assay__json_member_number(json, "effect", design->effect);
    assay__json_key(json, "newest");
    assay__json_bool(json, design->newest);
    assay__json_end(json);
    const assay_audience_more *more = &audience->more;
    if (isnan(more->more))
        return;
    assay__json_open(json, "more");
    assay__json_member_number(json, "threshold", more->threshold);
    assay__json_member_number(json, "above", more->above);
    if (isfinite(more->more))
        assay__json_member_number(json, "more", more->more);
    assay__json_end(json);
}

static void put_market(assay__json_writer *json, const assay_audience *audience)
{
    if (isnan(audience->geo_mismatch))
        return;
    assay__json_open(json, "market");
    assay__json_member_word(json, "by", audience->by_language ? "language" : "country");
    assay__json_member_text(json, "claimed", audience->claimed);
    assay__json_member_number(json, "local", audience->local_share.value);
    assay__json_member_number(json, "low", audience->local_share.low);
    assay__json_member_number(json, "high", audience->local_share.high);
    assay__json_member_text(json, "elsewhere", audience->elsewhere);
    assay__json_member_number(json, "elsewhere_share", audience->elsewhere_share);
    assay__json_end(json);
}

/* Whether fewer than as many as are told are stronger, the earlier of equals first. */
static bool is_told(const assay_audience *audience, size_t group)
{
    size_t stronger = 0;
    for (size_t g = 0; g < audience->n_groups; g++)
        stronger += audience->groups[g].strength > audience->groups[group].strength ||
                    (g < group &&
                     audience->groups[g].strength >= audience->groups[group].strength);
    return stronger < GROUPS_TOLD;
}

static void put_groups(assay__json_writer *json, const assay_audience *audience)
{
    assay__json_open_array(json, "groups");
    for (size_t g = 0; g < audience->n_groups; g++) {
        const assay_member_group *group = &audience->groups[g];
        if (!is_told(audience, g))
            continue;
        assay__json_begin(json);
        assay__json_member_count(json, "group", g + 1);
        assay__json_member_word(json, "because",
                                assay_member_because_name(group->because));
        assay__json_member_count(json, "n", group->n);
        assay__json_member_number(json, "expected", group->expected);
        assay__json_member_number(json, "p_value", p_of(group->strength));
        assay__json_member_time(json, "created_from", group->created_from, true);
        assay__json_member_time(json, "created_to", group->created_to, true);
        assay__json_end(json);
    }
    assay__json_end_array(json);
}

void assay__audience_put(assay__json_writer *json, const assay_verdict *verdict)
{
    const assay_audience *audience = &verdict->findings->audience;
    if (audience->state == ASSAY_NOT_ASSESSABLE)
        return;
    assay__json_open(json, "audience");
    assay__json_member_count(json, "n", audience->n);
    assay__json_member_count(json, "hidden", audience->hidden);
    put_roles(json, audience);
    put_split(json, audience);
    put_design(json, audience);
    put_market(json, audience);
    put_groups(json, audience);
    assay__json_end(json);
}

/* ---- the map ---------------------------------------------------------------------- */

static void put_time(assay__json_writer *json, int64_t at)
{
    if (at == ASSAY_TIME_UNKNOWN)
        assay__json_number(json, ASSAY_NUMBER_UNKNOWN); /* null */
    else
        assay__json_time(json, at, true);
}

static void put_points(assay__json_writer *json, const assay__audience_map *map)
{
    assay__json_open_array(json, "order");
    for (size_t i = 0; i < map->n; i++)
        assay__json_integer(json, (int64_t)map->points[i].rank + 1);
    assay__json_end_array(json);
    assay__json_open_array(json, "created");
    for (size_t i = 0; i < map->n; i++)
        put_time(json, map->points[i].check->created_at);
    assay__json_end_array(json);
    assay__json_open_array(json, "followed");
    for (size_t i = 0; i < map->n; i++)
        put_time(json, map->points[i].check->followed_at);
    assay__json_end_array(json);
    assay__json_open_array(json, "suspicious");
    for (size_t i = 0; i < map->n; i++)
        assay__json_number(json, map->points[i].check->suspicious);
    assay__json_end_array(json);
    assay__json_open_array(json, "group");
    for (size_t i = 0; i < map->n; i++)
        assay__json_number(json, map->points[i].check->group == ASSAY_NO_GROUP
                                     ? ASSAY_NUMBER_UNKNOWN
                                     : (double)(map->points[i].check->group + 1));
    assay__json_end_array(json);
}

static void put_bands(assay__json_writer *json, const assay_audience *audience)
{
    assay__json_open_array(json, "bands");
    for (size_t g = 0; g < audience->n_groups; g++) {
        const assay_member_group *group = &audience->groups[g];
        if (group->rank_from == SIZE_MAX || !is_told(audience, g))
            continue;
        assay__json_begin(json);
        assay__json_member_count(json, "group", g + 1);
        assay__json_member_count(json, "from", group->rank_from + 1);
        assay__json_member_count(json, "to", group->rank_to + 1);
        assay__json_member_time(json, "created_from", group->created_from, true);
        assay__json_member_time(json, "created_to", group->created_to, true);
        assay__json_end(json);
    }
    assay__json_end_array(json);
}

void assay__audience_exhibit_put(assay__json_writer *json, const assay_verdict *verdict)
{
    static const char *const BY[] = {"unknown", "bound", "curve", "told"};
    assay__audience_map map;
    assay__audience_map_make(verdict, &map);
    if (map.n == 0)
        return;
    assay__json_open(json, "audience");
    put_points(json, &map);
    assay__json_member_word(json, "followed_by",
                            BY[map.points[map.n / 2].check->followed_by]);
    put_bands(json, &verdict->findings->audience);
    assay__json_end(json);
}
