/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files are written beside their final name and renamed when complete, so a reader
 * never sees half of one; standard output is flushed and checked before the end, so a
 * full disk is a failure and not a short file. */
#include "output.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Three texts in one, terminated, in memory to be freed. */
static char *concatenated(assay_str a, assay_str b, assay_str c)
{
    char *text = calloc(1, a.len + b.len + c.len + 1);
    if (text == NULL)
        return NULL;
    memcpy(text, a.ptr, a.len);
    memcpy(text + a.len, b.ptr, b.len);
    memcpy(text + a.len + b.len, c.ptr, c.len);
    return text;
}

static assay_str span(const char *terminated)
{
    return (assay_str){terminated, strlen(terminated)};
}

char *path_join(const char *folder, const char *name)
{
    assay_str head = span(folder);
    while (head.len > 1 && folder[head.len - 1] == '/')
        head.len--;
    return concatenated(head, span("/"), span(name));
}

char *path_beside(const char *path, const char *ending)
{
    return concatenated(span(path), span(ending), span(""));
}

/* Mode of a file made by fopen: what mkstemp withheld, less the umask. */
static void allow_readers(int fd)
{
    mode_t mask = umask(0);
    (void)umask(mask);
    (void)fchmod(fd, 0666 & ~mask);
}

static assay_status open_aside(output *out, const char *path, assay_error *err)
{
    out->path = strdup(path);
    out->aside = concatenated(span(path), span(".XXXXXX"), span(""));
    if (out->path == NULL || out->aside == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "%s: memory ran out", path);
    int fd = mkstemp(out->aside);
    if (fd < 0) {
        out->aside[0] = '\0'; /* nothing to remove */
        return assay_fail(err, ASSAY_IO, "%s: cannot be written: %s", path,
                          strerror(errno));
    }
    allow_readers(fd);
    out->file = fdopen(fd, "w");
    if (out->file == NULL) {
        (void)close(fd);
        return assay_fail(err, ASSAY_IO, "%s: %s", path, strerror(errno));
    }
    return ASSAY_OK;
}

/* A terminal, a pipe or a device has no half and cannot be renamed over. */
static bool is_special(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode);
}

assay_status output_open(output *out, const char *path, assay_error *err)
{
    *out = (output){0};
    if (path == NULL || strcmp(path, "-") == 0) {
        out->file = stdout;
        return ASSAY_OK;
    }
    if (is_special(path)) {
        out->file = fopen(path, "w");
        return out->file != NULL ? ASSAY_OK
                                 : assay_fail(err, ASSAY_IO, "%s: cannot be written: %s",
                                              path, strerror(errno));
    }
    assay_status status = open_aside(out, path, err);
    if (status != ASSAY_OK)
        output_abandon(out);
    return status;
}

void output_put(output *out, assay_str text)
{
    errno = 0;
    bool written = text.len == 0 || fwrite(text.ptr, 1, text.len, out->file) == text.len;
    if (!written && out->why == 0)
        out->why = errno;
}

void output_printf(output *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    errno = 0;
    if (vfprintf(out->file, format, arguments) < 0 && out->why == 0)
        out->why = errno;
    va_end(arguments);
}

bool output_failed(const output *out)
{
    return ferror(out->file) != 0;
}

static void release(output *out)
{
    free(out->path);
    free(out->aside);
    *out = (output){0};
}

void output_abandon(output *out)
{
    if (out->file != NULL && out->file != stdout)
        (void)fclose(out->file);
    if (out->aside != NULL && out->aside[0] != '\0')
        (void)unlink(out->aside);
    release(out);
}

/* Why writing failed; the stream keeps only that it did. A pipe without a reader is
 * told by the descriptor itself. */
static int reason_of(const output *out, int why)
{
    struct pollfd descriptor = {.fd = fileno(out->file), .events = POLLOUT};
    if (out->why != 0)
        return out->why;
    bool broken =
        why == 0 && poll(&descriptor, 1, 0) == 1 && (descriptor.revents & POLLERR) != 0;
    return broken ? EPIPE : why;
}

static assay_status cannot_write(output *out, int why, assay_error *err)
{
    const char *name = out->path == NULL ? "standard output" : out->path;
    (void)assay_fail(err, ASSAY_IO, "%s: writing failed: %s", name,
                     why == 0 ? "unknown reason" : strerror(why));
    output_abandon(out);
    return ASSAY_IO;
}

assay_status output_finish(output *out, assay_error *err)
{
    errno = 0;
    bool failed = ferror(out->file) != 0;
    failed = fflush(out->file) != 0 || failed;
    if (out->aside != NULL)
        failed = fsync(fileno(out->file)) != 0 || failed;
    return failed ? cannot_write(out, reason_of(out, errno), err) : ASSAY_OK;
}

assay_status output_close(output *out, assay_error *err)
{
    if (out->file == NULL)
        return ASSAY_OK;
    assay_status status = output_finish(out, err);
    if (status != ASSAY_OK)
        return status;
    if (out->file != stdout) {
        FILE *file = out->file;
        out->file = NULL;
        if (fclose(file) != 0)
            return cannot_write(out, errno, err);
    }
    if (out->aside != NULL && rename(out->aside, out->path) != 0)
        return cannot_write(out, errno, err);
    release(out);
    return ASSAY_OK;
}

assay_status folder_make(const char *path, assay_error *err)
{
    struct stat about;
    if (mkdir(path, 0777) == 0)
        return ASSAY_OK;
    int why = errno;
    if (why == EEXIST && stat(path, &about) == 0) {
        if (S_ISDIR(about.st_mode))
            return ASSAY_OK;
        why = ENOTDIR;
    }
    return assay_fail(err, ASSAY_IO, "%s: the folder cannot be made: %s", path,
                      strerror(why));
}

assay_status temporary_open(const char *folder, FILE **out, assay_error *err)
{
    char *path = path_join(folder, ".assay.XXXXXX");
    if (path == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    int fd = mkstemp(path);
    if (fd >= 0)
        (void)unlink(path);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w+");
    free(path);
    if (file == NULL) {
        int why = errno;
        if (fd >= 0)
            (void)close(fd);
        return assay_fail(err, ASSAY_IO, "%s: no temporary file can be made there: %s",
                          folder, strerror(why));
    }
    *out = file;
    return ASSAY_OK;
}

/* Read what is left of a file into growing memory; NULL on failure. */
static char *slurp(FILE *file, size_t *length)
{
    size_t room = 1 << 16, used = 0;
    char *bytes = malloc(room);
    while (bytes != NULL) {
        used += fread(bytes + used, 1, room - used - 1, file);
        if (used + 1 < room)
            break;
        char *more = room > SIZE_MAX / 2 ? NULL : realloc(bytes, room * 2);
        if (more == NULL) {
            free(bytes);
            errno = ENOMEM;
            return NULL;
        }
        bytes = more;
        room *= 2;
    }
    if (bytes != NULL && ferror(file)) {
        free(bytes);
        return NULL;
    }
    if (bytes != NULL)
        bytes[used] = '\0';
    *length = used;
    return bytes;
}

assay_status file_read(const char *path, assay_bytes *out, assay_error *err)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return assay_fail(err, errno == ENOENT ? ASSAY_NOT_FOUND : ASSAY_IO, "%s: %s",
                          path, strerror(errno));
    size_t length = 0;
    errno = 0;
    char *bytes = slurp(file, &length);
    int why = errno;
    (void)fclose(file);
    if (bytes == NULL)
        return assay_fail(err, why == ENOMEM ? ASSAY_NO_MEMORY : ASSAY_IO, "%s: %s", path,
                          strerror(why));
    *out = (assay_bytes){bytes, length};
    return ASSAY_OK;
}
