/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A model file with some bytes changed: the loader refuses whatever is not the file, and
 * says what is wrong. The file is fitted here, on invented accounts. The input is read
 * as triples, two bytes of a place and one that is laid over it; and it is loaded itself,
 * as it is. The name is the owner's to choose and no part of what is hashed: places in
 * it are passed over. */
#include <assay/fit.h>
#include <assay/reader.h>

#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void insist(bool truth)
{
    if (!truth)
        abort();
}

static void add_account(assay_fit *fit, unsigned i)
{
    char json[256];
    assay_arena *arena;
    const assay_account *account;
    int length = snprintf(json, sizeof json,
                          "{\"platform\":\"tiktok\",\"handle\":\"invented%u\","
                          "\"followers\":%u,\"posts\":[{\"id\":\"p\",\"likes\":%u},"
                          "{\"id\":\"q\",\"likes\":%u},{\"id\":\"r\",\"likes\":%u}]}",
                          i, 2000 + 37 * i, 90 + i, 80 + i * 7 % 31, 70 + i * 5 % 43);
    insist(length > 0 && (size_t)length < sizeof json);
    insist(assay_arena_new(0, NULL, &arena, NULL) == ASSAY_OK);
    insist(assay_account_from_json((assay_str){json, (size_t)length}, arena, &account,
                                   NULL) == ASSAY_OK);
    insist(assay_fit_add(fit, account, NULL, ASSAY_NUMBER_UNKNOWN, (assay_str){NULL, 0},
                         NULL) == ASSAY_OK);
    assay_arena_free(arena);
}

static assay_bytes fitted(void)
{
    enum { ACCOUNTS = 60 };
    assay_fit *fit;
    assay_bytes file = {0};
    insist(assay_fit_new(NULL, &fit, NULL) == ASSAY_OK);
    for (unsigned i = 0; i < ACCOUNTS; i++)
        add_account(fit, i);
    insist(assay_fit_finish(fit, &file, NULL) == ASSAY_OK);
    assay_fit_free(fit);
    return file;
}

static assay_status load(assay_str file)
{
    assay_model *model = NULL;
    assay_error err = {0};
    assay_status status = assay_model_load(file, &model, &err);
    insist((status == ASSAY_OK) == (model != NULL));
    insist(status == ASSAY_OK || err.message[0] != '\0');
    assay_model_free(model);
    return status;
}

static void lay_over(char *changed, const assay_bytes *file, size_t place, char byte)
{
    static const char NAME[] = "\"name\":\"";
    size_t from = sizeof NAME - 1;
    while (memcmp(file->ptr + from - (sizeof NAME - 1), NAME, sizeof NAME - 1) != 0)
        insist(++from < file->len);
    size_t to = from;
    while (file->ptr[to] != '"')
        to++;
    if (place < from || place >= to)
        changed[place] = byte;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static assay_bytes file; /* the same for every input */
    if (file.ptr == NULL)
        file = fitted();
    (void)load((assay_str){(const char *)data, size});
    char *changed = malloc(file.len);
    insist(changed != NULL && file.len < 1U << 16);
    memcpy(changed, file.ptr, file.len);
    for (size_t i = 0; i + 2 < size; i += 3)
        lay_over(changed, &file, ((size_t)data[i] << 8 | data[i + 1]) % file.len,
                 (char)data[i + 2]);
    bool same = memcmp(changed, file.ptr, file.len) == 0;
    insist(same == (load((assay_str){changed, file.len}) == ASSAY_OK));
    free(changed);
    return 0;
}
