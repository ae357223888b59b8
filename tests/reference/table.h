/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a CSV made by one of the scripts beside it: a header, then rows of one name and
 * numbers, no quotes. */
#ifndef ASSAY_TESTS_REFERENCE_TABLE_H
#define ASSAY_TESTS_REFERENCE_TABLE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

enum { TABLE_CELLS = 1024 };

typedef struct reference_row {
    char name[48];
    double cell[TABLE_CELLS];
    size_t cells;
} reference_row;

static inline FILE *reference_open(const char *name)
{
    char path[1024], header[256];
    snprintf(path, sizeof path, ASSAY_SOURCE_DIR "/tests/reference/%s", name);
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s is missing", path);
    cr_assert_not_null(fgets(header, sizeof header, file));
    return file;
}

/** The next row, or 0 at the end, when the file is closed. */
static inline int reference_next(FILE *file, reference_row *row)
{
    static char line[32768];
    if (fgets(line, sizeof line, file) == NULL) {
        fclose(file);
        return 0;
    }
    char *at = strchr(line, ',');
    cr_assert_not_null(at);
    *at = '\0';
    cr_assert_lt(strlen(line), sizeof row->name);
    memcpy(row->name, line, strlen(line) + 1);
    row->cells = 0;
    while (at != NULL && row->cells < TABLE_CELLS) {
        row->cell[row->cells++] = strtod(at + 1, NULL);
        at = strchr(at + 1, ',');
    }
    return 1;
}

#endif
