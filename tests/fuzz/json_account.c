/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as an account: a refusal names its place; what is accepted keeps every
 * promise of the record, and white space around it changes nothing. */
#include <assay/reader.h>

#include "base/str.h"
#include "promises.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    assay_arena *arena;
    const assay_account *account, *again;
    char one[65], other[65];
    assay_error err;
    insist(assay_arena_new(0, NULL, &arena, NULL) == ASSAY_OK);
    assay_str json = {(const char *)data, size};
    assay_status status = assay_account_from_json(json, arena, &account, &err);
    if (status == ASSAY_OK) {
        char *spaced = assay_arena_alloc(arena, size + 2);
        insist(spaced != NULL);
        spaced[0] = ' ';
        memcpy(spaced + 1, data, size);
        spaced[size + 1] = '\n';
        json = (assay_str){spaced, size + 2};
        check_account(account);
        insist(assay_account_from_json(json, arena, &again, &err) == ASSAY_OK);
        insist(assay_account_sha256(account, one, NULL) == ASSAY_OK);
        insist(assay_account_sha256(again, other, NULL) == ASSAY_OK);
        insist(strcmp(one, other) == 0);
    } else {
        insist(strncmp(err.message, "line ", 5) == 0);
        insist(assay__utf8_check(assay__str(err.message)) == strlen(err.message));
    }
    assay_arena_free(arena);
    return 0;
}
