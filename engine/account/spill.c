/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grouping by hash partition (as in a database's hash join): one block of rows in memory
 * at a time, its accounts found by a table of hashes and handed out sorted. */
#include "account/spill.h"

#include "account/keys.h"
#include "base/buffer.h"
#include "base/str.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Dealt 4 times, a file holds a 16-millionth of the rows: one account, if it is still too
 * large. */
enum { FAN_OUT = 64, FAN_BITS = 6, DEEPEST = 4 };

/* Rows in a file, all of whose hashes share the bits of the levels above. */
typedef struct part {
    FILE *file;
    uint64_t bytes;
    unsigned level; /* how many times it was dealt */
} part;

/* One account of the block in memory. */
typedef struct entry {
    uint64_t hash;
    uint64_t first, last; /* offsets of its rows */
} entry;

struct assay__spill {
    size_t memory;
    char *folder;
    assay_buffer block;
    part dealing[FAN_OUT]; /* being written */
    bool dealt;            /* rows go to files */
    part *waiting;         /* a stack: the lowest hashes on top */
    size_t n_waiting, room_waiting;
    bool reading; /* no more rows are added */
    entry *entries;
    size_t n_entries, room_entries, next_entry;
    uint32_t *slots; /* entry numbers + 1 by hash */
    size_t room_slots;
};

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory to group the rows of tables");
}

assay_status assay__spill_new(size_t memory, assay_str folder, assay__spill **out,
                              assay_error *err)
{
    assay__spill *spill = calloc(1, sizeof *spill);
    char *name = spill == NULL        ? NULL
                 : folder.ptr == NULL ? strdup("/tmp")
                                      : strndup(folder.ptr, folder.len);
    if (name == NULL) {
        free(spill);
        return no_memory(err);
    }
    spill->memory = memory;
    spill->folder = name;
    *out = spill;
    return ASSAY_OK;
}

static void close_part(part *each)
{
    if (each->file != NULL)
        (void)fclose(each->file);
    *each = (part){0};
}

void assay__spill_free(assay__spill *spill)
{
    if (spill == NULL)
        return;
    for (size_t i = 0; i < FAN_OUT; i++)
        close_part(&spill->dealing[i]);
    for (size_t i = 0; i < spill->n_waiting; i++)
        close_part(&spill->waiting[i]);
    assay__buffer_free(&spill->block);
    free(spill->waiting);
    free(spill->entries);
    free(spill->slots);
    free(spill->folder);
    free(spill);
}

static assay_status io_failure(const assay__spill *spill, assay_error *err)
{
    char why[96] = "";
    (void)strerror_r(errno, why, sizeof why);
    return assay_fail(err, ASSAY_IO, "%s: a temporary file: %s", spill->folder, why);
}

/* A new file without a name. */
static assay_status open_part(assay__spill *spill, unsigned level, part *out,
                              assay_error *err)
{
    assay_buffer name = {0};
    assay__buffer_printf(&name, "%s/assay-XXXXXX", spill->folder);
    if (name.failed)
        return no_memory(err);
    int fd = mkstemp(name.bytes);
    if (fd >= 0)
        (void)unlink(name.bytes);
    assay__buffer_free(&name);
    FILE *file = fd >= 0 ? fdopen(fd, "w+b") : NULL;
    if (file == NULL) {
        assay_status status = io_failure(spill, err);
        if (fd >= 0)
            (void)close(fd);
        return status;
    }
    *out = (part){file, 0, level};
    return ASSAY_OK;
}

static assay_status open_parts(assay__spill *spill, unsigned level, assay_error *err)
{
    for (size_t i = 0; i < FAN_OUT; i++)
        ASSAY__TRY(open_part(spill, level, &spill->dealing[i], err));
    spill->dealt = true;
    return ASSAY_OK;
}

/* Writes a row to the file that its hash says. */
static assay_status deal(assay__spill *spill, const char *row, size_t size,
                         assay_error *err)
{
    assay__packed head;
    memcpy(&head, row, sizeof head);
    unsigned level = spill->dealing[0].level;
    part *to = &spill->dealing[head.hash >> (64 - FAN_BITS * level) & (FAN_OUT - 1)];
    if (fwrite(row, 1, size, to->file) != size)
        return io_failure(spill, err);
    to->bytes += size;
    return ASSAY_OK;
}

/* Deals out every row of the block and empties it. */
static assay_status deal_block(assay__spill *spill, assay_error *err)
{
    for (size_t at = 0; at < spill->block.len;) {
        assay__packed head;
        memcpy(&head, spill->block.bytes + at, sizeof head);
        ASSAY__TRY(deal(spill, spill->block.bytes + at, head.size, err));
        at += head.size;
    }
    assay__buffer_clear(&spill->block);
    return ASSAY_OK;
}

/* The block goes to files, which are opened the first time. */
static assay_status make_room(assay__spill *spill, assay_error *err)
{
    if (!spill->dealt)
        ASSAY__TRY(open_parts(spill, 1, err));
    return deal_block(spill, err);
}

assay_status assay__spill_add(assay__spill *spill, assay__packed head,
                              const assay_str parts[3], assay_error *err)
{
    static const char ZEROS[8] = {0};
    size_t len = sizeof head + parts[0].len + parts[1].len + parts[2].len;
    size_t size = (len + 7) & ~(size_t)7;
    if (parts[0].len > UINT16_MAX || parts[1].len > UINT16_MAX || size > UINT32_MAX)
        return assay_fail(err, ASSAY_TOO_LARGE, "a row is too large to be kept");
    head.next = 0;
    head.hash = assay__key_hash(parts[0], parts[1]);
    head.size = (uint32_t)size;
    head.platform_len = (uint16_t)parts[0].len;
    head.handle_len = (uint16_t)parts[1].len;
    head.cells_len = (uint32_t)parts[2].len;
    if (spill->block.len > 0 && spill->block.len + size > spill->memory)
        ASSAY__TRY(make_room(spill, err));
    assay__buffer_put(&spill->block, (assay_str){(const char *)&head, sizeof head});
    for (size_t i = 0; i < 3; i++)
        assay__buffer_put(&spill->block, parts[i]);
    assay__buffer_put(&spill->block, (assay_str){ZEROS, size - len});
    return spill->block.failed ? no_memory(err) : ASSAY_OK;
}

/* The files just written wait on the stack, the lowest hashes on top. */
static assay_status stack_parts(assay__spill *spill, assay_error *err)
{
    size_t room = spill->n_waiting + FAN_OUT;
    part *waiting = realloc(spill->waiting, room * sizeof waiting[0]);
    if (waiting == NULL)
        return no_memory(err);
    spill->waiting = waiting;
    for (size_t i = FAN_OUT; i-- > 0;) {
        if (spill->dealing[i].bytes > 0)
            waiting[spill->n_waiting++] = spill->dealing[i];
        else
            close_part(&spill->dealing[i]);
        spill->dealing[i] = (part){0};
    }
    spill->dealt = false;
    return ASSAY_OK;
}

static assay_status read_exactly(assay__spill *spill, FILE *file, char *to, size_t len,
                                 assay_error *err)
{
    if (fread(to, 1, len, file) == len)
        return ASSAY_OK;
    if (ferror(file) == 0)
        errno = EIO; /* cut short by someone else */
    return io_failure(spill, err);
}

/* Makes the block `bytes` long; what it held stays. */
static assay_status hold(assay__spill *spill, uint64_t bytes, assay_error *err)
{
    if (bytes > spill->block.room) {
        char *larger = realloc(spill->block.bytes, (size_t)bytes);
        if (larger == NULL)
            return no_memory(err);
        spill->block.bytes = larger;
        spill->block.room = (size_t)bytes;
    }
    spill->block.len = (size_t)bytes;
    return ASSAY_OK;
}

/* Takes a whole file into the block. */
static assay_status load_part(assay__spill *spill, const part *from, assay_error *err)
{
    ASSAY__TRY(hold(spill, from->bytes, err));
    return read_exactly(spill, from->file, spill->block.bytes, spill->block.len, err);
}

/* Takes one row from a file into the block. */
static assay_status load_row(assay__spill *spill, FILE *file, assay_error *err)
{
    assay__packed head;
    ASSAY__TRY(hold(spill, sizeof head, err));
    ASSAY__TRY(read_exactly(spill, file, spill->block.bytes, sizeof head, err));
    memcpy(&head, spill->block.bytes, sizeof head);
    ASSAY__TRY(hold(spill, head.size, err));
    return read_exactly(spill, file, spill->block.bytes + sizeof head,
                        head.size - sizeof head, err);
}

/* Deals a file that is too large once more, row by row. */
static assay_status deal_part(assay__spill *spill, const part *from, assay_error *err)
{
    ASSAY__TRY(open_parts(spill, from->level + 1, err));
    for (uint64_t done = 0; done < from->bytes; done += spill->block.len) {
        ASSAY__TRY(load_row(spill, from->file, err));
        ASSAY__TRY(deal(spill, spill->block.bytes, spill->block.len, err));
    }
    assay__buffer_clear(&spill->block);
    return stack_parts(spill, err);
}

static assay__packed *row_at(const assay__spill *spill, uint64_t offset)
{
    return (assay__packed *)(void *)(spill->block.bytes + offset);
}

static bool same_account(const assay__packed *a, const assay__packed *b)
{
    return a->hash == b->hash &&
           assay__str_equal(assay__packed_platform(a), assay__packed_platform(b)) &&
           assay__str_equal(assay__packed_handle(a), assay__packed_handle(b));
}

/* The slot of the row's account, or the free one where it goes. */
static uint32_t *slot_of(assay__spill *spill, const assay__packed *row)
{
    size_t mask = spill->room_slots - 1;
    for (size_t i = (size_t)row->hash;; i++) {
        uint32_t *slot = &spill->slots[i & mask];
        if (*slot == 0 ||
            same_account(row_at(spill, spill->entries[*slot - 1].first), row))
            return slot;
    }
}

/* Room for one account more, and slots at most half taken. */
static assay_status room_for_account(assay__spill *spill, assay_error *err)
{
    if (spill->n_entries < spill->room_entries)
        return ASSAY_OK;
    size_t room = spill->room_entries == 0 ? 512 : spill->room_entries * 2;
    entry *entries = realloc(spill->entries, room * sizeof entries[0]);
    if (entries == NULL)
        return no_memory(err);
    spill->entries = entries;
    uint32_t *slots = calloc(2 * room, sizeof slots[0]);
    if (slots == NULL)
        return no_memory(err);
    free(spill->slots);
    spill->slots = slots;
    spill->room_entries = room;
    spill->room_slots = 2 * room;
    for (size_t i = 0; i < spill->n_entries; i++)
        *slot_of(spill, row_at(spill, entries[i].first)) = (uint32_t)i + 1;
    return ASSAY_OK;
}

/* Links a row to those of its account. */
static assay_status index_row(assay__spill *spill, uint64_t offset, assay_error *err)
{
    ASSAY__TRY(room_for_account(spill, err));
    assay__packed *row = row_at(spill, offset);
    uint32_t *slot = slot_of(spill, row);
    row->next = 0;
    if (*slot == 0) {
        spill->entries[spill->n_entries++] = (entry){row->hash, offset, offset};
        *slot = (uint32_t)spill->n_entries;
        return ASSAY_OK;
    }
    entry *account = &spill->entries[*slot - 1];
    row_at(spill, account->last)->next = offset + 1;
    account->last = offset;
    return ASSAY_OK;
}

/* By hash; accounts of one hash, which chance does not make, by their first row. */
static int compare_entries(const void *a, const void *b)
{
    const entry *left = a, *right = b;
    if (left->hash != right->hash)
        return left->hash < right->hash ? -1 : 1;
    return (left->first > right->first) - (left->first < right->first);
}

/* Finds the accounts of the block. */
static assay_status index_block(assay__spill *spill, assay_error *err)
{
    spill->n_entries = 0;
    spill->next_entry = 0;
    if (spill->room_slots > 0)
        memset(spill->slots, 0, spill->room_slots * sizeof spill->slots[0]);
    for (uint64_t at = 0; at < spill->block.len; at += row_at(spill, at)->size)
        ASSAY__TRY(index_row(spill, at, err));
    if (spill->n_entries > 1)
        qsort(spill->entries, spill->n_entries, sizeof(entry), compare_entries);
    return ASSAY_OK;
}

/* The next file becomes the block, or is dealt once more. */
static assay_status next_part(assay__spill *spill, assay_error *err)
{
    part from = spill->waiting[--spill->n_waiting];
    assay_status status = ASSAY_OK;
    if (fflush(from.file) != 0 || fseek(from.file, 0, SEEK_SET) != 0)
        status = io_failure(spill, err);
    bool fits = from.bytes <= spill->memory || from.level >= DEEPEST;
    if (status == ASSAY_OK)
        status = fits ? load_part(spill, &from, err) : deal_part(spill, &from, err);
    close_part(&from);
    return status == ASSAY_OK && fits ? index_block(spill, err) : status;
}

/* No more rows are added: what is in memory is all, or goes to the files. */
static assay_status begin_reading(assay__spill *spill, assay_error *err)
{
    spill->reading = true;
    if (!spill->dealt)
        return index_block(spill, err);
    ASSAY__TRY(deal_block(spill, err));
    return stack_parts(spill, err);
}

assay_status assay__spill_next(assay__spill *spill, const assay__packed **first,
                               assay_error *err)
{
    if (!spill->reading)
        ASSAY__TRY(begin_reading(spill, err));
    while (spill->next_entry == spill->n_entries) {
        if (spill->n_waiting == 0)
            return ASSAY_END;
        ASSAY__TRY(next_part(spill, err));
    }
    *first = row_at(spill, spill->entries[spill->next_entry++].first);
    return ASSAY_OK;
}

const assay__packed *assay__spill_next_row(const assay__spill *spill,
                                           const assay__packed *row)
{
    return row->next == 0 ? NULL : row_at(spill, row->next - 1);
}

assay_str assay__packed_platform(const assay__packed *row)
{
    return (assay_str){(const char *)(row + 1), row->platform_len};
}

assay_str assay__packed_handle(const assay__packed *row)
{
    return (assay_str){(const char *)(row + 1) + row->platform_len, row->handle_len};
}

assay_str assay__packed_cells(const assay__packed *row)
{
    return (assay_str){(const char *)(row + 1) + row->platform_len + row->handle_len,
                       row->cells_len};
}
