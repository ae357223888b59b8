/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch as a table (verdicts.csv) or as a page: what each account gives is kept until
 * all are there, since q-values and flags belong to the whole. Accounts stand as for
 * themselves: days on which a platform removed accounts, which only `assay audit` finds,
 * are not looked for. */
#ifndef ASSAY_SERVICE_ROSTER_H
#define ASSAY_SERVICE_ROSTER_H

#include "scoring.h"

typedef struct roster roster;

/** Room for so many accounts. @return NULL when memory ran out */
roster *roster_new(size_t accounts, const score_wish *wish, http_exchange *x);

/** Keep an account's part; any thread. @return false when memory is used up */
bool roster_add(roster *all, worker *by, const scored *result);

/** Make the reply when all are there.
 * @param rejected  lines that could not be used */
void roster_reply(roster *all, request *r, uint64_t rejected);

/** NULL does nothing. */
void roster_free(roster *all);

#endif
