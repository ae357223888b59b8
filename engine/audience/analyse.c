/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audience family in its order. */
#include <assay/audience.h>

assay_status assay_audience_analyse(const assay_account *account,
                                    const assay_norms *norms, const assay_roster *roster,
                                    assay_arena *arena, assay_audience *out,
                                    assay_error *err)
{
    (void)norms;
    (void)roster;
    (void)arena;
    (void)err;
    *out = (assay_audience){.n = account->n_audience};
    out->lack = out->n == 0 ? ASSAY_LACK_TABLE : ASSAY_LACK_FEW;
    return ASSAY_OK;
}
