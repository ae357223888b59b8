/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What labels say a probability is worth: a map of the fitted probability, chosen by how
 * many labels there are.
 *
 * Under 50 labels nothing is laid over the logistic calibration (two numbers are all so
 * few can bear). From 50 a beta map (three numbers, never falling). From 200, with 50 of
 * each class, Venn-Abers: between low and high lies the share of inflated accounts among
 * those with such a score, whatever its shape. Isotonic maps need the more labels:
 * below some hundreds they repeat the accident of the sample.
 */
#ifndef ASSAY_MODEL_LABEL_MAP_H
#define ASSAY_MODEL_LABEL_MAP_H

#include "format/document.h"
#include "format/json_writer.h"
#include "stat/calibrate.h"

typedef enum assay__label_method {
    ASSAY__LABELS_NO_MAP,
    ASSAY__LABELS_BETA,
    ASSAY__LABELS_VENN_ABERS
} assay__label_method;

enum {
    ASSAY__BETA_FEWEST = 50,
    ASSAY__VENN_ABERS_FEWEST = 200,
    ASSAY__VENN_ABERS_EACH = 50
};

/** A map; zeroed there is none. Its arrays are the owner's, see assay__label_map_free. */
typedef struct assay__label_map {
    assay__label_method method;
    double n; /**< labels it was fitted on */
    assay__beta_map beta;
    assay__venn_abers abers; /**< knots where either end steps, which says the same */
} assay__label_map;

/** The method that so many labels can bear. */
assay__label_method assay__label_method_for(size_t bad, size_t good);

/** `beta`, `venn_abers`; NULL for none; static. */
const char *assay__label_method_name(assay__label_method method);

/** Fit to probabilities with labels 0 or 1. @errors NO_MEMORY, NUMERIC */
ASSAY_CHECKED assay_status assay__label_map_fit(const assay__labelled *sample,
                                                assay__label_map *out, assay_arena *arena,
                                                assay_error *err);

/** The probability with its ends, none more certain than the number of labels can make it
 * (assay__laplace); a beta map, or none, has both ends at the value. */
assay_interval assay__label_map_apply(const assay__label_map *map, double p);

/** An object, members by name. */
void assay__label_map_save(assay__json_writer *json, const assay__label_map *map);

/** @errors UNKNOWN_MODEL with the place, NO_MEMORY */
ASSAY_CHECKED assay_status assay__label_map_load(const assay__node *node,
                                                 assay__label_map *out, assay_error *err);

/** A zeroed one does nothing. */
void assay__label_map_free(assay__label_map *map);

#endif
