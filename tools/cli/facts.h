/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the accounts of one input tell together, gathered in a first reading: days on
 * which a platform removed accounts, the handles of all, what they sold, and the roster's
 * own norms. */
#ifndef ASSAY_CLI_FACTS_H
#define ASSAY_CLI_FACTS_H

#include "input.h"

/** The facts; zeroed is none, to be freed by facts_free. */
typedef struct facts {
    assay_roster roster;
    assay_roster_norms *norms; /**< NULL when not asked for */
    const assay_norms_shift *shifts;
    size_t n_shifts;
    assay_purge_finder *finder; /**< the purges lie in it */
    assay_arena *names;
    assay_network *network; /**< what it found of each account lies in it */
    assay_str *handles;
    size_t room;
    assay_sales_peer *sold; /**< texts in names */
    size_t sold_room;
} facts;

/** What is to be learnt. */
typedef struct facts_ask {
    const assay_model *norms;             /**< to compare the roster's with; NULL: none */
    const assay_profiles_model *profiles; /**< who of an audience looks made to order */
    bool unsearched;                      /**< count who acts, look for no groups */
} facts_ask;

/** Read the whole input once, the actions of a folder too. Its faults are told here; the
 * next reading is silent. @errors as the reader; NO_MEMORY */
ASSAY_CHECKED assay_status facts_gather(facts *out, input *in, const facts_ask *ask,
                                        assay_error *err);

/** Add an account to a network, each of its audience with what a model says of the
 * profile. @param arena  of the account   @errors as assay_network_add_account */
ASSAY_CHECKED assay_status facts_add_to_network(assay_network *network,
                                                const assay_account *account,
                                                const assay_profiles_model *profiles,
                                                assay_arena *arena, assay_error *err);

/** Read the whole input once for whom its accounts have in common. Its faults are told
 * here; the next reading is silent. @errors as the reader; NO_MEMORY */
ASSAY_CHECKED assay_status facts_meet(input *in, assay_contacts_met **out,
                                      assay_error *err);

/** Let the handles go: once all is scored nobody asks for them, and they are a third of
 * what an account costs. */
void facts_forget_handles(facts *gathered);

void facts_free(facts *gathered);

#endif
