/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes as text of 64 letters (RFC 4648, padded), so that tables fit in a JSON string. */
#ifndef ASSAY_FORMAT_BASE64_H
#define ASSAY_FORMAT_BASE64_H

#include <assay/base.h>

/** The text of bytes, terminated; ptr NULL when memory has run out. */
assay_str assay__base64_write(const void *bytes, size_t n, assay_arena *arena);

/** Read a text that must stand for exactly n bytes. @return false when it does not */
bool assay__base64_read(assay_str text, void *bytes, size_t n);

#endif
