/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last step of a fit with real labels: what its probabilities, out of fold, were
 * worth on whole accounts. Simulated labels are many and not of the field: none here. */
#include "model/fit_weights.h"

#include "base/str.h"

#include <math.h>

/* The probability of an account's whole view, before any map. */
static double probability(const assay_model *model, const assay__fit_row *row)
{
    const assay__calibration *map = assay__calibration_of(model, row->pattern);
    double odds = map->intercept + map->slope * row->score;
    for (size_t f = ASSAY__CORE_FAMILIES; f < ASSAY__EVIDENCE_FAMILIES; f++)
        odds += isnan(row->contribution[f]) ? 0.0 : row->contribution[f];
    return 1.0 / (1.0 + exp(-odds));
}

assay_status assay__fit_label_map(const assay__fit_data *data, assay_model *model,
                                  assay_arena *arena, assay_error *err)
{
    if (model->basis != ASSAY_BASIS_LABELS)
        return ASSAY_OK;
    double *p = assay_arena_array(arena, data->n + 1, sizeof(double));
    double *label = assay_arena_array(arena, data->n + 1, sizeof(double));
    if (p == NULL || label == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a map of labels");
    size_t n = 0;
    for (size_t i = 0; i < data->n; i++) {
        if (!data->row[i].real || data->row[i].weight < 1.0)
            continue;
        p[n] = probability(model, &data->row[i]);
        label[n++] = data->label[i];
    }
    assay__labelled sample = {p, label, n};
    return assay__label_map_fit(&sample, &model->labels, arena, err);
}
