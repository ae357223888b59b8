/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts that were made together and came together.
 *
 * Three looks, for three ways in which a batch shows:
 *   - members made on one day (or in one week) that stand close in the order of
 *     following, though nothing but their making ties them: given how many there are,
 *     their places are a random choice among the places that could hold them;
 *   - a day of making far above the days around it, wherever its members stand: a whole
 *     sample may be one batch;
 *   - a stretch of the list with far more brand-new accounts than the rest of it has.
 * Newcomers whom a platform sends to follow the well-known are brand-new everywhere in a
 * list, so they count against the list's own usual share and are kept out of the first
 * two looks. Where only ids tell the order of making, days are hundredths of that order.
 *
 * Beside them the published statistic: windows of 200 in a row, each with a histogram of
 * relative age, each bin against the same bin of the other windows.
 *
 * Sources: Meeder et al. 2011; Zouzou & Varol 2024; Naus 1965 (scan statistics).
 */
#include "audience/crowd.h"
#include "audience/keyed.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/number.h"
#include "base/str.h"
#include "stat/order.h"
#include "stat/tail.h"

#include <math.h>
#include <stdlib.h>

enum {
    ENOUGH = 100, /* dated followers in order; shorter lists show no stretches */
    ENOUGH_WINDOWS = 1000,
    WINDOW = 200, /* Zouzou & Varol */
    STRIDE = 40,
    BINS = 12,
    LEAST_GROUP = 5,
    FRESH_DAYS = 7,
    BLOCKS = 64,   /* of the list, for sums over it */
    ID_DAYS = 100, /* days that ids are cut into when dates are not known */
    LOOKS = 8      /* widths times windows times kinds of look */
};

static const size_t WIDTHS[] = {1, 7}; /* days that a batch takes to make */
static const size_t STRETCHES[] = {50, 100, 200};
enum { N_WIDTHS = 2, N_STRETCHES = 3 };

/* Ages differ between stretches of a list by more than the whole list's ages tell: who
 * comes with one post is younger than who comes with another. */
static const double AGES_DIFFER = 2.0;
/* A day of news doubles or triples the accounts made on it beside its neighbours. */
static const double NEWS = 3.0;
/* The share of newcomers of a stretch differs between stretches by a factor of two. */
static const double NEWCOMERS_DIFFER = 2.0;

/** One dated follower, in the order of following. */
typedef struct dated {
    size_t who;
    size_t rank;   /* in the order of all followers, dated or not */
    int64_t day;   /* made */
    int64_t bound; /* nobody from here on came before it */
} dated;

/** The list as this file reads it. */
typedef struct list {
    assay__crowd *crowd;
    dated *rows; /* [n] first to come first */
    size_t n;
    bool days;            /* days are days, not parts of an order of ids */
    int64_t oldest;       /* day */
    double ages[BINS];    /* members by age relative to their bound, and one */
    assay__keyed *sorted; /* [2 n] places by day, those of one day ascending */
} list;

/* ---- what is known of creation ---------------------------------------------------- */

static int64_t day_of(int64_t at)
{
    return at >= 0 ? at / ASSAY__DAY : -((-at + ASSAY__DAY - 1) / ASSAY__DAY);
}

static size_t read_days(list *l)
{
    const assay__crowd *crowd = l->crowd;
    size_t n = 0;
    for (size_t r = 0; r < crowd->n_order; r++) {
        size_t who = crowd->order[r];
        int64_t created = crowd->checks[who].created_at;
        if (created != ASSAY_TIME_UNKNOWN)
            l->rows[n++] = (dated){.who = who, .rank = r, .day = day_of(created)};
    }
    return n;
}

static void sort_by_day(list *l)
{
    for (size_t i = 0; i < l->n; i++)
        l->sorted[i] = (assay__keyed){assay__key_of_integer(l->rows[i].day), i};
    assay__keyed_sort(l->sorted, l->n, l->sorted + l->n);
}

/* Ids that count up tell an order of making: its hundredths stand for days. */
static size_t read_ids(list *l)
{
    const assay__crowd *crowd = l->crowd;
    size_t n = 0;
    for (size_t r = 0; r < crowd->n_order; r++) {
        size_t who = crowd->order[r];
        int64_t number = 0;
        if (assay__str_known(crowd->members[who].id) &&
            assay__integer_read(crowd->members[who].id, &number) && number > 0)
            l->rows[n++] = (dated){.who = who, .rank = r, .day = number};
    }
    l->n = n;
    sort_by_day(l);
    for (size_t i = 0; i < n; i++)
        l->rows[l->sorted[i].who].day = (int64_t)(i * ID_DAYS / n);
    return n;
}

static assay_status list_make(assay__crowd *crowd, list *out, assay_error *err)
{
    size_t room = crowd->n_order;
    list l = {.crowd = crowd,
              .rows = assay__arena_raw(crowd->arena, room, sizeof *l.rows),
              .sorted = assay__arena_raw(crowd->arena, 2 * room, sizeof *l.sorted)};
    if (l.rows == NULL || l.sorted == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for %zu followers", room);
    l.n = read_days(&l);
    l.days = l.n >= ENOUGH;
    if (!l.days)
        l.n = read_ids(&l);
    int64_t bound = INT64_MIN;
    for (size_t i = 0; i < l.n; i++) {
        bound = l.rows[i].day > bound ? l.rows[i].day : bound;
        l.rows[i].bound = bound;
    }
    *out = l;
    return ASSAY_OK;
}

static bool is_fresh(const list *l, const dated *row)
{
    return row->bound - row->day <= (l->days ? FRESH_DAYS : 1);
}

/* The list's ages in twelfths of what is possible at each place. */
static void read_ages(list *l)
{
    l->oldest = l->n > 0 ? l->rows[l->sorted[0].who].day : 0;
    for (size_t b = 0; b < BINS; b++)
        l->ages[b] = 1;
    for (size_t i = 0; i < l->n; i++) {
        const dated *row = &l->rows[i];
        double span = (double)(row->bound - l->oldest) + 1;
        size_t bin = (size_t)((double)(row->day - l->oldest) / span * BINS);
        l->ages[bin < BINS ? bin : BINS - 1]++;
    }
}

/* ---- groups ----------------------------------------------------------------------- */

/** A group being weighed: places[0..n) of the list, ascending, made in one stretch. */
typedef struct batch {
    const size_t *places;
    size_t n;
    int64_t from, to; /* days, both in it */
} batch;

static void note(list *l, const batch *b, double expected, double strength)
{
    assay__crowd *crowd = l->crowd;
    assay_member_group group = {.because = ASSAY_BECAUSE_CREATION_BURST,
                                .first = SIZE_MAX,
                                .n = b->n,
                                .expected = fmin(expected, (double)b->n),
                                .strength = strength,
                                .created_from = ASSAY_TIME_UNKNOWN,
                                .created_to = ASSAY_TIME_UNKNOWN,
                                .rank_from = l->rows[b->places[0]].rank,
                                .rank_to = l->rows[b->places[b->n - 1]].rank};
    if (l->days) {
        group.created_from = b->from * ASSAY__DAY;
        group.created_to = b->to * ASSAY__DAY;
    }
    for (size_t i = 0; i < b->n; i++)
        if (l->rows[b->places[i]].who < group.first)
            group.first = l->rows[b->places[i]].who;
    size_t added = assay__crowd_add_group(crowd, &group);
    for (size_t i = 0; i < b->n && added != ASSAY_NO_GROUP; i++)
        assay__crowd_join(crowd, l->rows[b->places[i]].who, added);
}

/** The densest stretch of a batch. */
typedef struct stretch {
    size_t from, n; /* into the batch's places */
    double expected, digits;
} stretch;

/* How likely a place is to hold an account of a day, up to a constant: the list's own
 * ages, relative to what each place allows, spread over the days it allows. */
static double density(const list *l, size_t place, int64_t day)
{
    int64_t bound = l->rows[place].bound;
    if (bound < day)
        return 0;
    double span = (double)(bound - l->oldest) + 1;
    size_t bin = (size_t)((double)(day - l->oldest) / span * BINS);
    return l->ages[bin < BINS ? bin : BINS - 1] / span;
}

/* The same where one of the batch stands: of days around its own. */
static double density_at(const list *l, size_t place, int64_t day)
{
    int64_t bound = l->rows[place].bound;
    return density(l, place, day < bound ? day : bound);
}

/* Sum of the densities over all places, from the middles of equal blocks. */
static double total_density(const list *l, int64_t day)
{
    size_t blocks = l->n < BLOCKS ? l->n : BLOCKS;
    double sum = 0;
    for (size_t b = 0; b < blocks; b++)
        sum += density(l, (2 * b + 1) * l->n / (2 * blocks), day);
    return sum * (double)l->n / (double)blocks;
}

/* Digits that so many of a batch stand within some places of one of them, by chance:
 * each may be the first, the others fall by the density. */
static stretch densest_of(const list *l, const batch *b, size_t wide, double total)
{
    stretch best = {.digits = 0};
    double others = (double)b->n - 1;
    size_t most = 0;
    for (size_t first = 0, end = 0; first < b->n; first++) {
        while (end < b->n && b->places[end] - b->places[first] < wide)
            end++;
        size_t n = end - first;
        double here = fmax(density_at(l, b->places[first], b->to),
                           density_at(l, b->places[end - 1], b->to));
        double p = AGES_DIFFER * (double)wide * here / total;
        if (n < LEAST_GROUP || !(p < 1) || n + n / 4 <= most)
            continue;
        most = n > most ? n : most;
        double digits = assay__tail_binomial((double)n - 1, others, p) -
                        log10((double)(b->n - n + 1));
        if (digits > best.digits)
            best = (stretch){first, n, 1 + p * others, digits};
    }
    return best;
}

static stretch densest(const list *l, const batch *b)
{
    stretch best = {.digits = 0};
    double total = total_density(l, b->to);
    for (size_t s = 0; s < N_STRETCHES; s++) {
        stretch one = densest_of(l, b, STRETCHES[s], total);
        best = one.digits > best.digits ? one : best;
    }
    return best;
}

/** Batches by day or week, one after another. */
typedef struct batches {
    const list *l;
    size_t *places; /* [n] sorted by day, then place */
    size_t n;       /* that are not brand-new */
    int64_t width;
} batches;

static int64_t unit_of(const batches *all, size_t i)
{
    int64_t day = all->l->rows[all->places[i]].day;
    return day >= 0 ? day / all->width : -((-day + all->width - 1) / all->width);
}

static int compare_places(const void *a, const void *b)
{
    const size_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The members made around a unit but not in it, per unit, and how many units that is:
 * what a day of this season brings. */
static double season(const batches *all, size_t from, size_t to)
{
    const int64_t around = all->width == 1 ? 15 : 6;
    int64_t unit = unit_of(all, from);
    double n = 0;
    for (size_t i = from; i-- > 0 && unit - unit_of(all, i) <= around;)
        n++;
    for (size_t i = to; i < all->n && unit_of(all, i) - unit <= around; i++)
        n++;
    return (n + 1) / (2.0 * (double)around);
}

/* Weighs one batch in both ways. @return digits, looks not yet accounted for */
static double weigh(list *l, const batches *all, size_t from, size_t to, double looked)
{
    size_t *places = all->places + from;
    int64_t unit = unit_of(all, from);
    batch b = {places, to - from, unit * all->width, unit * all->width + all->width - 1};
    double expected = NEWS * season(all, from, to);
    double crowded = l->days ? assay__tail_poisson((double)b.n, expected) : 0;
    if (all->width > 1)
        qsort(places, b.n, sizeof *places, compare_places);
    stretch close = densest(l, &b);
    double digits = fmax(crowded, close.digits) - looked;
    if (digits < ASSAY__GROUP_DIGITS)
        return digits;
    if (close.digits > crowded) {
        b.places += close.from;
        b.n = close.n;
        expected = close.expected;
    }
    note(l, &b, expected, digits);
    return digits;
}

/* Months written as their first day are no days on which many were made. */
static bool is_coarse(const list *l)
{
    size_t firsts = 0;
    for (size_t i = 0; i < l->n; i++) {
        int64_t year;
        unsigned month, day;
        assay__civil_from_days(l->rows[i].day, &year, &month, &day);
        firsts += day == 1;
    }
    return l->days && firsts * 2 > l->n;
}

/* Those who are not brand-new, by day, then place. */
static batches batches_of(const list *l, size_t width, size_t places[])
{
    batches all = {.l = l, .places = places, .width = (int64_t)width};
    for (size_t i = 0; i < l->n; i++)
        if (!is_fresh(l, &l->rows[l->sorted[i].who]))
            places[all.n++] = l->sorted[i].who;
    return all;
}

static double look_at_batches(list *l, batches all)
{
    double best = 0;
    size_t units = 0;
    for (size_t i = 0; i < all.n; i++)
        units += i == 0 || unit_of(&all, i) != unit_of(&all, i - 1);
    double looked = log10((double)(units + 1) * LOOKS);
    for (size_t from = 0, to; from < all.n; from = to) {
        int64_t unit = unit_of(&all, from);
        for (to = from + 1; to < all.n && unit_of(&all, to) == unit;)
            to++;
        if (to - from >= LEAST_GROUP)
            best = fmax(best, weigh(l, &all, from, to, looked));
    }
    return best;
}

/* ---- newcomers -------------------------------------------------------------------- */

/* The brand-new ones of a stretch of places. */
static batch newcomers_of(const list *l, size_t from, size_t to, size_t places[])
{
    batch b = {.places = places, .from = INT64_MAX, .to = INT64_MIN};
    for (size_t i = from; i < to; i++) {
        if (!is_fresh(l, &l->rows[i]))
            continue;
        places[b.n++] = i;
        b.from = l->rows[i].day < b.from ? l->rows[i].day : b.from;
        b.to = l->rows[i].day > b.to ? l->rows[i].day : b.to;
    }
    return b;
}

/* A stretch with more brand-new accounts than the rest of the list lets expect. */
static double look_at_newcomers(list *l, size_t places[])
{
    const size_t wide = STRETCHES[1], step = wide / 2;
    double all = 0, best = 0;
    if (!l->days || l->n < 2 * wide)
        return 0;
    for (size_t i = 0; i < l->n; i++)
        all += is_fresh(l, &l->rows[i]);
    size_t stretches = l->n / step;
    double looked = log10((double)stretches * LOOKS);
    for (size_t from = 0; from + wide <= l->n; from += step) {
        batch b = newcomers_of(l, from, from + wide, places);
        double usual = (all - (double)b.n + 1) / (double)(l->n - wide + 2);
        double p = fmin(NEWCOMERS_DIFFER * usual, 1);
        double digits = assay__tail_binomial((double)b.n, (double)wide, p) - looked;
        best = fmax(best, digits);
        if (b.n >= LEAST_GROUP && digits >= ASSAY__GROUP_DIGITS)
            note(l, &b, p * (double)wide, digits);
    }
    return best;
}

/* ---- statistics of the whole list ------------------------------------------------- */

/* Largest share of 200 in a row made on one day. */
static double same_day(const list *l)
{
    size_t wide = l->n < WINDOW ? l->n : WINDOW, most = 0;
    for (size_t from = 0, to; from < l->n; from = to) {
        int64_t day = l->rows[l->sorted[from].who].day;
        for (to = from + 1; to < l->n && l->rows[l->sorted[to].who].day == day;)
            to++;
        for (size_t first = from, end = from; first < to; first++) {
            while (end < to && l->sorted[end].who - l->sorted[first].who < wide)
                end++;
            most = end - first > most ? end - first : most;
        }
    }
    return (double)most / (double)wide;
}

/* The histogram of one window, by age relative to what it could be. */
static void fill_window(const list *l, size_t from, int64_t oldest, double counts[])
{
    for (size_t b = 0; b < BINS; b++)
        counts[b] = 0;
    for (size_t i = from; i < from + WINDOW; i++) {
        const dated *row = &l->rows[i];
        double span = (double)(row->bound - oldest) + 1;
        size_t bin = (size_t)((double)(row->day - oldest) / span * BINS);
        counts[bin < BINS ? bin : BINS - 1]++;
    }
}

/* 95 % point over the windows of their oddest bin. */
static assay_status sliding_score(const list *l, double *out, assay_error *err)
{
    size_t windows = (l->n - WINDOW) / STRIDE + 1;
    int64_t oldest = l->rows[l->sorted[0].who].day;
    double *counts =
        assay__arena_raw(l->crowd->arena, windows * (BINS + 3), sizeof *counts);
    if (counts == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for %zu windows", windows);
    double *column = counts + windows * BINS, *scratch = column + windows,
           *score = scratch + windows;
    for (size_t w = 0; w < windows; w++) {
        fill_window(l, w * STRIDE, oldest, counts + w * BINS);
        score[w] = 0;
    }
    for (size_t b = 0; b < BINS; b++) {
        for (size_t w = 0; w < windows; w++)
            column[w] = counts[w * BINS + b];
        double median = assay__median(column, windows, scratch);
        double spread = assay__quantile(column, windows, 0.75, scratch) -
                        assay__quantile(column, windows, 0.25, scratch);
        for (size_t w = 0; w < windows; w++)
            score[w] = fmax(score[w], (column[w] - median) / (spread + 1));
    }
    *out = assay__quantile(score, windows, 0.95, scratch);
    return ASSAY_OK;
}

assay_status assay__creation_look(assay__crowd *crowd, assay_audience *out,
                                  assay_error *err)
{
    list l;
    ASSAY__TRY(list_make(crowd, &l, err));
    out->dated = l.days;
    if (l.n < ENOUGH || is_coarse(&l))
        return ASSAY_OK;
    size_t *places = assay__arena_raw(crowd->arena, l.n, sizeof *places);
    if (places == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for %zu followers", l.n);
    sort_by_day(&l);
    read_ages(&l);
    out->creation_burst = look_at_newcomers(&l, places);
    for (size_t w = 0; w < N_WIDTHS; w++)
        out->creation_burst = fmax(
            out->creation_burst, look_at_batches(&l, batches_of(&l, WIDTHS[w], places)));
    if (l.days)
        out->same_day_share = same_day(&l);
    return l.n >= ENOUGH_WINDOWS ? sliding_score(&l, &out->sliding_score, err) : ASSAY_OK;
}
