/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Purge days of a platform, from many curves.
 *
 * Each curve gives, for every day that ends a step of it, the share of followers it lost
 * there. A day is a purge when the median account lost at least 0.3 % and five times what
 * it loses on ordinary days, and most accounts fell. What is kept per platform and day is
 * a histogram of counts: whole numbers add up the same in any order and in any parts, and
 * the memory does not grow with the roster.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "growth/curve.h"

/* A month's ordinary loss, 0.3 %, in one day, and five times the usual spread: the
 * purge of December 2014 took 2 to 7 % of large accounts. Three of five must fall. */
static const double least_share = 0.003, falling = 0.6, spread_factor = 5.0;
/* Longer steps do not tell the day; smaller accounts lose whole per cents by chance. */
static const double most_step_days = 3.5, least_followers = 100.0;
enum { FEWEST_ACCOUNTS = 20, LEVELS = 160 };
/* Levels are logarithmic in the share lost, from 10^-8 on; level 0 is a gain. */
static const double levels_per_decade = 20.0, lowest_decade = -8.0;

/* One day of one platform. */
typedef struct day_count {
    int64_t day;
    uint32_t seen;
    uint32_t level[LEVELS];
} day_count;

typedef struct platform_days {
    char *name;
    day_count **days; /* sorted by day */
    size_t n, room;
} platform_days;

struct assay_purge_finder {
    platform_days *platforms;
    size_t n_platforms;
    assay_purge *found;
    size_t n_found;
};

assay_status assay_purge_finder_new(assay_purge_finder **out, assay_error *err)
{
    assay_purge_finder *finder = calloc(1, sizeof *finder);
    if (finder == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a purge finder");
    *out = finder;
    return ASSAY_OK;
}

void assay_purge_finder_free(assay_purge_finder *finder)
{
    if (finder == NULL)
        return;
    for (size_t i = 0; i < finder->n_platforms; i++) {
        platform_days *platform = &finder->platforms[i];
        for (size_t d = 0; d < platform->n; d++)
            free(platform->days[d]);
        free(platform->days);
        free(platform->name);
    }
    free(finder->platforms);
    free(finder->found);
    free(finder);
}

/* The days of a platform, made when it is new; NULL when memory ran out. */
static platform_days *platform_of(assay_purge_finder *finder, assay_str name)
{
    for (size_t i = 0; i < finder->n_platforms; i++) {
        if (assay__str_equal(assay__str(finder->platforms[i].name), name))
            return &finder->platforms[i];
    }
    platform_days *grown =
        realloc(finder->platforms, (finder->n_platforms + 1) * sizeof *grown);
    if (grown == NULL)
        return NULL;
    finder->platforms = grown;
    char *copy = calloc(name.len + 1, 1);
    if (copy == NULL)
        return NULL;
    if (name.len > 0)
        memcpy(copy, name.ptr, name.len);
    platform_days *fresh = &grown[finder->n_platforms++];
    *fresh = (platform_days){.name = copy};
    return fresh;
}

/* Place of a day among the sorted ones. */
static size_t place_of(const platform_days *platform, int64_t day)
{
    size_t low = 0, high = platform->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (platform->days[middle]->day < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static day_count *day_of(platform_days *platform, int64_t day)
{
    size_t at = place_of(platform, day);
    if (at < platform->n && platform->days[at]->day == day)
        return platform->days[at];
    if (platform->n == platform->room) {
        size_t room = 2 * platform->room + 64;
        day_count **grown = realloc(platform->days, room * sizeof(day_count *));
        if (grown == NULL)
            return NULL;
        platform->days = grown;
        platform->room = room;
    }
    day_count *fresh = calloc(1, sizeof *fresh);
    if (fresh == NULL)
        return NULL;
    fresh->day = day;
    memmove(platform->days + at + 1, platform->days + at,
            (platform->n - at) * sizeof(day_count *));
    platform->days[at] = fresh;
    platform->n++;
    return fresh;
}

static size_t level_of(double share)
{
    if (!(share > 0.0))
        return 0;
    double level = floor((log10(share) - lowest_decade) * levels_per_decade) + 1.0;
    return (size_t)fmin(fmax(level, 1.0), (double)(LEVELS - 1));
}

static double share_at(size_t level)
{
    double exponent = ((double)level - 0.5) / levels_per_decade + lowest_decade;
    return level == 0 ? 0.0 : pow(10.0, exponent);
}

static ASSAY_CHECKED assay_status count_day(platform_days *platform, int64_t day,
                                            double share, assay_error *err)
{
    day_count *count = day_of(platform, day);
    if (count == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the purges of a roster");
    count->seen++;
    count->level[level_of(share)]++;
    return ASSAY_OK;
}

/* The day that a reading closes: a reading at midnight closes the day before. */
static int64_t closed_day(int64_t at)
{
    int64_t last = at - 1;
    return last >= 0 ? last / ASSAY__DAY : -((-last + ASSAY__DAY - 1) / ASSAY__DAY);
}

/* Share of followers lost from reading `i` to the next; false when the step is too long
 * or the account too small to say. */
static bool share_lost(const assay_account *account, size_t i, double *share)
{
    const assay_reading *a = &account->growth[i], *b = a + 1;
    double days = (double)(b->at - a->at) / ASSAY__DAY;
    if (days > most_step_days || !(a->followers >= least_followers))
        return false;
    *share = (a->followers - b->followers) / a->followers;
    return true;
}

/* Is reading `i` the last of its day? */
static bool closes(const assay_account *account, size_t i)
{
    return i + 1 == account->n_growth ||
           closed_day(account->growth[i + 1].at) != closed_day(account->growth[i].at);
}

assay_status assay_purge_finder_add(assay_purge_finder *finder,
                                    const assay_account *account, assay_error *err)
{
    if (account->n_growth < 2)
        return ASSAY_OK;
    platform_days *platform = platform_of(finder, account->platform);
    if (platform == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the purges of a roster");
    double sum = 0.0, share = 0.0;
    bool open = false;
    for (size_t i = 0; i + 1 < account->n_growth; i++) {
        if (share_lost(account, i, &share)) {
            sum += share;
            open = true;
        }
        if (!closes(account, i + 1))
            continue;
        if (open)
            ASSAY__TRY(
                count_day(platform, closed_day(account->growth[i + 1].at), sum, err));
        open = false;
        sum = 0.0;
    }
    return ASSAY_OK;
}

assay_status assay_purge_finder_merge(assay_purge_finder *into,
                                      const assay_purge_finder *from, assay_error *err)
{
    for (size_t i = 0; i < from->n_platforms; i++) {
        const platform_days *other = &from->platforms[i];
        platform_days *platform = platform_of(into, assay__str(other->name));
        for (size_t d = 0; platform != NULL && d < other->n; d++) {
            day_count *count = day_of(platform, other->days[d]->day);
            if (count == NULL)
                return assay_fail(err, ASSAY_NO_MEMORY, "no memory to merge purges");
            count->seen += other->days[d]->seen;
            for (size_t level = 0; level < LEVELS; level++)
                count->level[level] += other->days[d]->level[level];
        }
        if (platform == NULL)
            return assay_fail(err, ASSAY_NO_MEMORY, "no memory to merge purges");
    }
    return ASSAY_OK;
}

/* Share of followers lost at a rank of the accounts, 0 the least. */
static double share_ranked(const day_count *count, double rank)
{
    double target = rank * (double)count->seen, sum = 0.0;
    for (size_t level = 0; level < LEVELS; level++) {
        sum += (double)count->level[level];
        if (sum >= target && sum > 0.0)
            return share_at(level);
    }
    return 0.0;
}

/* Half the middle half of a normal is 0.6745 of its standard deviation. */
static double spread_of(const day_count *count)
{
    return (share_ranked(count, 0.75) - share_ranked(count, 0.25)) / (2.0 * 0.6745);
}

/* Median share lost on an ordinary day, and how much days differ: the days around. */
static double ordinary(const platform_days *platform, size_t at)
{
    double sum = 0.0, n = 0.0;
    size_t low = at > 15 ? at - 15 : 0;
    for (size_t d = low; d < platform->n && d <= at + 15; d++) {
        double median = share_ranked(platform->days[d], 0.5);
        /* Another purge among the neighbours must not hide this one. */
        if (d == at || median >= least_share)
            continue;
        sum += median;
        n += 1.0;
    }
    return n > 0.0 ? sum / n : 0.0;
}

static bool is_purge(const platform_days *platform, size_t at, assay_purge *purge)
{
    const day_count *count = platform->days[at];
    if (count->seen < FEWEST_ACCOUNTS)
        return false;
    double median = share_ranked(count, 0.5),
           fell = (double)(count->seen - count->level[0]);
    if (median < fmax(least_share, spread_factor * ordinary(platform, at)) ||
        fell < falling * (double)count->seen)
        return false;
    *purge = (assay_purge){
        .platform = assay__str(platform->name),
        .from = count->day * ASSAY__DAY,
        .to = (count->day + 1) * ASSAY__DAY,
        .share = median,
        .spread = fmax(spread_of(count), 0.05 * median),
    };
    return true;
}

static int by_platform(const void *a, const void *b)
{
    const assay_purge *x = a, *y = b;
    int order = strcmp(x->platform.ptr, y->platform.ptr);
    return order != 0 ? order : (x->from > y->from) - (x->from < y->from);
}

assay_status assay_purge_finder_finish(assay_purge_finder *finder,
                                       const assay_purge **purges, size_t *n,
                                       assay_error *err)
{
    size_t most = 1;
    for (size_t i = 0; i < finder->n_platforms; i++)
        most += finder->platforms[i].n;
    assay_purge *found = calloc(most, sizeof *found);
    if (found == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the purges of a roster");
    free(finder->found);
    finder->found = found;
    finder->n_found = 0;
    for (size_t i = 0; i < finder->n_platforms; i++) {
        for (size_t d = 0; d < finder->platforms[i].n; d++)
            finder->n_found +=
                is_purge(&finder->platforms[i], d, &found[finder->n_found]);
    }
    qsort(found, finder->n_found, sizeof *found, by_platform);
    *purges = found;
    *n = finder->n_found;
    return ASSAY_OK;
}
