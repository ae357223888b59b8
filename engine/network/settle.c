/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kinds. People who like the same few accounts meet there again and again: fans. People
 * who enter a prize draw meet once, on many accounts: a promotion. Accounts that deliver
 * to many customers at many times, a week and more apart, are a pool; unless those were
 * few, and their profiles are known and are those of people. */
#include "network/settle.h"

#include <math.h>

/* Fans: up to four objects, each with them in three deliveries or more. A pool: three
 * deliveries (METHODS, roster graph), and two by the usual actor, so that draws that
 * share a few entrants are no pool. Profiles speak from twenty on. */
enum { FAN_OBJECTS = 4, FAN_DELIVERIES = 3, POOL_DELIVERIES = 3, POOL_BY_ACTOR = 2 };
enum { LEAST_KNOWN = 20 };

/* A draw a month for half a year makes six deliveries. Who comes oftener than that is no
 * crowd of entrants, however real the profiles look: the better pools are sold as that
 * (of fifteen pools in a simulated roster four were no more suspicious than
 * anybody's followers, and had come 21 times and more). */
enum { MANY_DELIVERIES = 8 };

static const double MOSTLY_FAKE = 0.5, MOSTLY_REAL = 0.15, MOSTLY_AT_ONCE = 0.5;

static uint32_t count_common(const assay__found *a, const assay__found *b)
{
    uint32_t n = 0;
    for (uint32_t i = 0, j = 0; i < a->n_actors && j < b->n_actors;) {
        uint32_t x = a->actors[i], y = b->actors[j];
        n += x == y;
        i += x <= y;
        j += y <= x;
    }
    return n;
}

static bool same_group(const assay__found *a, const assay__found *b)
{
    uint32_t less = a->n_actors < b->n_actors ? a->n_actors : b->n_actors;
    return less > 0 && 2 * count_common(a, b) >= less;
}

static void look_at_profiles(assay__found *found, const assay__profiles *profiles)
{
    double sum = 0;
    found->known = 0;
    for (uint32_t i = 0; profiles->sum != NULL && i < found->n_actors; i++) {
        uint32_t a = found->actors[i], n = profiles->count[a];
        sum += n > 0 ? (double)profiles->sum[a] / (double)n / 65536 : 0;
        found->known += n > 0;
    }
    found->suspicious = found->known == 0 ? (double)NAN : sum / found->known;
}

/* Fans have a few favourites in a language they read, and are people like the others. */
static bool could_be_fans(const assay__found *f)
{
    return f->n_objects <= FAN_OBJECTS && !f->mixed && !f->smaller;
}

/* People of one draw come at once, and are not many weeks apart. */
static assay_group_kind kind_of_circle(const assay__found *f, bool fake, bool real)
{
    if (fake)
        return ASSAY_GROUP_SHARED_POOL;
    if (real || f->windows < POOL_DELIVERIES || f->at_once >= MOSTLY_AT_ONCE)
        return ASSAY_GROUP_COORDINATED_PROMOTION;
    return could_be_fans(f) ? ASSAY_GROUP_FANS : ASSAY_GROUP_SHARED_POOL;
}

static assay_group_kind kind_of(const assay__found *f)
{
    bool fake = f->known >= LEAST_KNOWN && f->suspicious >= MOSTLY_FAKE;
    bool real = f->known >= LEAST_KNOWN && f->suspicious <= MOSTLY_REAL &&
                f->windows < MANY_DELIVERIES;
    if (f->circle)
        return kind_of_circle(f, fake, real);
    bool often = f->windows >= POOL_DELIVERIES && !real;
    if (f->timeless && !fake)
        return often ? ASSAY_GROUP_SHARED_POOL : ASSAY_GROUP_COORDINATED_PROMOTION;
    bool fans = could_be_fans(f) && f->object_windows >= FAN_DELIVERIES;
    bool pool = f->windows >= POOL_DELIVERIES && f->actor_windows >= POOL_BY_ACTOR;
    if (fake)
        return ASSAY_GROUP_SHARED_POOL;
    if (fans)
        return ASSAY_GROUP_FANS;
    return pool && !real ? ASSAY_GROUP_SHARED_POOL : ASSAY_GROUP_COORDINATED_PROMOTION;
}

static bool seen_before(const assay__founds *all, size_t kept, const assay__found *one)
{
    for (size_t i = 0; i < kept; i++)
        if (!all->items[i].explained && same_group(&all->items[i], one))
            return true;
    return false;
}

void assay__settle(assay__founds *all, const assay__profiles *profiles)
{
    size_t kept = 0;
    for (size_t i = 0; i < all->n; i++) {
        assay__found *one = &all->items[i];
        if (!one->explained && seen_before(all, kept, one))
            continue;
        if (one->n_actors > 0) {
            look_at_profiles(one, profiles);
            one->kind = kind_of(one);
        }
        all->items[kept++] = *one;
    }
    all->n = kept;
}
