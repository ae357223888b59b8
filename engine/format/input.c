/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three layers, each pulling from the one below: stored bytes by read(2), expansion by
 * zlib or libzstd, and text in UTF-8.
 *
 * Against files that expand without end (gzip stops near 1,030 times, zstd does not):
 * beyond 64 MiB a file may not be more than 1,200 times its stored size.
 */
#include "format/input.h"

#include "base/str.h"
#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>
#include <zstd.h>

enum { STORED_ROOM = 1 << 16, WIDE_ROOM = 1 << 12, MOST_TIMES = 1200 };
static const uint64_t FREE_BYTES = UINT64_C(64) << 20;

typedef enum packing { PLAIN, GZIP, ZSTD } packing;
typedef enum encoding { UTF_8, UTF_16_LE, UTF_16_BE } encoding;

struct assay__input {
    char *name;
    int fd;           /* negative: bytes in memory */
    assay_str memory; /* from outside */
    size_t memory_at;
    uint64_t size, taken, expanded;
    char stored[STORED_ROOM];
    size_t at, len; /* unread part of stored */
    bool ended;     /* the file has no more */
    packing packing;
    z_stream gzip;
    bool gzip_begun;
    ZSTD_DStream *zstd;
    bool frame_open; /* inside a compressed frame */
    bool text_begun;
    encoding encoding;
    char wide[WIDE_ROOM]; /* UTF-16 not yet converted */
    size_t wide_at, wide_len;
    char ahead[WIDE_ROOM]; /* text that was looked at and not yet taken */
    size_t ahead_at, ahead_len;
};

static assay_status io_failure(const assay__input *input, assay_error *err)
{
    char why[96] = "";
    (void)strerror_r(errno, why, sizeof why);
    return assay_fail(err, ASSAY_IO, "%s: %s", input->name, why);
}

/* The part of a small buffer that is still unread. */
static size_t take_from(const char *from, size_t *at, size_t len, char bytes[],
                        size_t room)
{
    size_t left = len - *at;
    size_t taken = left < room ? left : room;
    if (taken > 0)
        memcpy(bytes, from + *at, taken);
    *at += taken;
    return taken;
}

/* More stored bytes, behind those that are left; the buffer has room for them. */
static assay_status fill(assay__input *input, assay_error *err)
{
    if (input->at > 0) {
        memmove(input->stored, input->stored + input->at, input->len - input->at);
        input->len -= input->at;
        input->at = 0;
    }
    size_t room = STORED_ROOM - input->len;
    ssize_t got = (ssize_t)take_from(input->memory.ptr, &input->memory_at,
                                     input->memory.len, input->stored + input->len, room);
    while (input->fd >= 0) {
        got = read(input->fd, input->stored + input->len, room);
        if (got >= 0)
            break;
        if (errno != EINTR)
            return io_failure(input, err);
    }
    input->ended = got == 0;
    input->len += (size_t)got;
    input->taken += (size_t)got;
    return ASSAY_OK;
}

static assay_status begin_packing(assay__input *input, assay_error *err)
{
    while (!input->ended && input->len < 4)
        ASSAY__TRY(fill(input, err));
    const char *head = input->stored;
    if (input->len >= 2 && memcmp(head, "\x1F\x8B", 2) == 0) {
        input->packing = GZIP;
        input->gzip_begun = inflateInit2(&input->gzip, 15 + 16) == Z_OK;
    } else if (input->len >= 4 && memcmp(head, "\x28\xB5\x2F\xFD", 4) == 0) {
        input->packing = ZSTD;
        input->zstd = ZSTD_createDStream();
    }
    bool failed = (input->packing == GZIP && !input->gzip_begun) ||
                  (input->packing == ZSTD && input->zstd == NULL);
    return failed ? assay_fail(err, ASSAY_NO_MEMORY, "no memory to expand a file")
                  : ASSAY_OK;
}

static assay_status open_file(assay__input *input, const char *path, assay_error *err)
{
    input->name = strdup(path);
    if (input->name == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to open a file");
    bool standard = strcmp(path, "-") == 0;
    input->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (input->fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return assay_fail(err, ASSAY_NOT_FOUND, "%s: there is no such file", path);
    if (input->fd < 0)
        return io_failure(input, err);
    struct stat about;
    if (fstat(input->fd, &about) == 0 && S_ISREG(about.st_mode) && about.st_size > 0)
        input->size = (uint64_t)about.st_size;
    return begin_packing(input, err);
}

assay_status assay__input_open_bytes(assay_str bytes, assay__input **out,
                                     assay_error *err)
{
    assay__input *input = calloc(1, sizeof *input);
    char *name = strdup("-");
    if (input == NULL || name == NULL) {
        free(name);
        free(input);
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for an input");
    }
    input->name = name;
    input->fd = -1;
    input->memory = bytes;
    input->size = bytes.len;
    assay_status status = begin_packing(input, err);
    if (status != ASSAY_OK) {
        assay__input_close(input);
        return status;
    }
    *out = input;
    return ASSAY_OK;
}

assay_status assay__input_open(const char *path, assay__input **out, assay_error *err)
{
    assay__input *input = calloc(1, sizeof *input);
    if (input == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to open a file");
    input->fd = -1;
    assay_status status = open_file(input, path, err);
    if (status != ASSAY_OK) {
        assay__input_close(input);
        return status;
    }
    *out = input;
    return ASSAY_OK;
}

static assay_status damaged(const assay__input *input, assay_error *err)
{
    return assay_fail(err, ASSAY_BAD_SYNTAX, "%s: the compressed file is damaged or cut",
                      input->name);
}

/* One step of zlib: what it wrote, maybe nothing. A file may hold several members. */
static assay_status step_gzip(assay__input *input, char bytes[], size_t room, size_t *len,
                              assay_error *err)
{
    z_stream *gzip = &input->gzip;
    gzip->next_in = (unsigned char *)input->stored + input->at;
    gzip->avail_in = (unsigned)(input->len - input->at);
    gzip->next_out = (unsigned char *)bytes;
    gzip->avail_out = room < (1U << 30) ? (unsigned)room : 1U << 30;
    unsigned before = gzip->avail_out;
    int result = inflate(gzip, Z_NO_FLUSH);
    input->at = input->len - gzip->avail_in;
    *len = before - gzip->avail_out;
    input->frame_open = result != Z_STREAM_END;
    if (result == Z_STREAM_END)
        result = inflateReset(gzip);
    if (result == Z_MEM_ERROR)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to expand a file");
    return result == Z_OK || result == Z_BUF_ERROR ? ASSAY_OK : damaged(input, err);
}

static assay_status step_zstd(assay__input *input, char bytes[], size_t room, size_t *len,
                              assay_error *err)
{
    ZSTD_inBuffer in = {input->stored + input->at, input->len - input->at, 0};
    ZSTD_outBuffer out = {.size = room};
    out.dst = bytes;
    size_t result = ZSTD_decompressStream(input->zstd, &out, &in);
    if (ZSTD_isError(result))
        return damaged(input, err);
    input->at += in.pos;
    *len = out.pos;
    input->frame_open = result != 0;
    return ASSAY_OK;
}

static assay_status step(assay__input *input, char bytes[], size_t room, size_t *len,
                         assay_error *err)
{
    switch (input->packing) {
    case GZIP:
        return step_gzip(input, bytes, room, len, err);
    case ZSTD:
        return step_zstd(input, bytes, room, len, err);
    case PLAIN:
        break;
    }
    *len = take_from(input->stored, &input->at, input->len, bytes, room);
    return ASSAY_OK;
}

/* One round of stored bytes to expanded ones; *done at the end or when there are any. */
static assay_status expand_on(assay__input *input, char bytes[], size_t room, size_t *len,
                              bool *done, assay_error *err)
{
    if (input->at == input->len && !input->ended)
        ASSAY__TRY(fill(input, err));
    bool drained = input->at == input->len && input->ended;
    *len = 0;
    *done = drained && !input->frame_open;
    if (*done)
        return ASSAY_OK;
    ASSAY__TRY(step(input, bytes, room, len, err));
    *done = *len > 0;
    return drained && !*done ? damaged(input, err) : ASSAY_OK;
}

/* Expanded bytes; *len 0 is the end. */
static assay_status read_expanded(assay__input *input, char bytes[], size_t room,
                                  size_t *len, assay_error *err)
{
    bool done = false;
    while (!done)
        ASSAY__TRY(expand_on(input, bytes, room, len, &done, err));
    input->expanded += *len;
    if (input->expanded > FREE_BYTES && input->expanded / MOST_TIMES > input->taken)
        return assay_fail(err, ASSAY_TOO_LARGE, "%s: it expands more than %d times",
                          input->name, MOST_TIMES);
    return ASSAY_OK;
}

/* More UTF-16 behind what is left of it. */
static assay_status fill_wide(assay__input *input, assay_error *err)
{
    size_t left = input->wide_len - input->wide_at;
    memmove(input->wide, input->wide + input->wide_at, left);
    input->wide_at = 0;
    input->wide_len = left;
    size_t got;
    ASSAY__TRY(read_expanded(input, input->wide + left, WIDE_ROOM - left, &got, err));
    input->wide_len += got;
    return ASSAY_OK;
}

static uint32_t unit_at(const assay__input *input, size_t at)
{
    unsigned char first = (unsigned char)input->wide[at];
    unsigned char second = (unsigned char)input->wide[at + 1];
    return input->encoding == UTF_16_LE ? first | (uint32_t)second << 8
                                        : (uint32_t)first << 8 | second;
}

/* The next code point of UTF-16; halves of pairs that stand alone become U+FFFD. */
static uint32_t take_wide(assay__input *input)
{
    uint32_t unit = unit_at(input, input->wide_at);
    input->wide_at += 2;
    bool first_half = unit >= 0xD800 && unit <= 0xDBFF;
    if (!first_half)
        return unit >= 0xDC00 && unit <= 0xDFFF ? 0xFFFD : unit;
    if (input->wide_len - input->wide_at < 2)
        return 0xFFFD;
    uint32_t low = unit_at(input, input->wide_at);
    if (low < 0xDC00 || low > 0xDFFF)
        return 0xFFFD;
    input->wide_at += 2;
    return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
}

/* Both halves of a pair must be at hand, unless there is no more; *left is how many
 * bytes are. */
static assay_status need_wide(assay__input *input, size_t *left, assay_error *err)
{
    size_t before;
    do {
        before = input->wide_len - input->wide_at;
        if (before < 4)
            ASSAY__TRY(fill_wide(input, err));
        *left = input->wide_len - input->wide_at;
    } while (*left < 4 && *left > before);
    return ASSAY_OK;
}

static assay_status read_wide(assay__input *input, char bytes[], size_t room, size_t *len,
                              assay_error *err)
{
    *len = 0;
    while (room - *len >= 4) {
        size_t left;
        ASSAY__TRY(need_wide(input, &left, err));
        if (left < 2)
            break;
        *len += assay__utf8_put(take_wide(input), bytes + *len);
    }
    return ASSAY_OK;
}

/* Looks at the first bytes of the text for a byte order mark. */
static assay_status begin_text(assay__input *input, assay_error *err)
{
    size_t got = 1;
    input->text_begun = true;
    while (input->wide_len < 3 && got > 0) {
        ASSAY__TRY(read_expanded(input, input->wide + input->wide_len,
                                 3 - input->wide_len, &got, err));
        input->wide_len += got;
    }
    if (input->wide_len >= 2 && memcmp(input->wide, "\xFF\xFE", 2) == 0)
        input->encoding = UTF_16_LE;
    else if (input->wide_len >= 2 && memcmp(input->wide, "\xFE\xFF", 2) == 0)
        input->encoding = UTF_16_BE;
    if (input->encoding != UTF_8)
        input->wide_at = 2;
    else if (input->wide_len == 3 && memcmp(input->wide, "\xEF\xBB\xBF", 3) == 0)
        input->wide_at = 3;
    return ASSAY_OK;
}

static assay_status read_text(assay__input *input, char bytes[], size_t room, size_t *len,
                              assay_error *err)
{
    if (!input->text_begun)
        ASSAY__TRY(begin_text(input, err));
    if (input->encoding != UTF_8)
        return read_wide(input, bytes, room, len, err);
    *len = take_from(input->wide, &input->wide_at, input->wide_len, bytes, room);
    return *len > 0 ? ASSAY_OK : read_expanded(input, bytes, room, len, err);
}

assay_status assay__input_read(assay__input *input, char bytes[], size_t room,
                               size_t *len, assay_error *err)
{
    size_t got = take_from(input->ahead, &input->ahead_at, input->ahead_len, bytes, room);
    if (got == 0)
        ASSAY__TRY(read_text(input, bytes, room, &got, err));
    *len = got;
    return ASSAY_OK;
}

/* The first byte that is not white space; 0 when there is none. */
static char first_solid(const char *bytes, size_t len)
{
    size_t i = 0;
    while (i < len &&
           (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\r' || bytes[i] == '\n'))
        i++;
    if (i == len)
        return '\0';
    return bytes[i];
}

assay_status assay__input_first(assay__input *input, char *first, assay_error *err)
{
    size_t got = 1;
    char found = '\0';
    while (got > 0 && found == '\0' && WIDE_ROOM - input->ahead_len >= 4) {
        ASSAY__TRY(read_text(input, input->ahead + input->ahead_len,
                             WIDE_ROOM - input->ahead_len, &got, err));
        input->ahead_len += got;
        found = first_solid(input->ahead, input->ahead_len);
    }
    *first = found;
    return ASSAY_OK;
}

uint64_t assay__input_taken(const assay__input *input)
{
    return input->taken;
}

uint64_t assay__input_size(const assay__input *input)
{
    return input->size;
}

void assay__input_close(assay__input *input)
{
    if (input == NULL)
        return;
    if (input->gzip_begun)
        (void)inflateEnd(&input->gzip);
    ZSTD_freeDStream(input->zstd);
    if (input->fd > STDERR_FILENO)
        (void)close(input->fd);
    free(input->name);
    free(input);
}
