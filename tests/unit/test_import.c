/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The import as a whole, from bytes to pieces: framing, scopes, maps, merging, sorting,
 * and what it says when an export is not what it was. */
#include "base/buffer.h"
#include "base/str.h"

#include <assay/import.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* What an import left: its pieces, its rejects, how it ended. */
typedef struct outcome {
    assay_buffer text, rejects;
    assay_status status;
    assay_error err;
    assay_import_counts counts;
} outcome;

static void on_reject(const assay_reject *reject, void *ctx)
{
    outcome *out = ctx;
    assay__buffer_printf(&out->rejects, "%llu|%.*s|%s\n",
                         (unsigned long long)reject->line, ASSAY__ARG(reject->field),
                         reject->message);
}

static assay_status read_all(assay_import *import, const char *const texts[], size_t n,
                             outcome *out)
{
    assay_import_piece piece;
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < n && status == ASSAY_OK; i++)
        status =
            assay_import_read_bytes(import, "export", assay__str(texts[i]), &out->err);
    while (status == ASSAY_OK) {
        status = assay_import_next(import, &piece, &out->err);
        if (status == ASSAY_OK)
            assay__buffer_put(&out->text, piece.text);
    }
    return status;
}

/* Runs an import of texts; its options are completed here. */
static outcome run(assay_import_options options, const char *const texts[], size_t n)
{
    outcome out = {0};
    assay_import *import = NULL;
    options.reject = on_reject;
    options.ctx = &out;
    out.status = assay_import_new(&options, &import, &out.err);
    if (out.status == ASSAY_OK) {
        out.status = read_all(import, texts, n, &out);
        out.counts = assay_import_where(import);
    }
    assay_import_free(import);
    assay__buffer_put_char(&out.text, '\0');
    assay__buffer_put_char(&out.rejects, '\0');
    return out;
}

static void release(outcome *out)
{
    assay__buffer_free(&out->text);
    assay__buffer_free(&out->rejects);
}

/* One text as one shape, to NDJSON; it must end well and give `wanted`. */
static void expect(assay_import_options options, const char *text, const char *wanted)
{
    options.form = ASSAY_IMPORT_NDJSON;
    outcome out = run(options, &text, 1);
    cr_assert_eq(out.status, ASSAY_END, "%s", out.err.message);
    cr_expect_str_eq(out.text.bytes, wanted);
    release(&out);
}

/* One text that must fail with a status, the sentence holding `words`. */
static void expect_failure(assay_import_options options, const char *text,
                           assay_status status, const char *words)
{
    outcome out = run(options, &text, 1);
    cr_expect_eq(out.status, status, "%s", out.err.message);
    cr_expect(strstr(out.err.message, words) != NULL, "%s", out.err.message);
    cr_expect_str_empty(out.text.bytes);
    release(&out);
}

static const char FAN[] = "{\"Date\":\"2026-03-04 10:11:12\",\"UserName\":\"a\"}";
static const char FANS_OUT[] =
    "{\"platform\":\"tiktok\",\"handle\":\"me\",\"audience\":[{\"id\":\"a\",\"role\":"
    "\"follower\",\"username\":\"a\",\"followed_at\":\"2026-03-04T10:11:12Z\"},{\"id\":"
    "\"b\",\"role\":\"follower\",\"username\":\"b\",\"followed_at\":"
    "\"2026-03-05T10:11:12Z\"}]}\n";

static assay_import_options tiktok(void)
{
    return (assay_import_options){
        .shape = "tiktok-download", .platform = {"tiktok", 6}, .handle = {"me", 2}};
}

/* Two followers, framed as `before`, the first, `between`, the second, `behind`. */
static void expect_framed(const char *before, const char *between, const char *behind)
{
    char text[2000];
    (void)snprintf(text, sizeof text,
                   "%s%s%s{\"UserName\":\"b\",\"Date\":\"2026-03-05 10:11:12\"}%s",
                   before, FAN, between, behind);
    expect(tiktok(), text, FANS_OUT);
}

Test(import, records_are_found_in_any_framing)
{
    expect_framed("", "\n", "\n");
    expect_framed("", "\r\n", "");
    expect_framed("[", ",", "]");
    expect_framed(" [\n", " ,\n", "\n]\n");
    expect_framed("[[", "],[", "]]");
    expect_framed("{\"Activity\":{\"Follower List\":{\"FansList\":[", ",", "]}}}");
    expect_framed("{\n\"Activity\": {\"x\": [1, {\"y\": \"}]\"}],\n\"Follower List\": {"
                  "\"FansList\": [",
                  ",\n", "]}}}");
    expect_framed("{\"Profile And Settings\":{\"Follower\":{\"FansList\":[", ",", "]}}}");
}

Test(import, a_document_larger_than_a_record_is_gone_into)
{
    assay_buffer text = {0};
    assay_import_options options = tiktok();
    options.record_bytes = 400;
    options.form = ASSAY_IMPORT_NDJSON;
    assay__buffer_printf(&text, "{\"Activity\":{\"Browsing\":[");
    for (int i = 0; i < 400; i++)
        assay__buffer_printf(&text, "{\"Date\":\"2026-01-01\",\"Link\":\"a\\\"]}%d\"},",
                             i);
    assay__buffer_printf(&text,
                         "0],\"Follower List\":{\"FansList\":[%s,{\"UserName\":\"b\","
                         "\"Date\":\"2026-03-05 10:11:12\"}]},\"z\":-1.5e3}}",
                         FAN);
    assay__buffer_put_char(&text, '\0');
    const char *texts[] = {text.bytes};
    outcome out = run(options, texts, 1);
    cr_assert_eq(out.status, ASSAY_END, "%s", out.err.message);
    cr_expect_str_eq(out.text.bytes, FANS_OUT);
    cr_expect_str_empty(out.rejects.bytes);
    assay__buffer_free(&text);
    release(&out);
}

Test(import, a_bad_line_takes_no_other_along)
{
    static const char *const TEXT =
        "{\"UserName\":\"a\",\"Date\":\"2026-03-04 10:11:12\"}\n"
        "{\"UserName\":\"c\",\"Date\":\n"
        "{\"UserName\":\"d\",\"Date\":\"never ever\"}\n"
        "{\"UserName\":\"b\",\"Date\":\"2026-03-05 10:11:12\"}\n"
        "{\"other\":1}\n";
    assay_import_options options = tiktok();
    options.form = ASSAY_IMPORT_NDJSON;
    outcome out = run(options, &TEXT, 1);
    cr_assert_eq(out.status, ASSAY_END);
    cr_expect_str_eq(out.text.bytes, FANS_OUT);
    cr_expect_str_eq(out.rejects.bytes,
                     "2||the text ends here (column 24)\n"
                     "3|Date|never ever is not a time with day, month and year\n"
                     "5||nothing in it that this shape knows\n");
    cr_expect_eq(out.counts.rejects, 3);
    release(&out);
}

Test(import, what_is_cut_off_is_told)
{
    static const char *const TEXT = "[{\"UserName\":\"a\",\"Date\":\"2026-03-04\"},{\"Us";
    outcome out = run(tiktok(), &TEXT, 1);
    cr_assert_eq(out.status, ASSAY_END);
    cr_expect(strstr(out.rejects.bytes, "ends") != NULL, "%s", out.rejects.bytes);
    release(&out);
}

Test(import, nothing_comes_of_what_is_no_export)
{
    expect_failure(tiktok(), "", ASSAY_BAD_SYNTAX, "empty");
    expect_failure(tiktok(), "  \n", ASSAY_BAD_SYNTAX, "empty");
    expect_failure(tiktok(), "[]", ASSAY_UNUSABLE, "tiktok-download");
    expect_failure(tiktok(), "[1,\"a\",null]", ASSAY_UNUSABLE, "tiktok-download");
    expect_failure(tiktok(), "{", ASSAY_UNUSABLE, "tiktok-download");
    expect_failure(tiktok(), "[[[[[[", ASSAY_UNUSABLE, "tiktok-download");
}

Test(import, pairs_of_lines_are_records)
{
    expect(tiktok(),
           "Date: 2026-03-04 10:11:12 UTC\r\nUsername: a\r\n\r\n\r\n"
           "Date: 2026-03-05 10:11:12 UTC\r\nUsername: b",
           FANS_OUT);
    expect(tiktok(),
           "Date: 2026-03-04 10:11:12 UTC\nUsername: a\n"
           "Date: 2026-03-05 10:11:12 UTC\nUsername: b\n",
           FANS_OUT);
}

static assay_import_options csv(const char *const *map)
{
    return (assay_import_options){
        .shape = "csv", .maps = map, .n_maps = 1, .platform = {"TikTok", 6}};
}

Test(import, a_map_takes_columns_in_any_capitals_and_with_any_marks)
{
    static const char *const MAP[] = {"handle=user name,followers=Avg. Fans/day"};
    expect(csv(MAP), "Avg. fans/Day;User Name\n12.400;@lan.inven\n",
           "{\"platform\":\"tiktok\",\"handle\":\"lan.inven\",\"followers\":12400}\n");
}

Test(import, a_map_may_be_a_constant_or_a_path)
{
    static const char *const MAP[] = {"handle=u.n,followers=s.f,country==VN"};
    expect(csv(MAP), "{\"u\":{\"n\":\"lan\"},\"s.f\":\"1,2K\"}",
           "{\"platform\":\"tiktok\",\"handle\":\"lan\",\"country\":\"VN\",\"followers\":"
           "1200}\n");
}

Test(import, a_map_may_lead_to_a_link_for_a_handle)
{
    static const char *const MAP[] = {"handle=Link,followers=Fans"};
    expect(csv(MAP), "Link,Fans\nhttps://www.tiktok.com/@lan.inven?lang=vi,5\n",
           "{\"platform\":\"tiktok\",\"handle\":\"lan.inven\",\"followers\":5}\n");
}

Test(import, the_table_follows_from_the_mapped_fields)
{
    static const char *const GROWTH[] = {"handle=h,at=d,followers=f,likes=l"};
    static const char *const POSTS[] = {"handle=h,post=d,likes=f"};
    static const char *const COMMENTS[] = {"handle=h,text=d"};
    expect(csv(GROWTH), "h,d,f,l\na,2026-01-02,5,1\n",
           "{\"platform\":\"tiktok\",\"handle\":\"a\",\"growth\":[{\"at\":\"2026-01-02\","
           "\"followers\":5,\"likes\":1}]}\n");
    expect(csv(POSTS), "h,d,f,l\na,2026-01-02,5,1\n",
           "{\"platform\":\"tiktok\",\"handle\":\"a\",\"posts\":[{\"id\":\"2026-01-02\","
           "\"likes\":5}]}\n");
    expect(csv(COMMENTS), "h,d,f,l\na,=1+1,5,1\n",
           "{\"platform\":\"tiktok\",\"handle\":\"a\",\"comments\":[{\"text\":\"=1+1\"}]}"
           "\n");
}

Test(import, maps_that_cannot_be_are_refused)
{
    static const char *const BAD[][1] = {
        {"followers"}, {"=x"},           {"followers="},        {"fans=x"},
        {"x.likes=y"}, {"posts.fans=y"}, {"text=a,followers=b"}};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++)
        expect_failure(csv(BAD[i]), "a,b\n1,2\n", ASSAY_USAGE, "");
    expect_failure((assay_import_options){.shape = "csv"}, "a,b\n1,2\n", ASSAY_USAGE,
                   "--map");
    expect_failure((assay_import_options){.shape = "excel"}, "a,b\n1,2\n", ASSAY_USAGE,
                   "excel");
}

Test(import, one_date_tells_the_order_of_all)
{
    static const char *const MAP[] = {"handle=h,at=d,followers=f"};
    expect(csv(MAP), "h,d,f\na,01/02/2026,5\na,13/02/2026,6\n",
           "{\"platform\":\"tiktok\",\"handle\":\"a\",\"growth\":[{\"at\":\"2026-02-01\","
           "\"followers\":5},{\"at\":\"2026-02-13\",\"followers\":6}]}\n");
    expect(csv(MAP), "h,d,f\na,01/02/2026,5\na,02/13/2026,6\n",
           "{\"platform\":\"tiktok\",\"handle\":\"a\",\"growth\":[{\"at\":\"2026-01-02\","
           "\"followers\":5},{\"at\":\"2026-02-13\",\"followers\":6}]}\n");
    expect_failure(csv(MAP), "h,d,f\na,01/02/2026,5\na,02/02/2026,6\n", ASSAY_BAD_VALUE,
                   "line 2, d: 01/02/2026");
}

static const char *const PROFILE =
    "{\"username\":\"a\",\"followersCount\":10,\"followsCount\":1}\n";

Test(import, records_of_one_thing_merge_and_the_later_stands)
{
    const char *texts[] = {
        PROFILE, "{\"username\":\"a\",\"followersCount\":12,\"biography\":\"hi\"}"};
    assay_import_options options = {.shape = "apify-instagram",
                                    .form = ASSAY_IMPORT_NDJSON};
    outcome out = run(options, texts, 2);
    cr_assert_eq(out.status, ASSAY_END, "%s", out.err.message);
    cr_expect_str_eq(out.text.bytes,
                     "{\"platform\":\"instagram\",\"handle\":\"a\",\"bio\":"
                     "\"hi\",\"followers\":12,\"following\":1}\n");
    cr_expect(out.counts.merged == 1 && out.counts.differ == 1 &&
              out.counts.accounts == 1);
    release(&out);
}

Test(import, the_post_seen_later_stands_whatever_the_order)
{
    static const char *const MAP[] = {"handle=h,post=p,likes=l,seen_at=s"};
    static const char *const WANTED =
        "{\"platform\":\"tiktok\",\"handle\":\"a\",\"posts\":[{\"id\":\"1\",\"likes\":9,"
        "\"seen_at\":\"2026-01-03\"}]}\n";
    expect(csv(MAP), "h,p,l,s\na,1,5,2026-01-02\na,1,9,2026-01-03\n", WANTED);
    expect(csv(MAP), "h,p,l,s\na,1,9,2026-01-03\na,1,5,2026-01-02\n", WANTED);
}

Test(import, rows_that_nothing_identifies_all_stay)
{
    static const char *const MAP[] = {"handle=h,text=t"};
    expect(csv(MAP), "h,t\na,hi\na,hi\n",
           "{\"platform\":\"tiktok\",\"handle\":\"a\",\"comments\":[{\"text\":\"hi\"},"
           "{\"text\":\"hi\"}]}\n");
}

Test(import, comments_find_the_owner_of_their_post_in_any_file)
{
    static const char *const COMMENTS =
        "{\"text\":\"hi\",\"postUrl\":\"https://www.instagram.com/p/P1/\",\"id\":null,"
        "\"timestamp\":1700000000}\n"
        "{\"text\":\"hi\",\"postUrl\":\"https://www.instagram.com/p/P1/\",\"id\":null,"
        "\"timestamp\":1700000000}\n"
        "{\"text\":\"lost\",\"postUrl\":\"https://www.instagram.com/p/P9/\",\"id\":\"c\","
        "\"timestamp\":1700000000}\n";
    static const char *const POSTS =
        "{\"shortCode\":\"P1\",\"ownerUsername\":\"a\",\"likesCount\":3,"
        "\"commentsCount\":1,\"timestamp\":1700000000}";
    static const char *const WANTED =
        "{\"platform\":\"instagram\",\"handle\":\"a\",\"posts\":[{\"at\":"
        "\"2023-11-14T22:13:20Z\",\"id\":\"P1\",\"likes\":3,\"comments\":1}],"
        "\"comments\":[{\"post\":\"P1\",\"at\":\"2023-11-14T22:13:20Z\",\"text\":"
        "\"hi\"},{\"post\":\"P1\",\"at\":\"2023-11-14T22:13:20Z\",\"text\":\"hi\"}]}\n";
    for (size_t memory = 1; memory < 1 << 20; memory <<= 18) {
        for (int order = 0; order < 2; order++) {
            const char *texts[] = {order == 0 ? COMMENTS : POSTS,
                                   order == 0 ? POSTS : COMMENTS};
            assay_import_options options = {.shape = "apify-instagram",
                                            .form = ASSAY_IMPORT_NDJSON,
                                            .memory_bytes = memory};
            outcome out = run(options, texts, 2);
            cr_assert_eq(out.status, ASSAY_END, "%s", out.err.message);
            cr_expect_str_eq(out.text.bytes, WANTED);
            cr_expect_str_eq(out.rejects.bytes, "3|handle|the export does not name it: "
                                                "give --account PLATFORM/HANDLE\n");
            release(&out);
        }
    }
}

Test(import, a_known_time_makes_readings_of_profiles)
{
    assay_import_options options = {.shape = "apify-instagram", .as_of = 1772618400};
    expect(
        options, PROFILE,
        "{\"platform\":\"instagram\",\"handle\":\"a\",\"followers\":10,\"following\":1,"
        "\"growth\":[{\"at\":\"2026-03-04T10:00:00Z\",\"followers\":10,\"following\":1}]"
        "}\n");
}

/* What an import of PROFILE gives when it joins a table that was there. */
static void expect_joined(const char *table, const char *text, const char *wanted)
{
    char path[] = "/tmp/assay-test-XXXXXX";
    int fd = mkstemp(path);
    assay_import *import = NULL;
    outcome out = {0};
    assay_import_options options = {.shape = "apify-instagram",
                                    .form = ASSAY_IMPORT_NDJSON,
                                    .as_of = 1772582400,
                                    .reject = on_reject,
                                    .ctx = &out};
    cr_assert(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    (void)close(fd);
    cr_assert_eq(assay_import_new(&options, &import, &out.err), ASSAY_OK);
    cr_assert_eq(assay_import_add(import, "tables", path, &out.err), ASSAY_USAGE);
    cr_assert_eq(assay_import_add(import, table, path, &out.err), ASSAY_OK, "%s",
                 out.err.message);
    cr_assert_eq(read_all(import, &PROFILE, 1, &out), ASSAY_END, "%s", out.err.message);
    assay__buffer_put_char(&out.text, '\0');
    cr_expect_str_eq(out.text.bytes, wanted);
    cr_expect_eq(out.rejects.len, 0);
    assay_import_free(import);
    release(&out);
    (void)unlink(path);
}

Test(import, what_was_there_is_joined_exactly)
{
    expect_joined(
        "growth", "platform,handle,at,followers\ninstagram,a,2026-02-01,8.125\n",
        "{\"platform\":\"instagram\",\"handle\":\"a\",\"followers\":10,"
        "\"following\":1,\"growth\":[{\"at\":\"2026-02-01\",\"followers\":8.125},"
        "{\"at\":\"2026-03-04\",\"followers\":10,\"following\":1}]}\n");
    expect_joined("comments", "platform,handle,id,text\ninstagram,a,1,'=1+1\n",
                  "{\"platform\":\"instagram\",\"handle\":\"a\",\"followers\":10,"
                  "\"following\":1,\"growth\":[{\"at\":\"2026-03-04\",\"followers\":10,"
                  "\"following\":1}],\"comments\":[{\"id\":\"1\",\"text\":\"=1+1\"}]}\n");
    /* Counters that were read before are no readings of now. */
    expect_joined("accounts", "platform,handle,followers,bio\ninstagram,a,7,old\n",
                  "{\"platform\":\"instagram\",\"handle\":\"a\",\"bio\":\"old\","
                  "\"followers\":10,\"following\":1,\"growth\":[{\"at\":\"2026-03-04\","
                  "\"followers\":10,\"following\":1}]}\n");
}

/* Posts of many accounts, in an order that is no order. */
static char *many_posts(void)
{
    assay_buffer text = {0};
    for (unsigned i = 0; i < 3000; i++) {
        unsigned k = i * 2654435761U >> 12;
        assay__buffer_printf(&text,
                             "{\"shortCode\":\"p%u\",\"ownerUsername\":\"u%u\","
                             "\"likesCount\":%u,\"commentsCount\":%d,\"timestamp\":%u}\n",
                             k % 40, k % 17, i, -1, 1700000000 + k % 1000000);
    }
    assay__buffer_put_char(&text, '\0');
    cr_assert(!text.failed);
    return text.bytes;
}

Test(import, little_memory_gives_the_same_bytes)
{
    char *text = many_posts();
    const char *texts[] = {text};
    assay_import_options options = {.shape = "apify-instagram"};
    outcome ample = run(options, texts, 1);
    options.memory_bytes = 2000; /* dozens of runs, merged in two levels */
    outcome scant = run(options, texts, 1);
    cr_assert_eq(ample.status, ASSAY_END, "%s", ample.err.message);
    cr_assert_eq(scant.status, ASSAY_END, "%s", scant.err.message);
    cr_expect_str_eq(ample.text.bytes, scant.text.bytes);
    cr_expect(ample.counts.merged > 0 && ample.counts.merged == scant.counts.merged);
    release(&ample);
    release(&scant);
    free(text);
}

Test(import, tables_begin_with_their_columns_and_guard_formulas)
{
    static const char *const TEXT = "{\"shortCode\":\"p\",\"ownerUsername\":\"a\","
                                    "\"caption\":\"=1+1\",\"likesCount\":3,"
                                    "\"commentsCount\":-1,\"timestamp\":1700000000}";
    outcome out = run((assay_import_options){.shape = "apify-instagram"}, &TEXT, 1);
    cr_assert_eq(out.status, ASSAY_END, "%s", out.err.message);
    cr_expect_str_eq(
        out.text.bytes,
        "platform,handle,at,post,kind,caption,likes,comments,views,sponsored\n"
        "instagram,a,2023-11-14T22:13:20Z,p,,'=1+1,3,,,\n");
    release(&out);
}

Test(import, a_field_that_is_nowhere_means_the_format_has_changed)
{
    static const char *const TEXT =
        "{\"shortCode\":\"p\",\"ownerUsername\":\"a\",\"hearts\":3,\"commentsCount\":1,"
        "\"timestamp\":1700000000}";
    static const char *const MAP[] = {"posts.likes=hearts"};
    assay_import_options options = {.shape = "apify-instagram"};
    expect_failure(options, TEXT, ASSAY_UNUSABLE, "likesCount");
    options.maps = MAP;
    options.n_maps = 1;
    expect(options, TEXT,
           "{\"platform\":\"instagram\",\"handle\":\"a\",\"posts\":[{\"at\":"
           "\"2023-11-14T22:13:20Z\",\"id\":\"p\",\"likes\":3,\"comments\":1}]}\n");
}

Test(import, an_export_that_names_nobody_needs_a_name)
{
    assay_import_options options = tiktok();
    options.handle = (assay_str){NULL, 0};
    expect_failure(options, FAN, ASSAY_USAGE, "--account tiktok/HANDLE");
    expect_failure((assay_import_options){.shape = "socialblade"},
                   "{\"data\":{\"id\":{\"username\":\"a\"},\"statistics\":{\"total\":{"
                   "\"followers\":1}}}}",
                   ASSAY_USAGE, "--platform");
}

Test(import, reading_after_the_end_is_refused)
{
    assay_import_options options = tiktok();
    assay_import *import = NULL;
    assay_import_piece piece;
    assay_error err;
    cr_assert_eq(assay_import_new(&options, &import, &err), ASSAY_OK);
    cr_assert_eq(assay_import_read_bytes(import, "x", assay__str(FAN), &err), ASSAY_OK);
    cr_assert_eq(assay_import_next(import, &piece, &err), ASSAY_OK);
    cr_expect_str_eq(piece.table, "audience");
    cr_expect(piece.row);
    cr_assert_eq(assay_import_next(import, &piece, &err), ASSAY_END);
    cr_expect_eq(assay_import_next(import, &piece, &err), ASSAY_END);
    cr_expect_eq(assay_import_read_bytes(import, "x", assay__str(FAN), &err),
                 ASSAY_USAGE);
    assay_import_free(import);
}

Test(import, every_shape_is_named_and_fills_something)
{
    const char *table, *column, *from;
    size_t n = 0;
    for (; assay_import_shape_name(n) != NULL; n++) {
        const char *name = assay_import_shape_name(n);
        cr_expect(strlen(assay_import_shape_about(n)) > 0);
        bool fills = assay_import_shape_cell(name, 0, &table, &column, &from);
        cr_expect(fills != (strcmp(name, "csv") == 0), "%s", name);
    }
    cr_expect_eq(n, 9);
    cr_expect_null(assay_import_shape_about(n));
    cr_expect(!assay_import_shape_cell("nothing", 0, &table, &column, &from));
}

static const char *const CELLS[] = {"handle=who,post=code,caption=text,kind=kind"};

static assay_import_options captions(void)
{
    return (assay_import_options){
        .shape = "csv", .maps = CELLS, .n_maps = 1, .platform = {"instagram", 9}};
}

/* Side by side the bytes are UTF-8, each cell alone is not. */
Test(import, a_character_cut_by_a_cell_is_no_character)
{
    const char *text = "who,code,text,kind\nlan,C1,a\xC3,\xA1 b\nlan,C2,\xC3\xA1,photo\n";
    outcome out = run(captions(), &text, 1);
    cr_assert_eq(out.status, ASSAY_END, "%s", out.err.message);
    cr_expect_eq(out.counts.rejects, 1);
    cr_expect_eq(out.counts.rows, 1);
    cr_expect(strstr(out.rejects.bytes, "2|text|bytes that are not UTF-8") != NULL, "%s",
              out.rejects.bytes);
    cr_expect(strstr(out.text.bytes, ",\xC3\xA1\n") != NULL, "%s", out.text.bytes);
    release(&out);
}
