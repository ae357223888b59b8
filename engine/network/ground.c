/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weights first as they are, then, if the crowd turns out to be the block, by bursts. */
#include "network/ground.h"

#include "base/clock.h"
#include "base/str.h"

enum { MANY = 10000000, LARGE = 100000 };

bool assay__ground_is_crowd(const assay__grid *grid, const assay__block *block)
{
    uint32_t part = grid->n_windows < LARGE ? 2 : 10;
    return block->n_actors > grid->n_actors / part &&
           block->n_windows > grid->n_windows / part / 2;
}

static assay_status no_crowd(const assay__grid *grid, assay__block *block,
                             assay_error *err)
{
    assay__core core = {0};
    assay_status status = assay__core_new(grid, 0, &core, err);
    if (status == ASSAY_OK)
        status = assay__densest(&core, block, err);
    assay__core_free(&core);
    return status;
}

/* The densest block, unless it is plain beforehand that a crowd is. */
static assay_status look(const assay__grid *grid, bool many, assay__block *block,
                         bool *crowd, assay_error *err)
{
    assay__core core = {0};
    uint32_t half = grid->n_actors / 2;
    assay_status status = many ? assay__core_unless(grid, half, &core, err)
                               : assay__core_new(grid, 0, &core, err);
    *crowd = many && core.live > half;
    if (status == ASSAY_OK && !*crowd) {
        status = assay__densest(&core, block, err);
        *crowd = status == ASSAY_OK && assay__ground_is_crowd(grid, block);
    }
    assay__core_free(&core);
    return status;
}

static assay_status search(const assay__ties *ties, int64_t bin_seconds,
                           assay__ground *ground, assay_error *err)
{
    bool crowd = false;
    if (bin_seconds < ASSAY__DAY)
        return no_crowd(&ground->grid, &ground->block, err);
    ASSAY__TRY(look(&ground->grid, ties->n > MANY, &ground->block, &crowd, err));
    if (!crowd)
        return ASSAY_OK;
    assay__block_free(&ground->block);
    ground->bursts = true;
    assay__grid_weigh_bursts(ties, &ground->grid);
    return no_crowd(&ground->grid, &ground->block, err);
}

assay_status assay__ground_new(const assay__ties *ties, int64_t bin_seconds,
                               assay__ground *out, assay_error *err)
{
    assay__ground ground = {.bursts = false};
    assay__cut cut = {.bin_seconds = bin_seconds};
    ASSAY__TRY(assay__grid_new(ties, cut, &ground.grid, err));
    assay_status status = search(ties, bin_seconds, &ground, err);
    if (status == ASSAY_OK)
        *out = ground;
    else
        assay__ground_free(&ground);
    return status;
}

void assay__ground_free(assay__ground *ground)
{
    assay__grid_free(&ground->grid);
    assay__block_free(&ground->block);
}
