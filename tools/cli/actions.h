/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of actions: who came to whom and when, beside what a roster's own tables tell.
 *
 * Every command that builds a network over a roster adds the actions.csv of its folder
 * here, so that all of them see the same acts. Rows that cannot be used are faults of the
 * input, told and counted like those of any table. */
#ifndef ASSAY_CLI_ACTIONS_H
#define ASSAY_CLI_ACTIONS_H

#include "input.h"

/** Add the rows of one table of actions. @errors as assay_network_read */
ASSAY_CHECKED assay_status actions_read(input *in, const char *path,
                                        assay_network *network, assay_error *err);

/** Add the actions of a folder: actions.csv, actions.csv.gz and actions.csv.zst, those
 * that are there. An input that is no folder has none.
 *
 * @param any  [1] whether there was such a table
 * @errors as actions_read
 */
ASSAY_CHECKED assay_status actions_of_folder(input *in, assay_network *network, bool *any,
                                             assay_error *err);

/** Say how many acts are on accounts that are not in the roster, which was added before:
 * they stay in the network, for they may show who else a pool serves. */
void actions_tell_outside(const input *in, const assay_network *network);

#endif
