/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that is given back all at once: a list of chunks, the newest first in use.
 *
 * Reset replaces several chunks by one of their total size at the next allocation, so
 * that after the largest account has been seen the arena is a single chunk and no call
 * allocates any more.
 */
#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 16, SMALLEST_CHUNK = 1024 };

typedef struct chunk {
    struct chunk *older;
    size_t size; /* bytes that can be handed out */
    size_t used;
    size_t padding; /* keeps the bytes after the head aligned */
} chunk;

struct assay_arena {
    assay_allocator allocator;
    chunk *newest;
    size_t held;      /* bytes of all chunks, heads included */
    size_t next_size; /* of the chunk to come */
};

static void *libc_alloc(size_t bytes, void *ctx)
{
    (void)ctx;
    return malloc(bytes);
}

static void libc_free(void *memory, void *ctx)
{
    (void)ctx;
    free(memory);
}

static bool add_chunk(assay_arena *arena, size_t size)
{
    if (size > SIZE_MAX - sizeof(chunk))
        return false;
    chunk *fresh = arena->allocator.alloc(sizeof(chunk) + size, arena->allocator.ctx);
    if (fresh == NULL)
        return false;
    *fresh = (chunk){.older = arena->newest, .size = size};
    arena->newest = fresh;
    arena->held += sizeof(chunk) + size;
    return true;
}

static void drop_chunks(assay_arena *arena)
{
    while (arena->newest != NULL) {
        chunk *older = arena->newest->older;
        arena->allocator.free(arena->newest, arena->allocator.ctx);
        arena->newest = older;
    }
    arena->held = 0;
}

assay_status assay_arena_new(size_t first_bytes, const assay_allocator *allocator,
                             assay_arena **out, assay_error *err)
{
    assay_allocator hooks = {libc_alloc, libc_free, NULL};
    if (allocator != NULL)
        hooks = *allocator;
    assay_arena *arena = hooks.alloc(sizeof *arena, hooks.ctx);
    if (arena == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for an arena");
    size_t first = first_bytes > SMALLEST_CHUNK ? first_bytes : SMALLEST_CHUNK;
    *arena = (assay_arena){.allocator = hooks, .next_size = first};
    if (!add_chunk(arena, first)) {
        hooks.free(arena, hooks.ctx);
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for an arena of %zu bytes",
                          first);
    }
    *out = arena;
    return ASSAY_OK;
}

/* Makes room for `bytes`; false when memory has run out. */
static bool ensure(assay_arena *arena, size_t bytes)
{
    chunk *newest = arena->newest;
    if (newest != NULL && newest->size - newest->used >= bytes)
        return true;
    size_t size = arena->next_size > bytes ? arena->next_size : bytes;
    if (!add_chunk(arena, size))
        return false;
    arena->next_size = size <= SIZE_MAX / 4 ? size * 2 : size;
    return true;
}

static void *reserve(assay_arena *arena, size_t bytes)
{
    if (bytes > SIZE_MAX - ALIGNMENT)
        return NULL;
    size_t rounded = (bytes + (ALIGNMENT - 1)) & ~(size_t)(ALIGNMENT - 1);
    if (!ensure(arena, rounded))
        return NULL;
    chunk *newest = arena->newest;
    char *memory = (char *)(newest + 1) + newest->used;
    newest->used += rounded;
    return memory;
}

void *assay_arena_alloc(assay_arena *arena, size_t bytes)
{
    void *memory = reserve(arena, bytes);
    if (memory != NULL)
        memset(memory, 0, bytes);
    return memory;
}

void *assay__arena_raw(assay_arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        return NULL;
    return reserve(arena, bytes);
}

void *assay_arena_array(assay_arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        return NULL;
    return assay_arena_alloc(arena, bytes);
}

assay_str assay_arena_copy(assay_arena *arena, assay_str text)
{
    if (text.ptr == NULL)
        return text;
    char *copy = text.len < SIZE_MAX ? assay_arena_alloc(arena, text.len + 1) : NULL;
    if (copy == NULL)
        return (assay_str){NULL, 0};
    memcpy(copy, text.ptr, text.len);
    return (assay_str){copy, text.len};
}

void assay_arena_reset(assay_arena *arena)
{
    chunk *newest = arena->newest;
    if (newest == NULL)
        return;
    if (newest->older == NULL) {
        newest->used = 0;
        return;
    }
    size_t total = arena->held;
    drop_chunks(arena);
    arena->next_size = total;
}

size_t assay_arena_bytes(const assay_arena *arena)
{
    return arena->held;
}

void assay_arena_free(assay_arena *arena)
{
    if (arena == NULL)
        return;
    drop_chunks(arena);
    arena->allocator.free(arena, arena->allocator.ctx);
}
