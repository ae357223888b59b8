/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "network/found.h"

#include <stdlib.h>

assay_status assay__found_add(assay__founds *all, const assay__found *one,
                              assay_error *err)
{
    if (all->n == all->room) {
        size_t room = all->room == 0 ? 32 : 2 * all->room;
        assay__found *more = realloc(all->items, room * sizeof *more);
        if (more == NULL)
            return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the groups found");
        all->items = more;
        all->room = room;
    }
    all->items[all->n++] = *one;
    return ASSAY_OK;
}

void assay__founds_free(assay__founds *all)
{
    free(all->items);
    *all = (assay__founds){0};
}
