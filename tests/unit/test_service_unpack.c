/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "strbuf.h"
#include "unpack.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

enum { SIZE = 300000 };

static bool keep(void *ctx, const char *bytes, size_t n)
{
    strbuf_put(ctx, bytes, n);
    return true;
}

static bool stop_at_1000(void *ctx, const char *bytes, size_t n)
{
    strbuf_put(ctx, bytes, n);
    return ((strbuf *)ctx)->len < 1000;
}

static char *sample(void)
{
    char *bytes = malloc(SIZE);
    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (char)('a' + (i * i / 7) % 23);
    return bytes;
}

static strbuf gzip(const char *bytes, size_t n)
{
    strbuf out = {0};
    char *room = malloc(n + 1000);
    z_stream stream = {0};
    cr_assert_eq(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY),
                 Z_OK);
    stream.next_in = (unsigned char *)bytes;
    stream.avail_in = (unsigned)n;
    stream.next_out = (unsigned char *)room;
    stream.avail_out = (unsigned)(n + 1000);
    cr_assert_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    strbuf_put(&out, room, stream.total_out);
    (void)deflateEnd(&stream);
    free(room);
    return out;
}

static strbuf zstd(const char *bytes, size_t n)
{
    strbuf out = {0};
    char *room = malloc(ZSTD_compressBound(n));
    strbuf_put(&out, room, 0);
    size_t length = ZSTD_compress(room, ZSTD_compressBound(n), bytes, n, 3);
    strbuf_put(&out, room, length);
    free(room);
    return out;
}

/* Feeds it in steps, and says what came out. */
static unpack_result feed(const char *encoding, const strbuf *packed, size_t step,
                          strbuf *out, bool *whole)
{
    unpack *from = unpack_new(encoding);
    unpack_result result = UNPACK_FINE;
    for (size_t at = 0; result == UNPACK_FINE && at < packed->len; at += step) {
        size_t n = packed->len - at < step ? packed->len - at : step;
        result = unpack_feed(from, (assay_str){packed->ptr + at, n}, keep, out);
    }
    *whole = unpack_is_whole(from);
    cr_assert_gt(unpack_memory(from), 0);
    unpack_free(from);
    return result;
}

static void comes_back(const char *encoding, const strbuf *packed, const char *bytes)
{
    const size_t steps[] = {1, 7, 4096, SIZE};
    for (size_t i = 0; i < 4; i++) {
        strbuf out = {0};
        bool whole = false;
        cr_assert_eq(feed(encoding, packed, steps[i], &out, &whole), UNPACK_FINE);
        cr_assert(whole);
        cr_assert_eq(out.len, SIZE);
        cr_assert_eq(memcmp(out.ptr, bytes, SIZE), 0);
        strbuf_free(&out);
    }
}

Test(service_unpack, gives_back_what_was_packed_for_any_step)
{
    char *bytes = sample();
    strbuf first = gzip(bytes, SIZE), second = zstd(bytes, SIZE);
    comes_back("gzip", &first, bytes);
    comes_back("ZSTD", &second, bytes);
    strbuf_free(&first);
    strbuf_free(&second);
    free(bytes);
}

Test(service_unpack, several_members_are_one_body)
{
    char *bytes = sample();
    strbuf packed = gzip(bytes, 1000), rest = gzip(bytes + 1000, SIZE - 1000);
    strbuf_put(&packed, rest.ptr, rest.len);
    comes_back("x-gzip", &packed, bytes);
    strbuf frames = zstd(bytes, 1000), more = zstd(bytes + 1000, SIZE - 1000);
    strbuf_put(&frames, more.ptr, more.len);
    comes_back("zstd", &frames, bytes);
    strbuf_free(&packed);
    strbuf_free(&rest);
    strbuf_free(&frames);
    strbuf_free(&more);
    free(bytes);
}

Test(service_unpack, a_cut_or_damaged_body_shows)
{
    char *bytes = sample();
    strbuf both[2] = {gzip(bytes, SIZE), zstd(bytes, SIZE)};
    const char *const names[2] = {"gzip", "zstd"};
    for (size_t k = 0; k < 2; k++) {
        strbuf out = {0};
        bool whole = true;
        both[k].len -= 10;
        (void)feed(names[k], &both[k], 4096, &out, &whole);
        cr_assert_not(whole);
        strbuf_clear(&out);
        both[k].ptr[0] ^= 1;
        cr_assert_eq(feed(names[k], &both[k], 4096, &out, &whole), UNPACK_DAMAGED);
        strbuf_free(&out);
        strbuf_free(&both[k]);
    }
    free(bytes);
}

Test(service_unpack, stops_when_the_sink_says_so)
{
    char *bytes = calloc(1, SIZE);
    strbuf packed = gzip(bytes, SIZE), out = {0};
    unpack *from = unpack_new("gzip");
    cr_assert_eq(
        unpack_feed(from, (assay_str){packed.ptr, packed.len}, stop_at_1000, &out),
        UNPACK_STOPPED);
    cr_assert_leq(out.len, 1 << 16, "one step too far at most");
    unpack_free(from);
    strbuf_free(&packed);
    strbuf_free(&out);
    free(bytes);
}

Test(service_unpack, knows_two_encodings)
{
    cr_assert(unpack_knows("GZIP"));
    cr_assert(unpack_knows("zstd"));
    cr_assert_not(unpack_knows("br"));
    cr_assert_not(unpack_knows("deflate"));
    cr_assert_not(unpack_knows("gzip, gzip"));
    cr_assert_not(unpack_knows(""));
}

Test(service_strbuf, writes_json_strings_that_are_utf8)
{
    strbuf out = {0};
    static const char BYTES[] = "a\"\\\n\x7F\xC3\xA9\xFF\xED\xA0\x80\xF0\x9F\x98\x80\xE2";
    strbuf_json(&out, BYTES, sizeof BYTES - 1);
    static const char WANTED[] =
        "\"a\\\"\\\\\\u000a\\u007f\xC3\xA9\\ufffd\\ufffd\\ufffd\\ufffd"
        "\xF0\x9F\x98\x80\\ufffd\"";
    cr_assert_eq(out.len, sizeof WANTED - 1);
    cr_assert_eq(memcmp(out.ptr, WANTED, out.len), 0);
    strbuf_free(&out);
}
