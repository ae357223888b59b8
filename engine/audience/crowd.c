/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Roles, twins, the order of following and its times.
 *
 * Lists show the newest follower first: position 1 came last. Told times go before
 * positions. Where neither time is told the place in the list tells it against the
 * follower curve: who stands at position q came when the account had q followers fewer
 * than now, give or take those who left since. Failing the curve, nobody can have come
 * before the newest account among those that came earlier was made (Meeder et al. 2011).
 */
#include "audience/crowd.h"
#include "audience/keyed.h"

#include "base/arena.h"
#include "base/number.h"
#include "base/str.h"
#include "stat/order.h"

#include <math.h>

/* Groups have three members or more and are of three kinds. */
enum { SPARE_GROUPS = 64 };

static const char *const ROLES[ASSAY_ROLE_COUNT] = {
#define ROLE_TEXT(name, text, en, vi) text,
    ASSAY_ROLE_TABLE(ROLE_TEXT)
#undef ROLE_TEXT
};

const char *assay_role_name(assay_role role)
{
    return ROLES[role];
}

static assay_role role_of(assay_str text)
{
    if (text.len == 0)
        return ASSAY_ROLE_FOLLOWER;
    for (size_t r = 0; r < ASSAY_ROLE_OTHER; r++)
        if (assay__str_equal(text, assay__str(ROLES[r])))
            return (assay_role)r;
    return ASSAY_ROLE_OTHER;
}

/* First id of X that tells its time, of 2016-02-17; the epoch and the shift are those of
 * its snowflakes. */
static const int64_t SNOWFLAKE_FROM = INT64_C(699570924048162816);
static const int64_t SNOWFLAKE_EPOCH_MS = INT64_C(1288834974657);
enum { SNOWFLAKE_SHIFT = 22 };

int64_t assay__created_by_id(assay_str platform, assay_str id)
{
    int64_t number = 0;
    bool x = assay__str_equal(platform, ASSAY__LITERAL("x")) ||
             assay__str_equal(platform, ASSAY__LITERAL("twitter"));
    if (!x || !assay__str_known(id) || !assay__integer_read(id, &number) ||
        number < SNOWFLAKE_FROM)
        return ASSAY_TIME_UNKNOWN;
    return ((number >> SNOWFLAKE_SHIFT) + SNOWFLAKE_EPOCH_MS) / 1000;
}

static bool same_person(const assay_member *a, const assay_member *b)
{
    return assay__str_known(a->id) && assay__str_known(b->id) &&
           assay__str_equal(a->id, b->id);
}

static void begin_checks(assay__crowd *crowd)
{
    for (size_t i = 0; i < crowd->n; i++) {
        const assay_member *m = &crowd->members[i];
        int64_t created = m->created_at;
        if (created == ASSAY_TIME_UNKNOWN)
            created = assay__created_by_id(crowd->account->platform, m->id);
        crowd->checks[i] = (assay_member_check){.suspicious = ASSAY_NUMBER_UNKNOWN,
                                                .role = role_of(m->role),
                                                .created_at = created,
                                                .followed_at = ASSAY_TIME_UNKNOWN,
                                                .group = ASSAY_NO_GROUP};
        crowd->twin[i] = i > 0 && same_person(m, m - 1);
    }
}

/* What followers are ordered by: most of them have one or the other. */
static bool by_time(const assay__crowd *crowd)
{
    size_t times = 0, places = 0;
    for (size_t i = 0; i < crowd->n; i++) {
        if (crowd->checks[i].role != ASSAY_ROLE_FOLLOWER)
            continue;
        times += crowd->members[i].followed_at != ASSAY_TIME_UNKNOWN;
        places += (size_t)!isnan(crowd->members[i].position);
    }
    return times >= places && times > 0;
}

/* Puts those with a place in order: by when they were made, then, ties so settled, by
 * time or position. */
static void sort_places(const assay__crowd *crowd, bool times, size_t n,
                        assay__keyed rows[])
{
    for (size_t i = 0; i < n; i++)
        rows[i].key = assay__key_of_integer(crowd->checks[rows[i].who].created_at);
    assay__keyed_sort(rows, n, rows + n);
    for (size_t i = 0; i < n; i++) {
        const assay_member *m = &crowd->members[rows[i].who];
        rows[i].key = times ? assay__key_of_integer(m->followed_at)
                            : assay__key_of_double(-m->position);
    }
    assay__keyed_sort(rows, n, rows + n);
}

static assay_status find_order(assay__crowd *crowd, assay_error *err)
{
    size_t n = crowd->n, known = 0;
    assay__keyed *rows = assay__arena_raw(crowd->arena, 2 * n, sizeof *rows);
    crowd->order = assay__arena_raw(crowd->arena, n, sizeof *crowd->order);
    if (rows == NULL || crowd->order == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to order %zu members", n);
    bool times = by_time(crowd);
    for (size_t i = 0; i < n; i++) {
        const assay_member *m = &crowd->members[i];
        bool has = times ? m->followed_at != ASSAY_TIME_UNKNOWN : !isnan(m->position);
        if (has && crowd->checks[i].role == ASSAY_ROLE_FOLLOWER)
            rows[known++].who = i;
    }
    sort_places(crowd, times, known, rows);
    for (size_t r = 0; r < known; r++)
        crowd->order[r] = rows[r].who;
    crowd->n_order = known;
    return ASSAY_OK;
}

assay_status assay__crowd_make(const assay_account *account, assay_arena *arena,
                               assay__crowd *out, assay_error *err)
{
    size_t n = account->n_audience;
    assay__crowd made = {.account = account,
                         .members = account->audience,
                         .n = n,
                         .room_groups = n / 2 + SPARE_GROUPS,
                         .arena = arena};
    made.checks = assay__arena_raw(arena, n, sizeof *made.checks);
    made.twin = assay__arena_raw(arena, n, sizeof *made.twin);
    made.groups = assay__arena_raw(arena, made.room_groups, sizeof *made.groups);
    if (made.checks == NULL || made.twin == NULL || made.groups == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for %zu members", n);
    begin_checks(&made);
    ASSAY__TRY(find_order(&made, err));
    *out = made;
    return ASSAY_OK;
}

/** The curve to be read backwards: the least that any reading from one on shows. */
typedef struct reversed {
    const assay_reading *growth;
    double *least; /* [n] never falling */
    size_t n;
} reversed;

static void reverse_curve(const assay_account *account, double least[], reversed *out)
{
    *out = (reversed){account->growth, least, account->n_growth};
    double low = HUGE_VAL;
    for (size_t i = out->n; i-- > 0;) {
        low = fmin(low, account->growth[i].followers);
        least[i] = low;
    }
}

/* When the curve last stood at a number of followers, between two readings;
 * ASSAY_TIME_UNKNOWN outside of it. */
static int64_t time_on_curve(const reversed *curve, double followers)
{
    if (curve->n < 2 || !(followers >= curve->least[0]) ||
        followers > curve->growth[curve->n - 1].followers)
        return ASSAY_TIME_UNKNOWN;
    size_t a = assay__count_up_to(curve->least, curve->n, followers) - 1;
    const assay_reading *from = &curve->growth[a];
    if (a + 1 == curve->n)
        return from->at;
    double rise = from[1].followers - from->followers;
    double part = (followers - from->followers) / rise;
    return from->at + (int64_t)(part * (double)(from[1].at - from->at));
}

static void date_member(assay__crowd *crowd, const reversed *curve, size_t member,
                        int64_t bound)
{
    const assay_member *m = &crowd->members[member];
    assay_member_check *check = &crowd->checks[member];
    double now = curve->n > 0 ? curve->growth[curve->n - 1].followers : 0;
    int64_t on_curve =
        isnan(m->position) ? ASSAY_TIME_UNKNOWN : time_on_curve(curve, now - m->position);
    if (m->followed_at != ASSAY_TIME_UNKNOWN) {
        check->followed_at = m->followed_at;
        check->followed_by = ASSAY_FOLLOWED_TOLD;
    } else if (on_curve != ASSAY_TIME_UNKNOWN) {
        check->followed_at = on_curve > bound ? on_curve : bound;
        check->followed_by = ASSAY_FOLLOWED_CURVE;
    } else if (bound != ASSAY_TIME_UNKNOWN) {
        check->followed_at = bound;
        check->followed_by = ASSAY_FOLLOWED_BOUND;
    }
}

assay_status assay__crowd_date(assay__crowd *crowd, assay_error *err)
{
    reversed curve;
    int64_t bound = ASSAY_TIME_UNKNOWN;
    double *least =
        assay__arena_raw(crowd->arena, crowd->account->n_growth, sizeof *least);
    if (least == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the curve's readings");
    reverse_curve(crowd->account, least, &curve);
    for (size_t r = 0; r < crowd->n_order; r++) {
        size_t member = crowd->order[r];
        if (crowd->checks[member].created_at > bound)
            bound = crowd->checks[member].created_at;
        date_member(crowd, &curve, member, bound);
    }
    return ASSAY_OK;
}

size_t assay__crowd_add_group(assay__crowd *crowd, const assay_member_group *group)
{
    if (crowd->n_groups == crowd->room_groups)
        return ASSAY_NO_GROUP;
    crowd->groups[crowd->n_groups] = *group;
    return crowd->n_groups++;
}

void assay__crowd_join(assay__crowd *crowd, size_t member, size_t group)
{
    size_t *held = &crowd->checks[member].group;
    if (*held == ASSAY_NO_GROUP ||
        crowd->groups[*held].strength < crowd->groups[group].strength)
        *held = group;
}
