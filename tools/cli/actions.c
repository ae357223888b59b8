/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of actions has no columns for platform and handle, so it is read beside the
 * other tables and not as one of them: its rows join accounts by the names of objects. */
#include "actions.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct gathering {
    input *in;
    const char *path; /* of the table being read */
} gathering;

static void on_reject(const assay_network_reject *row, void *ctx)
{
    const gathering *g = ctx;
    assay_reject fault = {.file = {g->path, strlen(g->path)},
                          .line = row->line,
                          .field = {row->field, strlen(row->field)},
                          .message = row->message};
    input_reject(g->in, &fault);
}

assay_status actions_read(input *in, const char *path, assay_network *network,
                          assay_error *err)
{
    gathering g = {in, path};
    return assay_network_read(network, path, on_reject, &g, err);
}

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static bool is_there(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0;
}

assay_status actions_of_folder(input *in, assay_network *network, bool *any,
                               assay_error *err)
{
    static const char *const FILES[] = {"actions.csv", "actions.csv.gz",
                                        "actions.csv.zst"};
    assay_status status = ASSAY_OK;
    *any = false;
    if (!is_folder(in->path))
        return ASSAY_OK;
    for (size_t i = 0; status == ASSAY_OK && i < LENGTH(FILES); i++) {
        char *path = path_join(in->path, FILES[i]);
        if (path == NULL)
            return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
        if (is_there(path)) {
            *any = true;
            status = actions_read(in, path, network, err);
        }
        free(path);
    }
    return status;
}

void actions_tell_outside(const input *in, const assay_network *network)
{
    size_t outside = assay_network_outside(network);
    if (outside > 0)
        command_note(in->call,
                     "%zu action%s on accounts that are not in the roster: kept, for a "
                     "pool may serve them too",
                     outside, outside == 1 ? " is" : "s are");
}
