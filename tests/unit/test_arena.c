/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include <assay/base.h>

static int allocations;

static void *counting_alloc(size_t bytes, void *ctx)
{
    (void)ctx;
    allocations++;
    return malloc(bytes);
}

static void counting_free(void *memory, void *ctx)
{
    (void)ctx;
    free(memory);
}

Test(arena, memory_is_zeroed_and_aligned)
{
    assay_arena *arena;
    cr_assert_eq(assay_arena_new(0, NULL, &arena, NULL), ASSAY_OK);
    for (size_t bytes = 0; bytes < 5000; bytes += 37) {
        unsigned char *memory = assay_arena_alloc(arena, bytes);
        cr_assert_not_null(memory);
        cr_assert_eq((uintptr_t)memory % 16, 0);
        for (size_t i = 0; i < bytes; i++)
            cr_assert_eq(memory[i], 0);
        memset(memory, 0xAB, bytes);
    }
    assay_arena_free(arena);
}

Test(arena, allocates_nothing_once_it_has_seen_its_largest_load)
{
    assay_allocator hooks = {counting_alloc, counting_free, NULL};
    assay_arena *arena;
    cr_assert_eq(assay_arena_new(1024, &hooks, &arena, NULL), ASSAY_OK);
    for (int round = 0; round < 4; round++) {
        int before = allocations;
        for (int i = 0; i < 100; i++)
            cr_assert_not_null(assay_arena_alloc(arena, 777));
        if (round >= 2)
            cr_assert_eq(allocations, before, "round %d allocated", round);
        assay_arena_reset(arena);
    }
    assay_arena_free(arena);
}

Test(arena, refuses_a_product_that_overflows)
{
    assay_arena *arena;
    cr_assert_eq(assay_arena_new(0, NULL, &arena, NULL), ASSAY_OK);
    cr_assert_null(assay_arena_array(arena, SIZE_MAX / 2, 3));
    cr_assert_null(assay_arena_alloc(arena, SIZE_MAX));
    assay_arena_free(arena);
}

Test(arena, copies_keep_unknown_apart_from_empty)
{
    assay_arena *arena;
    cr_assert_eq(assay_arena_new(0, NULL, &arena, NULL), ASSAY_OK);
    cr_assert_null(assay_arena_copy(arena, (assay_str){NULL, 0}).ptr);
    assay_str empty = assay_arena_copy(arena, (assay_str){"x", 0});
    cr_assert_not_null(empty.ptr);
    cr_assert_eq(empty.len, 0);
    assay_arena_free(arena);
}
