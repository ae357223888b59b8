/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Speed of reading: one synthetic account of about 48 KB (365 readings, 50 posts, 300
 * comments, three quarters of them Vietnamese), as NDJSON with raw UTF-8, read by assay
 * to a checked, sorted record and by cJSON to its tree, in turn, in one run. Prints
 * `name,value,unit` lines; medians over the rounds. */
#include "timer.h"

#include <assay/assay.h>

#include <cJSON.h>

#include <string.h>

enum { ROOM = 1 << 20 };

/* What the timed calls work on. */
typedef struct work {
    assay_str json;
    assay_arena *arena;
    const assay_account *account;
} work;

static size_t write_growth(char *text, size_t room)
{
    size_t n = 0;
    for (int i = 0; i < 365; i++)
        n += (size_t)snprintf(text + n, room - n,
                              "%s{\"at\":\"%d-%02d-%02d\",\"followers\":%d}",
                              i == 0 ? "" : ",", 2024 + i / 336, 1 + i / 28 % 12,
                              1 + i % 28, 15000 + i * 37);
    return n;
}

static size_t write_posts(char *text, size_t room)
{
    size_t n = 0;
    for (int i = 0; i < 50; i++)
        n += (size_t)snprintf(text + n, room - n,
                              "%s{\"id\":\"p%d\",\"at\":\"2025-%02d-%02dT12:00:00Z\","
                              "\"likes\":%d,\"comments\":%d,\"views\":%d}",
                              i == 0 ? "" : ",", i, 1 + i % 12, 1 + i % 28, 400 + i * 7,
                              20 + i, 9000 + 31 * i);
    return n;
}

static size_t write_comments(char *text, size_t room)
{
    static const char *const TEXTS[] = {"hay quá shop ơi, cho mình xin giá với ạ 😍",
                                        "đẹp thật sự luôn, mua ở đâu vậy bạn",
                                        "Mình đã mua và thấy chất lượng rất tốt nhé",
                                        "so beautiful, where did you get this?"};
    size_t n = 0;
    for (int i = 0; i < 300; i++)
        n += (size_t)snprintf(text + n, room - n,
                              "%s{\"id\":\"c%d\",\"post\":\"p%d\",\"at\":"
                              "\"2025-06-%02dT%02d:%02d:09Z\",\"author\":\"user.%d\","
                              "\"text\":\"%s\"}",
                              i == 0 ? "" : ",", i, i % 50, 1 + i % 28, i % 24, i % 60,
                              i * 7919 % 1000, TEXTS[i % 4]);
    return n;
}

static size_t write_account(char *text)
{
    size_t n = (size_t)snprintf(text, ROOM,
                                "{\"platform\":\"tiktok\",\"handle\":"
                                "\"caphe.dalat\",\"followers\":28505,"
                                "\"growth\":[");
    n += write_growth(text + n, ROOM - n);
    n += (size_t)snprintf(text + n, ROOM - n, "],\"posts\":[");
    n += write_posts(text + n, ROOM - n);
    n += (size_t)snprintf(text + n, ROOM - n, "],\"comments\":[");
    n += write_comments(text + n, ROOM - n);
    n += (size_t)snprintf(text + n, ROOM - n, "]}");
    return n;
}

static void fail(const char *why)
{
    (void)fprintf(stderr, "%s\n", why);
    exit(1);
}

static void read_by_assay(void *context)
{
    work *on = context;
    assay_error err;
    assay_arena_reset(on->arena);
    if (assay_account_from_json(on->json, on->arena, &on->account, &err) != ASSAY_OK)
        fail(err.message);
}

static void read_by_cjson(void *context)
{
    const work *on = context;
    cJSON *tree = cJSON_ParseWithLength(on->json.ptr, on->json.len);
    if (tree == NULL)
        fail("cJSON does not read the record");
    cJSON_Delete(tree);
}

static void hash(void *context)
{
    const work *on = context;
    char hex[65];
    if (assay_account_sha256(on->account, hex, NULL) != ASSAY_OK)
        fail("the record cannot be hashed");
}

int main(void)
{
    static char text[ROOM];
    work on = {.json = {text, write_account(text)}};
    if (assay_arena_new(1 << 20, NULL, &on.arena, NULL) != ASSAY_OK)
        return 1;
    double ours = bench_microseconds(read_by_assay, &on);
    double theirs = bench_microseconds(read_by_cjson, &on);
    bench_print("ingest_record_bytes", (double)on.json.len, "B");
    bench_print("ingest_ndjson", (double)on.json.len / ours, "MB/s");
    bench_print("ingest_ndjson_cjson", (double)on.json.len / theirs, "MB/s");
    bench_print("ingest_ndjson_ratio", theirs / ours, "times");
    bench_print("ingest_record", ours, "us");
    bench_print("ingest_sha256", bench_microseconds(hash, &on), "us");
    assay_arena_free(on.arena);
    return 0;
}
