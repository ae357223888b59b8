/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The share of fakes among judged profiles: cells of each view are a mixture of its
 * sources' (stat/share.h), and the views count by how many profiles each holds. */
#include "audience/profile_model.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "stat/share.h"

/* Views with fewer profiles than this take the part of a larger one: a share of its own
 * would be the prior's. */
static const double FEWEST_OF_A_VIEW = 5;

/* Sources may be single deliveries of a seller; a list holds several, whose tilts
 * average: of four, half. */
static const double DELIVERIES_TILT = 0.5;

typedef struct tally {
    double count[ASSAY_PROFILE_VIEWS][ASSAY_PROFILE_BINS];
    double weight[ASSAY_PROFILE_VIEWS], squares, total;
    double probability; /* weighted sum */
    size_t n;
} tally;

static size_t cell_of(const assay__profile_scale *scale, double probability)
{
    size_t cell = 0;
    while (cell < ASSAY_PROFILE_BINS - 1 && probability >= scale->edges[cell])
        cell++;
    return cell;
}

static tally count_cells(const assay_profiles_model *model,
                         const assay_profiles_sample *sample)
{
    tally t = {.n = 0};
    for (size_t i = 0; i < sample->n; i++) {
        assay_profile_view view = sample->view[i];
        double weight = sample->weight == NULL ? 1 : sample->weight[i];
        if (isnan(sample->probability[i]) || !(weight > 0) ||
            model->scales[view].n_sources == 0)
            continue;
        t.count[view][cell_of(&model->scales[view], sample->probability[i])] += weight;
        t.weight[view] += weight;
        t.total += weight;
        t.squares += weight * weight;
        t.probability += weight * sample->probability[i];
        t.n++;
    }
    return t;
}

/* What a view's sources say of one class, its cells as they are or, with a cut, below it
 * and from it on. @return how many sources there are */
static size_t learn_class(const assay__profile_scale *scale, bool fake, size_t cut,
                          double count[], assay__share_class *out)
{
    size_t n = 0, cells = cut > 0 ? 2 : ASSAY_PROFILE_BINS;
    for (size_t s = 0; s < scale->n_sources; s++) {
        const double *own = scale->sources[s].count;
        if (scale->sources[s].fake != fake)
            continue;
        if (cut > 0)
            assay__share_halve(own, ASSAY_PROFILE_BINS, cut, count + n * cells);
        else
            memcpy(count + n * cells, own, cells * sizeof *own);
        n++;
    }
    assay__share_sources sources = {count, n, cells};
    assay__share_learn(&sources, out);
    return n;
}

/* Share of one class, over the sources of a view, on its own side of one half. */
static double rightly_told(const assay__profile_scale *scale, bool fake, size_t *sources)
{
    double told = 0, all = 0;
    size_t half = cell_of(scale, 0.5);
    *sources = 0;
    for (size_t s = 0; s < scale->n_sources; s++) {
        const assay_profiles_source *source = &scale->sources[s];
        if (source->fake != fake)
            continue;
        for (size_t b = 0; b < ASSAY_PROFILE_BINS; b++)
            told += (b >= half) == fake ? source->count[b] : 0;
        all += source->n;
        ++*sources;
    }
    return all > 0 ? told / all : ASSAY_NUMBER_UNKNOWN;
}

/* Sensitivity and specificity at one half. */
static void accuracy(const assay__profile_scale *scale, assay_profiles_share *out)
{
    size_t communities;
    out->sensitivity = rightly_told(scale, true, &out->fake_sources);
    out->specificity = rightly_told(scale, false, &communities);
}

/* Saerens' fixed point over cells: each cell's chances are those of its sources. */
static double em_share(const assay__share_part *part)
{
    enum { ROUNDS = 200 };
    double one = 0, other = 0, n = 0, share = 0.2;
    for (size_t b = 0; b < part->cells; b++) {
        one += part->one->alpha[b];
        other += part->other->alpha[b];
        n += part->count[b];
    }
    for (int round = 0; round < ROUNDS; round++) {
        double hits = 0;
        for (size_t b = 0; b < part->cells; b++) {
            double mine = share * part->one->alpha[b] / one;
            double theirs = (1 - share) * part->other->alpha[b] / other;
            hits += part->count[b] * mine / (mine + theirs);
        }
        if (hits / n == share)
            break;
        share = hits / n;
    }
    return share;
}

/* (mean cell of the sample - of the people) / (of the fakes - of the people). */
static double pacc_share(const assay__share_part *part)
{
    double mean[3] = {0}, sum[3] = {0};
    const double *const count[3] = {part->count, part->one->alpha, part->other->alpha};
    for (size_t k = 0; k < 3; k++)
        for (size_t b = 0; b < part->cells; b++) {
            mean[k] += (double)b * count[k][b];
            sum[k] += count[k][b];
        }
    double sample = mean[0] / sum[0], fake = mean[1] / sum[1], real = mean[2] / sum[2];
    if (!(fake > real))
        return ASSAY_NUMBER_UNKNOWN;
    return fmax(0, fmin(1, (sample - real) / (fake - real)));
}

/** What is needed of a view: all cells, to see whether the sample is a mixture, and those
 * that the share is read from. */
typedef struct looks {
    assay__share_class one, other, cut_one, cut_other;
    double cut_count[2];
} looks;

/* Parts of the views with enough profiles; the largest stands for the small ones. */
typedef struct split {
    assay__share_part fine[ASSAY_PROFILE_VIEWS], parts[ASSAY_PROFILE_VIEWS];
    looks views[ASSAY_PROFILE_VIEWS];
    size_t n;
    assay_profile_view largest;
} split;

/* Adds a view. Cells of several sellers differ in shape, so the share is read from one
 * mark; a single seller's are taken as they are. */
static void add_view(const assay__profile_scale *scale, const double count[],
                     double weight, double work[], split *out)
{
    enum { BINS = ASSAY_PROFILE_BINS };
    looks *v = &out->views[out->n];
    size_t fakes = learn_class(scale, true, 0, work, &v->one);
    size_t people = learn_class(scale, false, 0, work, &v->other);
    if (fakes == 0 || people == 0)
        return;
    assay__share_part whole = {BINS, count, &v->one, &v->other, weight};
    out->fine[out->n] = out->parts[out->n] = whole;
    if (fakes > 1) {
        size_t cut = assay__share_cut(&v->one, &v->other, BINS);
        (void)learn_class(scale, true, cut, work, &v->cut_one);
        (void)learn_class(scale, false, cut, work, &v->cut_other);
        v->cut_one.tilt *= DELIVERIES_TILT;
        assay__share_halve(count, BINS, cut, v->cut_count);
        out->parts[out->n] =
            (assay__share_part){2, v->cut_count, &v->cut_one, &v->cut_other, weight};
    }
    out->n++;
}

static assay_status split_views(const assay_profiles_model *model, tally *t, split *out,
                                assay_arena *arena, assay_error *err)
{
    double *work = assay_arena_array(
        arena, (size_t)ASSAY__MOST_SOURCES * ASSAY_PROFILE_BINS, sizeof *work);
    if (work == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a share");
    double scale = t->total / t->squares; /* effective cases a unit of weight (Kish) */
    for (size_t v = 1; v < ASSAY_PROFILE_VIEWS; v++)
        if (t->weight[v] > t->weight[out->largest])
            out->largest = (assay_profile_view)v;
    for (size_t v = 1; v < ASSAY_PROFILE_VIEWS; v++) {
        if (v != out->largest && t->weight[v] * scale < FEWEST_OF_A_VIEW)
            continue;
        for (size_t b = 0; b < ASSAY_PROFILE_BINS; b++)
            t->count[v][b] *= scale;
        add_view(&model->scales[v], t->count[v], t->weight[v], work, out);
    }
    return ASSAY_OK;
}

/* All but the share: what other ways say, and what it rests on. */
static void put_checks(const assay_profiles_model *model, const tally *t,
                       const split *views, assay_profiles_share *out)
{
    double em = 0, pacc = 0, weights = 0;
    for (size_t i = 0; i < views->n; i++) {
        em += views->fine[i].weight * em_share(&views->fine[i]);
        pacc += views->fine[i].weight * pacc_share(&views->fine[i]);
        weights += views->fine[i].weight;
    }
    out->em = em / weights;
    out->pacc = pacc / weights;
    out->drift = assay__share_fit(views->fine, views->n);
    out->n = t->n;
    out->effective = t->total * t->total / t->squares;
    accuracy(&model->scales[views->largest], out);
}

assay_status assay__profiles_share_unless(const assay_profiles_model *model,
                                          const assay_profiles_sample *sample,
                                          const assay__share_ask *ask,
                                          assay_profiles_share *out, assay_error *err)
{
    const double unknown = ASSAY_NUMBER_UNKNOWN;
    if (!model->labelled)
        return assay_fail(
            err, ASSAY_UNUSABLE,
            "%s: fitted without labels, it ranks profiles and gives no share",
            model->name);
    assay_profiles_share found = {.share = ASSAY_INTERVAL_UNKNOWN,
                                  .em = unknown,
                                  .pacc = unknown,
                                  .drift = unknown,
                                  .sensitivity = unknown,
                                  .specificity = unknown};
    split *views = assay_arena_alloc(ask->arena, sizeof *views);
    if (views == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a share");
    tally t = count_cells(model, sample);
    if (t.total > 0)
        ASSAY__TRY(split_views(model, &t, views, ask->arena, err));
    if (views->n > 0)
        put_checks(model, &t, views, &found);
    if (views->n > 0 && !(ask->unless != NULL && ask->unless(&found)))
        ASSAY__TRY(assay__share_estimate(views->parts, views->n, ask->level, ask->arena,
                                         &found.share, err));
    *out = found;
    return ASSAY_OK;
}

assay_status assay_profiles_share_of(const assay_profiles_model *model,
                                     const assay_profiles_sample *sample, double level,
                                     assay_arena *arena, assay_profiles_share *out,
                                     assay_error *err)
{
    const assay__share_ask ask = {level, NULL, arena};
    return assay__profiles_share_unless(model, sample, &ask, out, err);
}
