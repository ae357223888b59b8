/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a card: the model, the labels and the panel that its numbers rest on, the
 * policy they were weighed by, and that to show something is not to have done it. */
#include "report/card_ground.h"

#include "base/str.h"

#include <math.h>

/* What labels the probability rests on, when there were enough to map it. */
static void put_calibration(const assay__card *c, const assay_verdict *v)
{
    if (v->calibration == NULL)
        return;
    bool beta = strcmp(v->calibration, "beta") == 0;
    assay__word n = assay__count_word(v->calibration_n, c->language);
    assay__say(
        c->out, ASSAY__SAY_CALIBRATED, c->language,
        (assay_str[]){assay__word_str(&n), assay__str(beta ? "beta" : "Venn-Abers")}, 2);
    assay__card_put(c, ".\n");
}

static void put_panel(const assay__card *c, const assay_verdict *v)
{
    if (v->panel_stratum == NULL || isnan(v->p_value))
        return;
    assay__word share = assay__percent_word(v->p_value, c->language);
    assay__word n = assay__count_word(v->panel_n, c->language);
    assay__say(c->out, ASSAY__SAY_IN_PANEL, c->language,
               (assay_str[]){assay__word_str(&share), assay__word_str(&n),
                             assay__str(v->panel_stratum)},
               3);
    assay__card_put(c, ".\n");
}

void assay__card_ground(const assay__card *c)
{
    const assay_verdict *v = c->verdict;
    assay__message evidence =
        (assay__message)(ASSAY__SAY_EVIDENCE_SIMULATED + v->evidence);
    assay__card_put(c, "\n");
    if (v->n_models > 0) {
        assay_str sha = assay__str(v->models[0].sha256);
        sha.len = sha.len > 12 ? 12 : sha.len;
        assay__say(c->out, ASSAY__SAY_GROUND, c->language,
                   (assay_str[]){assay__str(v->models[0].name), sha,
                                 assay__str(v->stratum == NULL ? "*" : v->stratum),
                                 assay__str(assay__message_text(evidence, c->language))},
                   4);
        assay__card_put(c, ".\n");
    }
    put_calibration(c, v);
    put_panel(c, v);
    assay__word words[3] = {assay__short_word(v->policy.cost_wrong_sign, c->language),
                            assay__short_word(v->policy.cost_wrong_decline, c->language),
                            assay__percent_word(v->policy.prevalence, c->language)};
    assay__say(c->out, ASSAY__SAY_POLICY, c->language,
               (assay_str[]){assay__word_str(&words[0]), assay__word_str(&words[1]),
                             assay__word_str(&words[2])},
               3);
    assay__card_put(c, ".\n");
    assay__card_wrapped(
        c, assay__str(assay__message_text(ASSAY__SAY_CAVEAT, c->language)), 0, 0);
}
