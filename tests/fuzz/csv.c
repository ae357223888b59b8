/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as CSV: whatever rows come out, written again and read again, are the same
 * rows, and lines never go back. */
#include "base/str.h"
#include "format/csv_reader.h"
#include "format/csv_writer.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Writes all rows of some bytes, the header first; false when they cannot be read. */
static bool rewrite(assay_str bytes, assay_buffer *out)
{
    assay__input *input;
    assay__csv *csv;
    assay__csv_row row;
    assay__csv_writer writer = {.out = out};
    size_t n;
    uint64_t line = 0;
    if (assay__input_open_bytes(bytes, &input, NULL) != ASSAY_OK)
        abort();
    assay_status status = assay__csv_new(input, "-", 1 << 20, &csv, NULL);
    if (status == ASSAY_OK) {
        const assay_str *header = assay__csv_header(csv, &n);
        for (size_t i = 0; i < n; i++)
            assay__csv_text(&writer, header[i]);
        assay__csv_end_row(&writer);
        while ((status = assay__csv_next(csv, &row, NULL)) == ASSAY_OK) {
            if (row.line < line || row.n == 0)
                abort();
            line = row.line;
            for (size_t i = 0; i < row.n; i++)
                assay__csv_text(&writer, row.cells[i]);
            /* An unknown cell alone would be an empty line, which is no row. */
            if (row.n == 1 && row.cells[0].ptr == NULL)
                assay__csv_text(&writer, (assay_str){"", 0});
            assay__csv_end_row(&writer);
        }
        assay__csv_free(csv);
    }
    assay__input_close(input);
    return status == ASSAY_END;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    assay_buffer once = {0}, twice = {0};
    /* The delimiter of what is written is a comma: a header of commas keeps it so. */
    static const char HEADER[] = "a,b\n";
    assay_buffer bytes = {0};
    assay__buffer_put(&bytes, ASSAY__LITERAL(HEADER));
    assay__buffer_put(&bytes, (assay_str){(const char *)data, size});
    (void)rewrite((assay_str){(const char *)data, size}, &once);
    assay__buffer_clear(&once);
    if (rewrite((assay_str){bytes.bytes, bytes.len}, &once)) {
        if (!rewrite((assay_str){once.bytes, once.len}, &twice) ||
            !assay__str_equal((assay_str){once.bytes, once.len},
                              (assay_str){twice.bytes, twice.len}))
            abort();
    }
    assay__buffer_free(&bytes);
    assay__buffer_free(&once);
    assay__buffer_free(&twice);
    return 0;
}
