/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of each language, one file a language; a row of NULL ends them. */
#ifndef SIMULATE_GRAMMARS_H
#define SIMULATE_GRAMMARS_H

#include "words.h"

extern const sim_rule SIM_RULES_VI[], SIM_RULES_EN[], SIM_RULES_ID[], SIM_RULES_TH[],
    SIM_RULES_ES[], SIM_RULES_PT[];

#endif
