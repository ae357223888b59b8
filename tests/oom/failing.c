/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wrapped allocators: they count, refuse one request, and know what is still held. */
#include "failing.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t n, size_t bytes);
void *__real_realloc(void *memory, size_t bytes);
void __real_free(void *memory);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t n, size_t bytes);
void *__wrap_realloc(void *memory, size_t bytes);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t most);
void __wrap_free(void *memory);

size_t failing_asked, failing_at = SIZE_MAX;
static long live;

static bool refused(void)
{
    return failing_asked++ == failing_at;
}

void *__wrap_malloc(size_t bytes)
{
    void *memory = refused() ? NULL : __real_malloc(bytes);
    live += memory != NULL;
    return memory;
}

void *__wrap_calloc(size_t n, size_t bytes)
{
    void *memory = refused() ? NULL : __real_calloc(n, bytes);
    live += memory != NULL;
    return memory;
}

void *__wrap_realloc(void *memory, size_t bytes)
{
    void *grown = refused() ? NULL : __real_realloc(memory, bytes);
    live += grown != NULL && memory == NULL;
    return grown;
}

char *__wrap_strndup(const char *text, size_t most)
{
    size_t len = strnlen(text, most);
    char *copy = __wrap_malloc(len + 1);
    if (copy == NULL)
        return NULL;
    memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

char *__wrap_strdup(const char *text)
{
    return __wrap_strndup(text, SIZE_MAX / 2);
}

void __wrap_free(void *memory)
{
    live -= memory != NULL;
    __real_free(memory);
}

bool failing_each(const char *name, assay_status (*run)(void))
{
    for (size_t n = 0;; n++) {
        long before = live;
        failing_asked = 0;
        failing_at = n;
        assay_status status = run();
        failing_at = SIZE_MAX;
        bool well = status == ASSAY_OK || status == ASSAY_END;
        if (live == before && well && failing_asked <= n) {
            printf("%s: %zu allocations\n", name, n);
            return n >= 2;
        }
        if (live != before || status != ASSAY_NO_MEMORY) {
            (void)fprintf(stderr, "%s: allocation %zu: %s, %ld leaked\n", name, n,
                          assay_status_name(status), live - before);
            return false;
        }
    }
}
