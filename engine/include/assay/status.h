/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How every fallible call answers.
 *
 * A function that can fail returns assay_status, leaves its out-parameters untouched
 * on failure, and fills the caller's assay_error (NULL is allowed) with one sentence
 * that names the place. One table gives each status its text, the exit code of a
 * program and the HTTP status of a service, so that the three can never disagree.
 */
#ifndef ASSAY_STATUS_H
#define ASSAY_STATUS_H

#include <stddef.h>

/** What the public interface exports from a shared library. */
#define ASSAY_API __attribute__((visibility("default")))
/** A result that must be looked at. */
#define ASSAY_CHECKED __attribute__((warn_unused_result))
/** A printf-like function: position of its words, then of its first argument. */
#define ASSAY_PRINTF(words, first) __attribute__((format(printf, words, first)))

/* clang-format off */
/** name, exit code, HTTP status, text. ASSAY_END is no failure: there is no more. */
#define ASSAY_STATUS_TABLE(ROW)                                       \
    ROW(OK,             0, 200, "done")                               \
    ROW(END,            0, 200, "no more records")                    \
    ROW(USAGE,          2, 400, "the call is not of the right form")  \
    ROW(BAD_SYNTAX,     3, 400, "the input is malformed")             \
    ROW(BAD_VALUE,      3, 422, "a value is not acceptable")          \
    ROW(TOO_LARGE,      3, 413, "the input is over a size limit")     \
    ROW(TOO_DEEP,       3, 400, "the input is nested too deeply")     \
    ROW(UNUSABLE,       3, 422, "the record cannot be used")          \
    ROW(UNKNOWN_MODEL,  3, 422, "the model cannot be used")           \
    ROW(NOT_FOUND,      4, 404, "there is no such thing")             \
    ROW(IO,             4, 503, "reading or writing failed")          \
    ROW(NO_MEMORY,      4, 503, "memory ran out")                     \
    ROW(NUMERIC,        5, 500, "a computation did not converge")     \
    ROW(INTERNAL,       5, 500, "an internal promise was broken")
/* clang-format on */

/** Every way a call can end. */
typedef enum assay_status {
#define ASSAY_STATUS_ENUMERATOR(name, exit, http, text) ASSAY_##name,
    ASSAY_STATUS_TABLE(ASSAY_STATUS_ENUMERATOR)
#undef ASSAY_STATUS_ENUMERATOR
        ASSAY_STATUS_COUNT
} assay_status;

/** A failure in words. `message` is always terminated; empty when nothing failed. */
typedef struct assay_error {
    assay_status status;
    char message[256];
} assay_error;

/** Name of a status, as `BAD_VALUE`.
 *
 * @return  static text, never NULL   @errors none   @cost O(1)   @thread any
 */
ASSAY_API const char *assay_status_name(assay_status status);

/** One line about a status, for people; never NULL. @cost O(1) @thread any */
ASSAY_API const char *assay_status_text(assay_status status);

/** Exit code of a program that ends with this status: 0, 2, 3, 4 or 5.
 * @cost O(1) @thread any */
ASSAY_API int assay_status_exit_code(assay_status status);

/** HTTP status of a reply that ends with this status: 200, 4xx or 5xx.
 * @cost O(1) @thread any */
ASSAY_API int assay_status_http(assay_status status);

/** Fill an error and return its status, so that `return assay_fail(...)` reads well.
 *
 * @param err     filled when not NULL; text beyond 255 bytes is cut at a character
 * @param status  what went wrong
 * @param format  printf-like sentence with the place: `line 17, column 4: followers: …`
 * @return  `status`     @errors none     @cost O(length)     @thread any
 */
ASSAY_API assay_status assay_fail(assay_error *err, assay_status status,
                                  const char *format, ...) ASSAY_PRINTF(3, 4);
#ifdef __clang_analyzer__
/* clang's analyser, which looks into one source alone, must know what comes back. */
#define assay_fail(err, status, ...)                                                     \
    ((void)assay_fail((err), (status), __VA_ARGS__), (status))
#endif

#endif
