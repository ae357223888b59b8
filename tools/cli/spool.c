/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An index of names and offsets over one run of bytes. A record is its length in eight
 * bytes and then itself; offsets count from the beginning of the run, whether it is in
 * memory or in the file. Names lie in blocks that never move. */
#include "spool.h"

#include "output.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 1 << 16, IN_MEMORY = 8 << 20 };

typedef struct block {
    struct block *older;
    size_t used, size;
    char bytes[];
} block;

typedef struct entry {
    const char *name; /* platform, NUL, handle, NUL */
    uint64_t at;
} entry;

struct spool {
    pthread_mutex_t lock;
    const char *folder;
    block *names;
    entry *entries;
    size_t n, room;
    char *bytes; /* the last `used` bytes, not yet in the file */
    size_t used, bytes_room;
    uint64_t written; /* bytes in the file */
    FILE *file;       /* NULL while all is in memory */
    char *read;       /* the record read last */
    size_t read_room;
};

assay_status spool_new(const char *folder, spool **out, assay_error *err)
{
    spool *records = calloc(1, sizeof *records);
    if (records == NULL || pthread_mutex_init(&records->lock, NULL) != 0) {
        free(records);
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    }
    const char *system = getenv("TMPDIR");
    if (system == NULL || *system == '\0')
        system = "/tmp";
    records->folder = folder == NULL ? system : folder;
    *out = records;
    return ASSAY_OK;
}

/* The name of an account in memory that does not move; NULL when it ran out. */
static const char *keep_name(spool *records, assay_str platform, assay_str handle)
{
    size_t wanted = platform.len + handle.len + 2;
    block *top = records->names;
    if (top == NULL || top->size - top->used < wanted) {
        size_t size = wanted > BLOCK ? wanted : BLOCK;
        top = malloc(sizeof *top + size);
        if (top == NULL)
            return NULL;
        *top = (block){.older = records->names, .size = size};
        records->names = top;
    }
    char *name = top->bytes + top->used;
    top->used += wanted;
    memcpy(name, platform.ptr, platform.len);
    name[platform.len] = '\0';
    memcpy(name + platform.len + 1, handle.ptr, handle.len);
    name[wanted - 1] = '\0';
    return name;
}

static bool reserve_entry(spool *records)
{
    if (records->n < records->room)
        return true;
    size_t room = records->room == 0 ? 256 : records->room + records->room / 2;
    entry *more = realloc(records->entries, room * sizeof *more);
    if (more == NULL)
        return false;
    records->entries = more;
    records->room = room;
    return true;
}

static bool reserve_bytes(char **bytes, size_t *room, size_t wanted)
{
    if (wanted <= *room)
        return true;
    size_t larger = *room < BLOCK ? BLOCK : *room;
    while (larger < wanted)
        larger *= 2;
    char *more = realloc(*bytes, larger);
    if (more == NULL)
        return false;
    *bytes = more;
    *room = larger;
    return true;
}

static assay_status spill(spool *records, assay_error *err)
{
    if (records->file == NULL) {
        assay_status status = temporary_open(records->folder, &records->file, err);
        if (status != ASSAY_OK)
            return status;
    }
    errno = 0;
    if (fwrite(records->bytes, 1, records->used, records->file) != records->used ||
        fflush(records->file) != 0)
        return assay_fail(err, ASSAY_IO, "%s: a temporary file there: %s",
                          records->folder, strerror(errno));
    records->written += records->used;
    records->used = 0;
    return ASSAY_OK;
}

static assay_status add_locked(spool *records, assay_str platform, assay_str handle,
                               assay_str record, assay_error *err)
{
    uint64_t length = record.len;
    if (records->used > 0 && records->used + record.len > IN_MEMORY) {
        assay_status status = spill(records, err);
        if (status != ASSAY_OK)
            return status;
    }
    const char *name = keep_name(records, platform, handle);
    if (name == NULL || !reserve_entry(records) ||
        !reserve_bytes(&records->bytes, &records->bytes_room,
                       records->used + sizeof length + record.len))
        return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
    records->entries[records->n++] = (entry){name, records->written + records->used};
    memcpy(records->bytes + records->used, &length, sizeof length);
    if (record.len > 0)
        memcpy(records->bytes + records->used + sizeof length, record.ptr, record.len);
    records->used += sizeof length + record.len;
    return ASSAY_OK;
}

assay_status spool_add(spool *records, assay_str platform, assay_str handle,
                       assay_str record, assay_error *err)
{
    (void)pthread_mutex_lock(&records->lock);
    assay_status status = add_locked(records, platform, handle, record, err);
    (void)pthread_mutex_unlock(&records->lock);
    return status;
}

static int compare_names(const char *a, const char *b)
{
    int order = strcmp(a, b);
    return order != 0 ? order : strcmp(a + strlen(a) + 1, b + strlen(b) + 1);
}

static int compare_entries(const void *a, const void *b)
{
    const entry *left = a, *right = b;
    int order = compare_names(left->name, right->name);
    return order != 0 ? order : (left->at > right->at) - (left->at < right->at);
}

assay_status spool_sort(spool *records, assay_error *err)
{
    if (records->n > 0)
        qsort(records->entries, records->n, sizeof *records->entries, compare_entries);
    return records->file != NULL ? spill(records, err) : ASSAY_OK;
}

size_t spool_count(const spool *records)
{
    return records->n;
}

static bool read_file(const spool *records, char *bytes, size_t n, uint64_t at)
{
    while (n > 0) {
        ssize_t got = pread(fileno(records->file), bytes, n, (off_t)at);
        if (got <= 0)
            return false;
        bytes += got;
        n -= (size_t)got;
        at += (uint64_t)got;
    }
    return true;
}

static assay_str span(const char *terminated)
{
    return (assay_str){terminated, strlen(terminated)};
}

assay_status spool_read(spool *records, size_t i, spool_record *out, assay_error *err)
{
    const entry *found = &records->entries[i];
    uint64_t length = 0;
    const char *bytes = NULL;
    if (records->file == NULL) {
        memcpy(&length, records->bytes + found->at, sizeof length);
        bytes = records->bytes + found->at + sizeof length;
    } else {
        errno = 0;
        bool read = read_file(records, (char *)&length, sizeof length, found->at);
        if (read && !reserve_bytes(&records->read, &records->read_room, length + 1))
            return assay_fail(err, ASSAY_NO_MEMORY, "memory ran out");
        if (!read ||
            !read_file(records, records->read, length, found->at + sizeof length))
            return assay_fail(err, ASSAY_IO, "%s: a temporary file there: %s",
                              records->folder, strerror(errno));
        bytes = records->read;
    }
    out->platform = span(found->name);
    out->handle = span(found->name + out->platform.len + 1);
    out->bytes = (assay_str){bytes, length};
    return ASSAY_OK;
}

void spool_free(spool *records)
{
    if (records == NULL)
        return;
    while (records->names != NULL) {
        block *older = records->names->older;
        free(records->names);
        records->names = older;
    }
    free(records->entries);
    free(records->bytes);
    free(records->read);
    if (records->file != NULL)
        (void)fclose(records->file);
    (void)pthread_mutex_destroy(&records->lock);
    free(records);
}
