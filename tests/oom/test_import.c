/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An import with every allocation failing in turn: the status says so, what was to be
 * filled in is untouched, and nothing leaks. */
#include <assay/import.h>

#include "failing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char JSON[] =
    "{\"username\":\"a\",\"followersCount\":\"1,2K\",\"latestPosts\":[{\"shortCode\":"
    "\"p\","
    "\"likesCount\":-1,\"commentsCount\":2,\"timestamp\":1700000000,\"latestComments\":[{"
    "\"id\":7466000000000000011,\"text\":\"hi\"}]}]}\n{\"broken\":\n"
    "{\"username\":\"a\",\"followersCount\":13}\n";

static const char CSV[] = "User;Day;Fans\na;13/04/2026;1,2K\na;14/04/2026;x\n";
static const char PAIRS[] = "Date: 2026-03-04 10:11:12\nUsername: a\n\nUsername: b\n";

static assay_status import_all(const assay_import_options *options, const char *text)
{
    assay_import *import = NULL;
    assay_import_piece piece = {0};
    assay_status status = assay_import_new(options, &import, NULL);
    if (status != ASSAY_OK && import != NULL)
        exit(3);
    if (status == ASSAY_OK)
        status =
            assay_import_read_bytes(import, "-", (assay_str){text, strlen(text)}, NULL);
    while (status == ASSAY_OK) {
        piece.text.ptr = NULL;
        status = assay_import_next(import, &piece, NULL);
        if ((status == ASSAY_OK) != (piece.text.ptr != NULL))
            exit(3);
    }
    assay_import_free(import);
    return status;
}

static assay_status import_json(void)
{
    assay_import_options options = {.shape = "apify-instagram", .as_of = 1700000000};
    return import_all(&options, JSON);
}

/* With so little memory that every row is a run. */
static assay_status import_spilled(void)
{
    assay_import_options options = {
        .shape = "apify-instagram", .form = ASSAY_IMPORT_NDJSON, .memory_bytes = 1};
    return import_all(&options, JSON);
}

static assay_status import_csv(void)
{
    static const char *const MAPS[] = {"handle=User,at=Day,followers=Fans"};
    assay_import_options options = {
        .shape = "csv", .maps = MAPS, .n_maps = 1, .platform = {"x", 1}};
    return import_all(&options, CSV);
}

static assay_status import_pairs(void)
{
    assay_import_options options = {.shape = "tiktok-download", .handle = {"a", 1}};
    return import_all(&options, PAIRS);
}

static char path[] = "/tmp/assay-oom-XXXXXX";

static assay_status detect(void)
{
    assay_import_guess guess = {.shape = "untouched"};
    assay_status status = assay_import_detect(path, &guess, NULL);
    if (status != ASSAY_OK && strcmp(guess.shape, "untouched") != 0)
        exit(3);
    return status;
}

int main(void)
{
    int fd = mkstemp(path);
    if (fd < 0 || write(fd, CSV, sizeof CSV - 1) < 0 || close(fd) != 0)
        return 2;
    bool passed = failing_each("json", import_json);
    passed = failing_each("spilled", import_spilled) && passed;
    passed = failing_each("csv", import_csv) && passed;
    passed = failing_each("pairs", import_pairs) && passed;
    passed = failing_each("detect", detect) && passed;
    (void)unlink(path);
    return passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
