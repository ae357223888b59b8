/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What audience, network, livestreams and sales add, where they are there.
 *
 * Few accounts bring them and any may be missing, so they do not share a fit with the
 * core: their steps are fitted with the core's calibrated log-odds as an offset, out of
 * fold, since a score that has seen its own rows would leave them nothing to explain. An
 * account without witnesses is thus judged as if there were none, and one whose witnesses
 * are calm gets better for it.
 */
#include "model/fit_weights.h"

#include "base/str.h"

enum { FEWEST_OF_A_CLASS = 20 };

/* The core's row of the same look at the same account; both stand in one order. */
static size_t core_row(const assay__fit_data *core, size_t at, const assay__fit_row *row)
{
    while (core->row[at].view != row->view || !core->row[at].real)
        at++;
    return at;
}

static void begin_at_core(const assay__fit_data *core, const assay_model *model,
                          const assay__fit_data *data, double offset[])
{
    size_t at = 0;
    for (size_t i = 0; i < data->n; i++) {
        at = core_row(core, at, &data->row[i]);
        const assay__calibration *map =
            assay__calibration_of(model, core->row[at].pattern);
        offset[i] = map->intercept + map->slope * core->row[at].score;
    }
}

static void give_back(const assay__fit_data *data, assay__fit_data *core)
{
    size_t at = 0;
    for (size_t i = 0; i < data->n; i++) {
        at = core_row(core, at, &data->row[i]);
        for (size_t f = ASSAY__CORE_FAMILIES; f < ASSAY__EVIDENCE_FAMILIES; f++)
            core->row[at].contribution[f] = data->row[i].contribution[f];
    }
}

static bool enough(const assay__fit_data *data)
{
    size_t bad = 0, all = 0;
    for (size_t i = 0; i < data->n; i++) {
        bool whole = data->row[i].weight >= 1.0;
        all += whole;
        bad += whole && data->label[i] > 0.5;
    }
    return bad >= FEWEST_OF_A_CLASS && all - bad >= FEWEST_OF_A_CLASS;
}

assay_status assay__fit_witnesses(const assay_fit *fit, assay__fit_data *core,
                                  assay_model *model, assay_arena *arena,
                                  assay_error *err)
{
    assay__fit_data data = {
        .fold = core->fold, .n_folds = core->n_folds, .witnesses = true};
    ASSAY__TRY(assay__fit_data_make(fit, model, arena, &data, err));
    if (!enough(&data))
        return ASSAY_OK;
    double *offset = assay_arena_array(arena, data.n, sizeof(double)), spread;
    if (offset == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the witnesses");
    begin_at_core(core, model, &data, offset);
    data.offset = offset;
    ASSAY__TRY(assay__fit_weights(&data, model, arena, &spread, err));
    give_back(&data, core);
    return ASSAY_OK;
}
