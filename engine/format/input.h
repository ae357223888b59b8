/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes of a file or of standard input: plain, gzip or zstd, told apart by their first
 * bytes; a byte order mark is dropped, UTF-16 becomes UTF-8. Streaming, bounded memory.
 */
#ifndef ASSAY_FORMAT_INPUT_H
#define ASSAY_FORMAT_INPUT_H

#include <assay/base.h>

/** An input being read. */
typedef struct assay__input assay__input;

/** @param path  `-` is standard input  @errors NOT_FOUND, IO, NO_MEMORY */
ASSAY_CHECKED assay_status assay__input_open(const char *path, assay__input **out,
                                             assay_error *err);

/** Bytes in memory as an input. @param bytes  must outlive it  @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__input_open_bytes(assay_str bytes, assay__input **out,
                                                   assay_error *err);

/** Up to `room` bytes; *len 0 is the end.
 * @errors IO, BAD_SYNTAX (a damaged compressed file), TOO_LARGE (it expands beyond
 *         reason), NO_MEMORY */
ASSAY_CHECKED assay_status assay__input_read(assay__input *input, char bytes[],
                                             size_t room, size_t *len, assay_error *err);

/** The first byte that is not white space, without taking it; 0 when there is none in
 * the first 4 KiB. Only before the first read. @errors as assay__input_read */
ASSAY_CHECKED assay_status assay__input_first(assay__input *input, char *first,
                                              assay_error *err);

/** Bytes taken from the file as stored, and its size; 0 when not known. */
uint64_t assay__input_taken(const assay__input *input);
uint64_t assay__input_size(const assay__input *input);

/** NULL does nothing. */
void assay__input_close(assay__input *input);

#endif
