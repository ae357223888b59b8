/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an export: the first byte chooses the shape, the rest is the file. Whatever
 * an import writes, the reader of assay's own input takes without a reject, and with
 * little memory the import writes the same. */
#include "base/buffer.h"
#include "base/str.h"

#include <assay/import.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Imports to NDJSON; false when it did not end well. */
static bool import_all(const char *shape, assay_str bytes, size_t memory,
                       assay_buffer *out)
{
    static const char *const MAPS[] = {"handle=a,post=b,at=c,likes=d.e,caption=f"};
    bool csv = strcmp(shape, "csv") == 0;
    assay_import_options options = {.shape = shape,
                                    .maps = MAPS,
                                    .n_maps = csv ? 1 : 0,
                                    .platform = {"x", 1},
                                    .handle = {"y", 1},
                                    .partial = true,
                                    .form = ASSAY_IMPORT_NDJSON,
                                    .memory_bytes = memory,
                                    .record_bytes = 1024,
                                    .as_of = (int64_t)bytes.len * 86400};
    assay_import *import;
    assay_import_piece piece;
    if (assay_import_new(&options, &import, NULL) != ASSAY_OK)
        abort();
    assay_status status = assay_import_read_bytes(import, "-", bytes, NULL);
    while (status == ASSAY_OK) {
        status = assay_import_next(import, &piece, NULL);
        if (status == ASSAY_OK)
            assay__buffer_put(out, piece.text);
    }
    assay_import_free(import);
    return status == ASSAY_END;
}

/* Each line is one account that the reader takes. */
static void must_read(assay_str text)
{
    assay_arena *arena;
    if (assay_arena_new(1 << 12, NULL, &arena, NULL) != ASSAY_OK)
        abort();
    while (text.len > 0) {
        const assay_account *account;
        const char *newline = memchr(text.ptr, '\n', text.len);
        if (newline == NULL)
            abort();
        assay_str line = {text.ptr, (size_t)(newline - text.ptr)};
        assay_arena_reset(arena);
        if (assay_account_from_json(line, arena, &account, NULL) != ASSAY_OK)
            abort();
        text.ptr += line.len + 1;
        text.len -= line.len + 1;
    }
    assay_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t shapes = 0;
    assay_buffer ample = {0}, scant = {0};
    if (size < 1)
        return 0;
    while (assay_import_shape_name(shapes) != NULL)
        shapes++;
    const char *shape = assay_import_shape_name(data[0] % shapes);
    assay_str bytes = {(const char *)data + 1, size - 1};
    bool good = import_all(shape, bytes, 0, &ample);
    if (import_all(shape, bytes, 64, &scant) != good)
        abort();
    if (good) {
        must_read((assay_str){ample.bytes, ample.len});
        if (!assay__str_equal((assay_str){ample.bytes, ample.len},
                              (assay_str){scant.bytes, scant.len}))
            abort();
    }
    assay__buffer_free(&ample);
    assay__buffer_free(&scant);
    return 0;
}
