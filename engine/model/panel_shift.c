/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a roster is like a panel, when up to four in ten of it may be inflated.
 *
 * Inflated accounts can be of any kind, so that there is more of something than in the
 * panel proves nothing. That there is less does: if a share e of the roster is inflated
 * and the rest is like the panel, every set of accounts A has R(A) >= (1 - e) P(A). The
 * set that would betray a shift best is where R falls short of (1 - e) P; an additive
 * classifier of one half estimates it, the other half is counted. Beside it sets of low
 * scores, which is what the p-values rest on.
 */
#include "model/panel.h"

#include "model/matrix_model.h"

#include "base/str.h"
#include "stat/order.h"

#include <math.h>
#include <stdlib.h>

enum { MOST = 2000, FEWEST = 50, PASSES = 30, HALVES = 2 };

static const double RATE = 0.1, PENALTY = 16.0;

/* Five sets are looked at: 5 x 0.00135 keeps false alarms under one in a hundred. */
static const double ALARM_Z = 3.0;
static const double Z_90 = 1.6448536269514722; /* both ends of a 90 % interval */

/* A difference is named when a roster's account lies beyond a panel's this often. */
static const double WORTH_NAMING = 0.6;

struct assay_panel_shift {
    const assay_panel *panel;
    assay__panel_entry **entries;
    size_t n, room;
};

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory to compare a roster with a panel");
}

assay_status assay_panel_shift_new(const assay_panel *panel, assay_panel_shift **out,
                                   assay_error *err)
{
    assay_panel_shift *shift = calloc(1, sizeof *shift);
    if (shift == NULL)
        return no_memory(err);
    shift->panel = panel;
    *out = shift;
    return ASSAY_OK;
}

void assay_panel_shift_free(assay_panel_shift *shift)
{
    if (shift == NULL)
        return;
    for (size_t i = 0; i < shift->n; i++)
        free(shift->entries[i]);
    free(shift->entries);
    free(shift);
}

static int compare_hashes(const void *a, const void *b)
{
    const assay__panel_entry *left = *(assay__panel_entry *const *)a;
    const assay__panel_entry *right = *(assay__panel_entry *const *)b;
    if (left->hash != right->hash)
        return left->hash < right->hash ? -1 : 1;
    int order = assay__str_compare(left->platform, right->platform);
    return order != 0 ? order : assay__str_compare(left->handle, right->handle);
}

/* Only the accounts of smallest hash are kept; the others are dropped in heaps. */
static void settle(assay_panel_shift *shift)
{
    if (shift->n == 0)
        return;
    qsort(shift->entries, shift->n, sizeof(assay__panel_entry *), compare_hashes);
    while (shift->n > MOST)
        free(shift->entries[--shift->n]);
}

static assay_status push(assay_panel_shift *shift, assay__panel_entry *entry,
                         assay_error *err)
{
    if (entry == NULL)
        return no_memory(err);
    if (shift->n == (size_t)2 * MOST)
        settle(shift);
    if (shift->n == shift->room) {
        size_t room = shift->room == 0 ? 256 : 2 * shift->room;
        assay__panel_entry **grown =
            realloc(shift->entries, room * sizeof(assay__panel_entry *));
        if (grown == NULL) {
            free(entry);
            return no_memory(err);
        }
        shift->entries = grown;
        shift->room = room;
    }
    shift->entries[shift->n++] = entry;
    return ASSAY_OK;
}

assay_status assay_panel_shift_add(assay_panel_shift *shift, const assay_verdict *verdict,
                                   assay_error *err)
{
    if (verdict->state == ASSAY_NOT_ASSESSABLE)
        return ASSAY_OK;
    return push(shift, assay__panel_entry_new(verdict), err);
}

assay_status assay_panel_shift_merge(assay_panel_shift *shift,
                                     const assay_panel_shift *from, assay_error *err)
{
    for (size_t i = 0; i < from->n; i++)
        if (push(shift, assay__panel_entry_copy(from->entries[i]), err) != ASSAY_OK)
            return ASSAY_NO_MEMORY;
    return ASSAY_OK;
}

/* ---- both side by side ------------------------------------------------------------ */

/* Rows of the panel, then of the roster. */
typedef struct beside {
    const assay_panel *panel;
    const assay_panel_shift *shift;
    size_t rows, columns;
    double *cell; /* [columns * rows] column by column */
    uint8_t *bin; /* [columns * rows] */
    double *label, *weight, *margin, *out;
    double *step, *sorted;
} beside;

static bool make_room(beside *b, assay_arena *arena)
{
    size_t n = b->rows + 1, d = b->columns + 1;
    b->cell = assay_arena_array(arena, n * d, sizeof(double));
    b->bin = assay_arena_array(arena, n * d, 1);
    b->label = assay_arena_array(arena, n, sizeof(double));
    b->weight = assay_arena_array(arena, n, sizeof(double));
    b->margin = assay_arena_array(arena, n, sizeof(double));
    b->out = assay_arena_array(arena, n, sizeof(double));
    b->sorted = assay_arena_array(arena, n, sizeof(double));
    b->step = assay_arena_array(arena, d * ASSAY__MATRIX_SLOTS, sizeof(double));
    return b->cell && b->bin && b->label && b->weight && b->margin && b->out &&
           b->sorted && b->step;
}

/* Where a panel's column lies in a vector; SIZE_MAX: it is a platform's. */
static size_t place_of(const char *column)
{
    for (size_t i = 0; i < ASSAY__TRAITS; i++)
        if (strcmp(ASSAY__TRAIT_NAMES[i], column) == 0)
            return i;
    size_t f = assay_feature_find(assay__str(column));
    return f == SIZE_MAX ? SIZE_MAX : ASSAY__TRAITS + f;
}

static double cell_of(const assay__panel_entry *entry, const char *column, size_t place)
{
    char own[128];
    if (place != SIZE_MAX)
        return (double)entry->vector[place];
    assay__panel_platform_column(entry->platform, own);
    return strcmp(own, column) == 0 ? 1.0 : 0.0;
}

static void fill(beside *b)
{
    const assay_panel *panel = b->panel;
    for (size_t c = 0; c < b->columns; c++) {
        double *cell = b->cell + c * b->rows;
        size_t place = place_of(panel->columns[c]);
        for (size_t i = 0; i < panel->rows; i++)
            cell[i] = (double)panel->cells[i * b->columns + c];
        for (size_t i = 0; i < b->shift->n; i++)
            cell[panel->rows + i] =
                cell_of(b->shift->entries[i], panel->columns[c], place);
    }
    for (size_t i = 0; i < b->rows; i++)
        b->label[i] = i >= panel->rows ? 1.0 : 0.0;
}

/* Bins at equal shares of both together. */
static void cut(beside *b)
{
    for (size_t c = 0; c < b->columns; c++) {
        double edges[ASSAY__EDGES] = {0.0};
        const double *cell = b->cell + c * b->rows;
        size_t known = assay__keep_known(cell, b->rows, b->sorted);
        assay__sort(b->sorted, known);
        for (size_t e = 0; known > 0 && e < ASSAY__EDGES; e++)
            edges[e] =
                assay__quantile_sorted(b->sorted, known, (double)(e + 1) / ASSAY__BINS);
        for (size_t i = 0; i < b->rows; i++)
            b->bin[c * b->rows + i] = assay__matrix_bin(edges, cell[i]);
    }
}

/* Log of roster over panel at each account, by a classifier of the other half. Both
 * classes weigh the same. The panel's rows lie in the order of their hashes. */
static void learn(beside *b)
{
    double roster = (double)b->panel->rows / (double)b->shift->n;
    for (size_t half = 0; half < HALVES; half++) {
        for (size_t i = 0; i < b->rows; i++)
            b->weight[i] = i % HALVES == half ? 0.0 : b->label[i] > 0.5 ? roster : 1.0;
        assay__binned data = {.rows = b->rows,
                              .columns = b->columns,
                              .bin = b->bin,
                              .label = b->label,
                              .weight = b->weight};
        assay__boost_options options = {PASSES, RATE, PENALTY};
        assay__boost(&data, &options, b->step, b->margin,
                     (assay__boost_watch){NULL, NULL});
        for (size_t i = half; i < b->rows; i += HALVES)
            b->out[i] = b->margin[i];
    }
}

/* ---- counting --------------------------------------------------------------------- */

/* Accounts inside a set, of the panel and of the roster. */
typedef struct counted {
    double panel, of_panel, roster, of_roster;
} counted;

static double variance(double inside, double all)
{
    double p = (inside + 1.0) / (all + 2.0);
    return p * (1.0 - p) / all;
}

/* Standard errors by which the roster has fewer than e = 0.4 would leave. */
static double shortfall(const counted *set)
{
    double left = 1.0 - ASSAY_PANEL_INFLATED;
    double gap = left * set->panel / set->of_panel - set->roster / set->of_roster;
    return gap / sqrt(left * left * variance(set->panel, set->of_panel) +
                      variance(set->roster, set->of_roster));
}

/* R(A) / P(A): no larger share of the roster can be like the panel. */
static assay_interval largest_share(const counted *set)
{
    double inside = set->roster + 0.5, panel = set->panel + 0.5;
    double ratio = inside / set->of_roster / (panel / set->of_panel);
    double error = sqrt(fmax(0.0, 1.0 / inside - 1.0 / set->of_roster) +
                        fmax(0.0, 1.0 / panel - 1.0 / set->of_panel));
    return (assay_interval){fmin(1.0, ratio), fmin(1.0, ratio * exp(-Z_90 * error)),
                            fmin(1.0, ratio * exp(Z_90 * error))};
}

static void look_at(const counted *set, bool by_kind, double *worst,
                    assay_panel_likeness *out)
{
    double z = shortfall(set);
    if (!(z > *worst))
        return;
    *worst = z;
    out->by_kind = by_kind;
    out->like = largest_share(set);
}

static void look_at_kinds(const beside *b, double *worst, assay_panel_likeness *out)
{
    static const double ODDS[] = {1.0, 2.0, 4.0}; /* in units of the limit's own log */
    const double limit = log(1.0 - ASSAY_PANEL_INFLATED);
    for (size_t k = 0; k < sizeof ODDS / sizeof *ODDS; k++) {
        counted set = {0.0, (double)b->panel->rows, 0.0, (double)b->shift->n};
        for (size_t i = 0; i < b->rows; i++) {
            bool inside = b->out[i] < ODDS[k] * limit;
            set.panel += inside && i < b->panel->rows;
            set.roster += inside && i >= b->panel->rows;
        }
        look_at(&set, true, worst, out);
    }
}

static void look_at_scores(const assay_panel_shift *shift, double *worst,
                           assay_panel_likeness *out)
{
    static const double LEVELS[] = {0.25, 0.5, 0.75};
    const assay__panel_scores *all = &shift->panel->all;
    for (size_t k = 0; k < sizeof LEVELS / sizeof *LEVELS; k++) {
        double limit = assay__quantile_sorted(all->sorted, all->n, LEVELS[k]);
        counted set = {0.0, (double)all->n, 0.0, (double)shift->n};
        set.panel = (double)assay__count_below(all->sorted, all->n, limit);
        for (size_t i = 0; i < shift->n; i++)
            set.roster += shift->entries[i]->score < limit;
        look_at(&set, false, worst, out);
    }
}

/* ---- in what ---------------------------------------------------------------------- */

/* What is not known counts as lowest. */
static double place_known(double x)
{
    return isnan(x) ? -HUGE_VAL : x;
}

static double middle(const double cell[], size_t n, double scratch[])
{
    for (size_t i = 0; i < n; i++)
        scratch[i] = place_known(cell[i]);
    double median = assay__median_in_place(scratch, n);
    return isfinite(median) ? median : ASSAY_NUMBER_UNKNOWN;
}

static double mean(const double cell[], size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += cell[i];
    return sum / (double)n;
}

/* Chance that a roster's account lies above a panel's, ties half. @param sorted work */
static double above(const double panel[], size_t n, const double roster[], size_t m,
                    double sorted[])
{
    double wins = 0.0;
    for (size_t i = 0; i < n; i++)
        sorted[i] = place_known(panel[i]);
    assay__sort(sorted, n);
    for (size_t i = 0; i < m; i++) {
        double x = place_known(roster[i]);
        double below = (double)assay__count_below(sorted, n, x);
        wins += 0.5 * (below + (double)assay__count_up_to(sorted, n, x));
    }
    return wins / ((double)n * (double)m);
}

static assay_panel_difference difference_of(const beside *b, size_t c)
{
    size_t n = b->panel->rows, m = b->shift->n;
    const double *panel = b->cell + c * b->rows, *roster = panel + n;
    assay_panel_difference d = {.what = b->panel->columns[c]};
    double chance = above(panel, n, roster, m, b->sorted);
    d.apart = chance > 0.5 ? chance : 1.0 - chance;
    if (place_of(d.what) == SIZE_MAX) {
        d.panel = mean(panel, n);
        d.roster = mean(roster, m);
        return d;
    }
    d.panel = middle(panel, n, b->sorted);
    d.roster = middle(roster, m, b->sorted);
    if (strcmp(d.what, ASSAY__TRAIT_NAMES[0]) == 0) { /* followers are kept as log10 */
        d.panel = pow(10.0, d.panel);
        d.roster = pow(10.0, d.roster);
    }
    return d;
}

/* The largest first; ties keep the order of columns. */
static void insert(assay_panel_likeness *out, assay_panel_difference d)
{
    size_t at = out->n_differences;
    while (at > 0 && out->difference[at - 1].apart < d.apart)
        at--;
    if (at == ASSAY_PANEL_DIFFERENCES)
        return;
    if (out->n_differences < ASSAY_PANEL_DIFFERENCES)
        out->n_differences++;
    for (size_t i = out->n_differences - 1; i > at; i--)
        out->difference[i] = out->difference[i - 1];
    out->difference[at] = d;
}

static void name_differences(const beside *b, assay_panel_likeness *out)
{
    for (size_t c = 0; c < b->columns; c++) {
        assay_panel_difference d = difference_of(b, c);
        if (d.apart >= WORTH_NAMING)
            insert(out, d);
    }
}

static assay_status compare(assay_panel_shift *shift, assay_arena *arena,
                            assay_panel_likeness *out, assay_error *err)
{
    double worst = -HUGE_VAL;
    const assay_panel *panel = shift->panel;
    beside b = {.panel = panel, .shift = shift};
    b.rows = panel->rows + shift->n;
    b.columns = panel->n_columns;
    if (!make_room(&b, arena))
        return no_memory(err);
    fill(&b);
    cut(&b);
    learn(&b);
    look_at_kinds(&b, &worst, out);
    look_at_scores(shift, &worst, out);
    out->alarm = worst > ALARM_Z;
    if (out->alarm)
        name_differences(&b, out);
    return ASSAY_OK;
}

assay_status assay_panel_shift_finish(assay_panel_shift *shift, assay_panel_likeness *out,
                                      assay_error *err)
{
    settle(shift);
    assay_panel_likeness found = {.like = ASSAY_INTERVAL_UNKNOWN, .compared = shift->n};
    if (shift->n >= FEWEST && shift->panel->rows >= FEWEST) {
        assay_arena *arena = NULL;
        ASSAY__TRY(assay_arena_new((size_t)1 << 20, NULL, &arena, err));
        assay_status status = compare(shift, arena, &found, err);
        assay_arena_free(arena);
        if (status != ASSAY_OK)
            return status;
    }
    *out = found;
    return ASSAY_OK;
}
