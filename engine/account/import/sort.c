/* SPDX-License-Identifier: GPL-3.0-or-later */
/* External merge sort (Knuth, The Art of Computer Programming, 5.4): blocks are sorted in
 * memory and written as runs, 32 runs of one level are merged into one of the next, and
 * what is left is merged while it is read. The files have no names, so nothing is left
 * behind. */
#include "account/import/sort.h"

#include "base/buffer.h"
#include "base/str.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FAN_IN = 32, MOST_RUNS = 8 * FAN_IN, FILE_BUFFER = 1 << 16 };

/* A row as it lies in memory and in files: this, its key, its body. */
typedef struct head {
    uint32_t key_len, body_len;
    uint64_t added; /* its number among all rows */
} head;

/* A row of the block by the 8 bytes that follow what all keys of the block share. */
typedef struct item {
    uint64_t lead;
    uint64_t offset;
} item;

/* Sorted rows in a file, and the one of them that is next. */
typedef struct run {
    FILE *file;
    unsigned level;
    uint64_t left; /* rows not yet read */
    assay_buffer row;
} run;

struct assay__sort {
    size_t memory;
    char *folder;
    assay_buffer block;
    item *items, *other;
    size_t n_items, room_items, next_item;
    size_t shared; /* bytes that all keys of the block have in common */
    uint64_t added;
    run runs[MOST_RUNS];
    size_t n_runs;
    size_t heap[MOST_RUNS]; /* runs by their next row, while merging */
    size_t n_heap;
    bool reading, merging;
};

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory to sort rows");
}

static assay_status io_failure(const assay__sort *rows, assay_error *err)
{
    char why[96] = "";
    (void)strerror_r(errno != 0 ? errno : EIO, why, sizeof why);
    return assay_fail(err, ASSAY_IO, "%s: a temporary file: %s", rows->folder, why);
}

assay_status assay__sort_new(size_t memory, assay_str folder, assay__sort **out,
                             assay_error *err)
{
    assay__sort *rows = calloc(1, sizeof *rows);
    char *name = rows == NULL         ? NULL
                 : folder.ptr == NULL ? strdup("/tmp")
                                      : strndup(folder.ptr, folder.len);
    if (name == NULL) {
        free(rows);
        return no_memory(err);
    }
    rows->memory = memory;
    rows->folder = name;
    *out = rows;
    return ASSAY_OK;
}

static void close_run(run *each)
{
    if (each->file != NULL)
        (void)fclose(each->file);
    assay__buffer_free(&each->row);
    *each = (run){0};
}

void assay__sort_free(assay__sort *rows)
{
    if (rows == NULL)
        return;
    for (size_t i = 0; i < rows->n_runs; i++)
        close_run(&rows->runs[i]);
    assay__buffer_free(&rows->block);
    free(rows->items);
    free(rows->other);
    free(rows->folder);
    free(rows);
}

/* ---- a block in memory ----------------------------------------------------------- */

static assay_str key_at(const char *row)
{
    head h;
    memcpy(&h, row, sizeof h);
    return (assay_str){row + sizeof h, h.key_len};
}

static assay_str body_at(const char *row)
{
    head h;
    memcpy(&h, row, sizeof h);
    return (assay_str){row + sizeof h + h.key_len, h.body_len};
}

/* By key, then as they were added. */
static int compare_rows(const char *a, const char *b)
{
    head x, y;
    int order = assay__str_compare(key_at(a), key_at(b));
    if (order != 0)
        return order;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x.added > y.added) - (x.added < y.added);
}

static const char *row_of(const assay__sort *rows, const item *each)
{
    return rows->block.bytes + each->offset;
}

static bool comes_first(const assay__sort *rows, const item *a, const item *b)
{
    if (a->lead != b->lead)
        return a->lead < b->lead;
    return compare_rows(row_of(rows, a), row_of(rows, b)) <= 0;
}

/* Merges [from, middle) and [middle, to) of `in` into `out`. */
static void merge_items(const assay__sort *rows, const item in[], item out[],
                        const size_t bounds[3])
{
    size_t left = bounds[0], right = bounds[1];
    for (size_t i = bounds[0]; i < bounds[2]; i++) {
        bool take_left = left < bounds[1];
        if (take_left && right < bounds[2])
            take_left = comes_first(rows, &in[left], &in[right]);
        out[i] = in[take_left ? left++ : right++];
    }
}

/* The 8 bytes behind what all keys share; what is shorter comes first. */
static uint64_t lead_of(assay_str key, size_t shared)
{
    uint64_t lead = 0;
    for (size_t i = shared; i < shared + 8; i++)
        lead = lead << 8 | (i < key.len ? (unsigned char)key.ptr[i] : 0);
    return lead;
}

static bool is_sorted(const assay__sort *rows)
{
    for (size_t i = 1; i < rows->n_items; i++) {
        if (!comes_first(rows, &rows->items[i - 1], &rows->items[i]))
            return false;
    }
    return true;
}

/* Bottom-up merge sort of the items. */
static void sort_block(assay__sort *rows)
{
    size_t n = rows->n_items;
    for (size_t i = 0; i < n; i++)
        rows->items[i].lead =
            lead_of(key_at(row_of(rows, &rows->items[i])), rows->shared);
    rows->next_item = 0;
    if (is_sorted(rows))
        return;
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t from = 0; from < n; from += 2 * width) {
            size_t middle = from + width < n ? from + width : n;
            size_t to = middle + width < n ? middle + width : n;
            merge_items(rows, rows->items, rows->other, (size_t[]){from, middle, to});
        }
        item *swap = rows->items;
        rows->items = rows->other;
        rows->other = swap;
    }
}

static assay_status room_for_item(assay__sort *rows, assay_error *err)
{
    if (rows->n_items < rows->room_items)
        return ASSAY_OK;
    size_t room = rows->room_items == 0 ? 1024 : rows->room_items * 2;
    item *items = realloc(rows->items, room * sizeof items[0]);
    if (items == NULL)
        return no_memory(err);
    rows->items = items;
    item *other = realloc(rows->other, room * sizeof other[0]);
    if (other == NULL)
        return no_memory(err);
    rows->other = other;
    rows->room_items = room;
    return ASSAY_OK;
}

static size_t shared_length(assay_str a, assay_str b, size_t most)
{
    size_t n = 0;
    while (n < most && n < a.len && n < b.len && a.ptr[n] == b.ptr[n])
        n++;
    return n;
}

/* ---- runs ------------------------------------------------------------------------ */

static assay_status open_run(assay__sort *rows, unsigned level, run *out,
                             assay_error *err)
{
    assay_buffer name = {0};
    assay__buffer_printf(&name, "%s/assay-XXXXXX", rows->folder);
    if (name.failed)
        return no_memory(err);
    int fd = mkstemp(name.bytes);
    if (fd >= 0)
        (void)unlink(name.bytes);
    assay__buffer_free(&name);
    FILE *file = fd >= 0 ? fdopen(fd, "w+b") : NULL;
    if (file == NULL) {
        assay_status status = io_failure(rows, err);
        if (fd >= 0)
            (void)close(fd);
        return status;
    }
    (void)setvbuf(file, NULL, _IOFBF, FILE_BUFFER);
    *out = (run){.file = file, .level = level};
    return ASSAY_OK;
}

static size_t row_size(const char *row)
{
    return sizeof(head) + key_at(row).len + body_at(row).len;
}

static assay_status write_row(assay__sort *rows, run *to, const char *row,
                              assay_error *err)
{
    size_t size = row_size(row);
    if (fwrite(row, 1, size, to->file) != size)
        return io_failure(rows, err);
    to->left++;
    return ASSAY_OK;
}

static assay_status rewind_run(assay__sort *rows, const run *each, assay_error *err)
{
    if (fflush(each->file) != 0 || fseek(each->file, 0, SEEK_SET) != 0)
        return io_failure(rows, err);
    return ASSAY_OK;
}

/* Reads a run's next row; its buffer is empty behind the last. */
static assay_status read_row(assay__sort *rows, run *from, assay_error *err)
{
    head h;
    assay__buffer_clear(&from->row);
    if (from->left == 0)
        return ASSAY_OK;
    from->left--;
    if (fread(&h, 1, sizeof h, from->file) != sizeof h)
        return io_failure(rows, err);
    size_t size = sizeof h + h.key_len + h.body_len;
    if (size > from->row.room) {
        char *larger = realloc(from->row.bytes, size);
        if (larger == NULL)
            return no_memory(err);
        from->row.bytes = larger;
        from->row.room = size;
    }
    memcpy(from->row.bytes, &h, sizeof h);
    if (fread(from->row.bytes + sizeof h, 1, size - sizeof h, from->file) !=
        size - sizeof h)
        return io_failure(rows, err);
    from->row.len = size;
    return ASSAY_OK;
}

static bool run_first(const assay__sort *rows, size_t a, size_t b)
{
    return compare_rows(rows->runs[a].row.bytes, rows->runs[b].row.bytes) < 0;
}

static void sift_down(assay__sort *rows, size_t at)
{
    for (;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2; child++) {
            if (child < rows->n_heap &&
                run_first(rows, rows->heap[child], rows->heap[least]))
                least = child;
        }
        if (least == at)
            return;
        size_t swap = rows->heap[at];
        rows->heap[at] = rows->heap[least];
        rows->heap[least] = swap;
        at = least;
    }
}

/* Begins to merge the runs from `first` on. */
static assay_status begin_merge(assay__sort *rows, size_t first, assay_error *err)
{
    rows->n_heap = 0;
    for (size_t i = first; i < rows->n_runs; i++) {
        ASSAY__TRY(rewind_run(rows, &rows->runs[i], err));
        ASSAY__TRY(read_row(rows, &rows->runs[i], err));
        if (rows->runs[i].row.len > 0)
            rows->heap[rows->n_heap++] = i;
    }
    for (size_t i = rows->n_heap; i-- > 0;)
        sift_down(rows, i);
    return ASSAY_OK;
}

/* Passes the row on top of the heap. */
static assay_status pass_top(assay__sort *rows, assay_error *err)
{
    run *top = &rows->runs[rows->heap[0]];
    ASSAY__TRY(read_row(rows, top, err));
    if (top->row.len == 0)
        rows->heap[0] = rows->heap[--rows->n_heap];
    sift_down(rows, 0);
    return ASSAY_OK;
}

static assay_status merge_into(assay__sort *rows, run *to, assay_error *err)
{
    while (rows->n_heap > 0) {
        ASSAY__TRY(write_row(rows, to, rows->runs[rows->heap[0]].row.bytes, err));
        ASSAY__TRY(pass_top(rows, err));
    }
    return ASSAY_OK;
}

/* The last 32 runs become one of the next level. */
static assay_status merge_last(assay__sort *rows, assay_error *err)
{
    size_t first = rows->n_runs - FAN_IN;
    run merged = {0};
    ASSAY__TRY(open_run(rows, rows->runs[first].level + 1, &merged, err));
    assay_status status = begin_merge(rows, first, err);
    if (status == ASSAY_OK)
        status = merge_into(rows, &merged, err);
    if (status != ASSAY_OK) {
        close_run(&merged);
        return status;
    }
    for (size_t i = first; i < rows->n_runs; i++)
        close_run(&rows->runs[i]);
    rows->n_runs = first + 1;
    rows->runs[first] = merged;
    return ASSAY_OK;
}

static bool last_are_equal(const assay__sort *rows)
{
    size_t n = rows->n_runs;
    return n >= FAN_IN && rows->runs[n - FAN_IN].level == rows->runs[n - 1].level;
}

/* The rows of the block in their order, behind which it is empty. */
static assay_status write_items(assay__sort *rows, run *to, assay_error *err)
{
    for (size_t i = 0; i < rows->n_items; i++)
        ASSAY__TRY(write_row(rows, to, row_of(rows, &rows->items[i]), err));
    rows->n_items = 0;
    assay__buffer_clear(&rows->block);
    return ASSAY_OK;
}

/* The block becomes a run. */
static assay_status write_block(assay__sort *rows, assay_error *err)
{
    sort_block(rows);
    if (rows->n_runs == MOST_RUNS)
        return assay_fail(err, ASSAY_TOO_LARGE, "more rows than can be sorted");
    run *to = &rows->runs[rows->n_runs];
    ASSAY__TRY(open_run(rows, 0, to, err));
    rows->n_runs++;
    ASSAY__TRY(write_items(rows, to, err));
    while (last_are_equal(rows))
        ASSAY__TRY(merge_last(rows, err));
    return ASSAY_OK;
}

/* ---- adding and reading ---------------------------------------------------------- */

assay_status assay__sort_add(assay__sort *rows, assay_str key, size_t body_len,
                             char **body, assay_error *err)
{
    head h = {(uint32_t)key.len, (uint32_t)body_len, rows->added++};
    if (key.len > UINT32_MAX / 4 || body_len > UINT32_MAX / 4)
        return assay_fail(err, ASSAY_TOO_LARGE, "a row is too large to be sorted");
    size_t size = sizeof h + key.len + body_len;
    size_t held = rows->block.len + rows->n_items * 2 * sizeof(item);
    if (rows->n_items > 0 && held + size > rows->memory)
        ASSAY__TRY(write_block(rows, err));
    ASSAY__TRY(room_for_item(rows, err));
    size_t at = rows->block.len;
    char *row = assay__buffer_more(&rows->block, size);
    if (row == NULL)
        return no_memory(err);
    memcpy(row, &h, sizeof h);
    memcpy(row + sizeof h, key.ptr, key.len);
    *body = row + sizeof h + key.len;
    rows->shared = rows->n_items == 0
                       ? key.len
                       : shared_length(key_at(rows->block.bytes), key, rows->shared);
    rows->items[rows->n_items++] = (item){0, at};
    return ASSAY_OK;
}

/* What is in memory is all, or joins the runs. */
static assay_status begin_reading(assay__sort *rows, assay_error *err)
{
    rows->reading = true;
    rows->merging = rows->n_runs > 0;
    if (!rows->merging) {
        sort_block(rows);
        return ASSAY_OK;
    }
    ASSAY__TRY(write_block(rows, err));
    assay__buffer_free(&rows->block);
    return begin_merge(rows, 0, err);
}

/* The row handed out last stays on top of the heap until the next is asked for. */
static assay_status next_of_runs(assay__sort *rows, const char **row, assay_error *err)
{
    if (rows->next_item > 0 && rows->n_heap > 0)
        ASSAY__TRY(pass_top(rows, err));
    rows->next_item = 1;
    if (rows->n_heap == 0)
        return ASSAY_END;
    *row = rows->runs[rows->heap[0]].row.bytes;
    return ASSAY_OK;
}

assay_status assay__sort_next(assay__sort *rows, assay_str *key, assay_str *body,
                              assay_error *err)
{
    const char *row;
    if (!rows->reading) {
        ASSAY__TRY(begin_reading(rows, err));
        rows->next_item = 0;
    }
    if (rows->merging) {
        ASSAY__TRY(next_of_runs(rows, &row, err));
    } else {
        if (rows->next_item == rows->n_items)
            return ASSAY_END;
        row = row_of(rows, &rows->items[rows->next_item++]);
    }
    *key = key_at(row);
    *body = body_at(row);
    return ASSAY_OK;
}
