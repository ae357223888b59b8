/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The smallest words of the interface: text from outside, unknowns, memory.
 *
 * Missing is one thing in all of assay: NaN for a number, ASSAY_TIME_UNKNOWN for a
 * time, ASSAY_UNKNOWN for yes or no, a NULL pointer for text. It is never 0.
 */
#ifndef ASSAY_BASE_H
#define ASSAY_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <assay/status.h>

/** Text from outside: bytes with a length, not terminated. ptr NULL is unknown, a
 * length of 0 with a pointer is the empty text. */
typedef struct assay_str {
    const char *ptr;
    size_t len;
} assay_str;

/** Yes, no, or not known. Zeroed memory is unknown. */
typedef enum assay_truth { ASSAY_UNKNOWN = 0, ASSAY_NO, ASSAY_YES } assay_truth;

/** A time nobody told us. Times are int64_t Unix seconds, UTC. */
#define ASSAY_TIME_UNKNOWN INT64_MIN

/** The number nobody told us. */
#define ASSAY_NUMBER_UNKNOWN ((double)__builtin_nan(""))

/** A number with what surrounds it: low <= value <= high; all NaN when not assessable. */
typedef struct assay_interval {
    double value, low, high;
} assay_interval;

/** The interval of a quantity that cannot be assessed. */
#define ASSAY_INTERVAL_UNKNOWN                                                           \
    ((assay_interval){ASSAY_NUMBER_UNKNOWN, ASSAY_NUMBER_UNKNOWN, ASSAY_NUMBER_UNKNOWN})

/** Read a time as inputs have them: `2026-03-04`, `2026-03-04T10:11:12Z`, with an offset,
 * or Unix seconds; without zone, UTC.
 *
 * @param at     [1] Unix seconds
 * @param dated  [1] whether only a date was given
 * @return  false, and nothing written, when it is none of these   @cost O(length)
 */
ASSAY_API bool assay_time_read(assay_str text, int64_t *at, bool *dated);

/** A stretch of time (from, to]; ASSAY_TIME_UNKNOWN is an open end. */
typedef struct assay_span {
    int64_t from, to;
} assay_span;

/** Memory hooks: alloc(n, ctx) returns n bytes aligned for anything, or NULL. */
typedef struct assay_allocator {
    void *(*alloc)(size_t bytes, void *ctx);
    void (*free)(void *memory, void *ctx);
    void *ctx;
} assay_allocator;

/** Memory that is given back all at once. Allocation is a pointer step; reset keeps the
 * chunks, so a scorer that has seen its largest account allocates no more. */
typedef struct assay_arena assay_arena;

/** Process-wide set-up: switches off GSL's aborting error handler.
 *
 * Call once before anything else, from one thread. Calling again does nothing.
 * @errors none   @cost O(1)   @thread one
 */
ASSAY_API void assay_initialise(void);

/** Version of the engine, as `0.1.0`; static. @cost O(1) @thread any */
ASSAY_API const char *assay_version(void);

/** A new arena.
 *
 * @param first_bytes  size of the first chunk; later chunks double, 1 KiB at least
 * @param allocator    hooks, or NULL for malloc and free; copied
 * @param out          the arena, to be given to assay_arena_free
 * @errors NO_MEMORY   @cost one allocation   @thread one arena, one thread
 */
ASSAY_API ASSAY_CHECKED assay_status assay_arena_new(size_t first_bytes,
                                                     const assay_allocator *allocator,
                                                     assay_arena **out, assay_error *err);

/** Memory of `bytes`, aligned to 16, zeroed; NULL when memory has run out.
 * A request of 0 bytes gives a valid pointer. @cost O(bytes) @thread the arena's */
ASSAY_API void *assay_arena_alloc(assay_arena *arena, size_t bytes);

/** Like assay_arena_alloc for `count` items of `size`; NULL also when the product
 * overflows. @cost O(bytes) @thread the arena's */
ASSAY_API void *assay_arena_array(assay_arena *arena, size_t count, size_t size);

/** A copy of `text` in the arena, terminated; ptr NULL when memory has run out.
 * @cost O(length) @thread the arena's */
ASSAY_API assay_str assay_arena_copy(assay_arena *arena, assay_str text);

/** Forget everything allocated, keep the memory. @cost O(chunks) @thread the arena's */
ASSAY_API void assay_arena_reset(assay_arena *arena);

/** Bytes held from the allocator, chunks with their heads. @cost O(1) @thread any */
ASSAY_API size_t assay_arena_bytes(const assay_arena *arena);

/** Give everything back; NULL does nothing. @cost O(chunks) @thread the arena's */
ASSAY_API void assay_arena_free(assay_arena *arena);

#endif
