/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is hashed is the line's own bytes up to its `,"sha256"`, so nothing has to be
 * parsed and written again to check it. */
#include "chain.h"

#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static const char ENDING[] = ",\"sha256\":\"";
static const char ZEROS[CHAIN_HASH_ROOM] =
    "0000000000000000000000000000000000000000000000000000000000000000";

static bool hash_hex(const char *bytes, size_t n, char out[CHAIN_HASH_ROOM])
{
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (EVP_Digest(bytes, n, hash, &length, EVP_sha256(), NULL) != 1)
        return false;
    for (size_t i = 0; i < length; i++)
        (void)snprintf(out + 2 * i, 3, "%02x", hash[i]);
    return true;
}

/* Whether a line, without its end, follows on the head; it is the head then. */
static bool follows(const char *line, size_t length, uint64_t number,
                    char head[CHAIN_HASH_ROOM])
{
    char beginning[160], own[CHAIN_HASH_ROOM];
    size_t tail = sizeof ENDING - 1 + CHAIN_HASH_ROOM - 1 + 2; /* `"}` */
    int n = snprintf(beginning, sizeof beginning,
                     "{\"seq\":%" PRIu64 ",\"previous\":\"%s\",", number, head);
    if (length < tail + (size_t)n || memcmp(line, beginning, (size_t)n) != 0)
        return false;
    const char *end = line + length - tail;
    if (memcmp(end, ENDING, sizeof ENDING - 1) != 0 ||
        memcmp(line + length - 2, "\"}", 2) != 0 ||
        !hash_hex(line, (size_t)(end - line), own) ||
        memcmp(end + sizeof ENDING - 1, own, CHAIN_HASH_ROOM - 1) != 0)
        return false;
    memcpy(head, own, CHAIN_HASH_ROOM);
    return true;
}

static assay_status verify_stream(FILE *file, const char *path, uint64_t *n, char head[],
                                  assay_error *err)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length = 0;
    assay_status status = ASSAY_OK;
    *n = 0;
    memcpy(head, ZEROS, CHAIN_HASH_ROOM);
    while (status == ASSAY_OK && (length = getline(&line, &room, file)) > 0) {
        bool whole = line[length - 1] == '\n';
        ++*n;
        if (!whole || !follows(line, (size_t)length - 1, *n, head))
            status =
                assay_fail(err, ASSAY_BAD_VALUE,
                           "%s, line %" PRIu64 ": the chain is broken here", path, *n);
    }
    free(line);
    if (status == ASSAY_OK && ferror(file) != 0)
        status = assay_fail(err, ASSAY_IO, "%s: cannot be read", path);
    return status;
}

assay_status chain_verify(const char *path, uint64_t *n, char head[], assay_error *err)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return assay_fail(err, errno == ENOENT ? ASSAY_NOT_FOUND : ASSAY_IO, "%s: %s",
                          path, strerror(errno));
    assay_status status = verify_stream(file, path, n, head, err);
    (void)fclose(file);
    return status;
}

assay_status chain_open(const char *path, chain *out, assay_error *err)
{
    chain log = {.fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600)};
    if (log.fd < 0)
        return assay_fail(err, ASSAY_IO, "%s: %s", path, strerror(errno));
    assay_status status = ASSAY_OK;
    if (flock(log.fd, LOCK_EX | LOCK_NB) != 0)
        status = assay_fail(err, ASSAY_IO, "%s: another service writes it", path);
    if (status == ASSAY_OK)
        status = chain_verify(path, &log.n, log.head, err);
    if (status != ASSAY_OK) {
        (void)close(log.fd);
        return status;
    }
    (void)pthread_mutex_init(&log.lock, NULL);
    *out = log;
    return ASSAY_OK;
}

static bool write_line(int fd, const strbuf *line)
{
    size_t put = 0;
    while (put < line->len) {
        ssize_t n = write(fd, line->ptr + put, line->len - put);
        if (n < 0 && errno != EINTR)
            return false;
        put += n > 0 ? (size_t)n : 0;
    }
    return fsync(fd) == 0 || errno == EINVAL; /* a pipe has no disk */
}

bool chain_append(chain *log, const char *event, const strbuf *members)
{
    char own[CHAIN_HASH_ROOM], now[32];
    strbuf line = {0};
    if (log->fd < 0)
        return true;
    (void)pthread_mutex_lock(&log->lock);
    log_now(now);
    strbuf_printf(&line,
                  "{\"seq\":%" PRIu64
                  ",\"previous\":\"%s\",\"time\":\"%s\",\"event\":\"%s\"",
                  log->n + 1, log->head, now, event);
    strbuf_put(&line, members->ptr, members->len);
    bool done = !members->failed && !line.failed && hash_hex(line.ptr, line.len, own);
    if (done) {
        strbuf_printf(&line, "%s%s\"}\n", ENDING, own);
        done = !line.failed && write_line(log->fd, &line);
    }
    if (done) {
        log->n++;
        memcpy(log->head, own, sizeof own);
    }
    (void)pthread_mutex_unlock(&log->lock);
    strbuf_free(&line);
    return done;
}

void chain_close(chain *log)
{
    if (log->fd >= 0)
        (void)close(log->fd);
    log->fd = -1;
}
