/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other names are kept apart and looked up among the actors when all are known, so the
 * order in which a follower and a comment came does not matter, and names that never act
 * make no actors. A name that was told of several people is no user name, which a
 * platform gives once, but a word that people share. */
#include "network/joined.h"

#include <stdlib.h>

enum { FIRST_ROOM = 256 };

#define NOBODY UINT32_MAX
#define SEVERAL (UINT32_MAX - 1)

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory for people of two names");
}

assay_status assay__joined_add(assay_network *network, uint32_t actor, assay_str other,
                               assay_error *err)
{
    uint32_t name;
    assay_status status = assay__names_add(&network->others, other, &name, err);
    if (status != ASSAY_OK)
        return status;
    if (network->n_joins == network->room_joins) {
        size_t room = network->room_joins == 0 ? FIRST_ROOM : 2 * network->room_joins;
        assay__join *more = realloc(network->joins, room * sizeof *more);
        if (more == NULL)
            return no_memory(err);
        network->joins = more;
        network->room_joins = room;
    }
    network->joins[network->n_joins++] = (assay__join){actor, name};
    return ASSAY_OK;
}

assay_status assay__joined_find(const assay_network *network, uint32_t **of,
                                assay_error *err)
{
    uint32_t *owner = malloc((network->others.n + (size_t)1) * sizeof *owner);
    if (owner == NULL)
        return no_memory(err);
    for (uint32_t k = 0; k < network->others.n; k++)
        owner[k] = NOBODY;
    for (size_t i = 0; i < network->n_joins; i++) {
        const assay__join *one = &network->joins[i];
        bool same = owner[one->name] == NOBODY || owner[one->name] == one->actor;
        owner[one->name] = same ? one->actor : SEVERAL;
    }
    *of = owner;
    return ASSAY_OK;
}
