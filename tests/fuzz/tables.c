/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a table alone, known by its header: what comes out keeps the promises of
 * an account, and with little memory, which sends rows through files, it is the same. */
#include "account/tables.h"
#include "base/buffer.h"
#include "base/str.h"
#include "promises.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The digests of all accounts, one behind the other. @return how it ended */
static assay_status read_all(assay_str bytes, size_t memory, assay_buffer *digests)
{
    const assay_reader_options options = {.memory_bytes = memory, .record_bytes = 4096};
    assay__input *input;
    assay__tables *tables = NULL;
    assay_arena *arena;
    char sha256[65];
    assay_error err = {0};
    insist(assay_arena_new(0, NULL, &arena, NULL) == ASSAY_OK);
    insist(assay__input_open_bytes(bytes, &input, NULL) == ASSAY_OK);
    assay_status status = assay__tables_open_one("-", input, &options, &tables, &err);
    while (status == ASSAY_OK) {
        const assay_account *account = NULL;
        assay_arena_reset(arena);
        status = assay__tables_next(tables, arena, &account, &err);
        if (status != ASSAY_OK || account == NULL)
            continue;
        check_account(account);
        insist(assay_account_sha256(account, sha256, NULL) == ASSAY_OK);
        assay__buffer_put(digests, assay__str(sha256));
    }
    insist(status == ASSAY_END || err.message[0] != '\0');
    assay__tables_free(tables);
    assay__input_close(input);
    assay_arena_free(arena);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    assay_buffer ample = {0}, scant = {0};
    assay_str bytes = {(const char *)data, size};
    assay_status status = read_all(bytes, 1 << 20, &ample);
    insist(read_all(bytes, 256, &scant) == status);
    insist(status != ASSAY_END || assay__str_equal((assay_str){ample.bytes, ample.len},
                                                   (assay_str){scant.bytes, scant.len}));
    assay__buffer_free(&ample);
    assay__buffer_free(&scant);
    return 0;
}
