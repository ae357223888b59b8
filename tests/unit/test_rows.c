/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table of calls gives CSV, guarded CSV and NDJSON that say the same. */
#include <assay/rows.h>

#include "base/str.h"

#include <criterion/criterion.h>

static const char *const COLUMNS[] = {"handle", "kind", "gained", "score", "at", "own"};

static assay_str written(assay_rows *rows)
{
    assay_str text = {0};
    cr_assert_eq(assay_rows_view(rows, &text, NULL), ASSAY_OK);
    return text;
}

static void put_full_row(assay_rows *rows)
{
    assay_rows_text(rows, ASSAY__LITERAL("=a,\"b"));
    assay_rows_word(rows, "level");
    assay_rows_number(rows, -12.5);
    assay_rows_micro(rows, 3100000);
    assay_rows_time(rows, 86400, true);
    assay_rows_truth(rows, ASSAY_YES);
    assay_rows_end(rows);
}

static void put_unknown_row(assay_rows *rows)
{
    assay_rows_text(rows, (assay_str){NULL, 0});
    assay_rows_word(rows, NULL);
    assay_rows_number(rows, ASSAY_NUMBER_UNKNOWN);
    assay_rows_micro(rows, 0);
    assay_rows_time(rows, ASSAY_TIME_UNKNOWN, true);
    assay_rows_truth(rows, ASSAY_UNKNOWN);
    assay_rows_end(rows);
}

static void expect(assay_rows_form form, const char *wanted)
{
    assay_rows *rows = NULL;
    cr_assert_eq(assay_rows_new(form, COLUMNS, 6, &rows, NULL), ASSAY_OK);
    assay_rows_header(rows);
    put_full_row(rows);
    put_unknown_row(rows);
    assay_str text = written(rows);
    cr_expect(assay__str_equal(text, assay__str(wanted)), "%.*s", ASSAY__ARG(text));
    assay_rows_clear(rows);
    cr_expect_eq(written(rows).len, 0);
    assay_rows_free(rows);
}

Test(rows, csv_is_exact)
{
    expect(ASSAY_ROWS_CSV, "handle,kind,gained,score,at,own\n"
                           "\"=a,\"\"b\",level,-12.5,3.1,1970-01-02,1\n"
                           ",,,0,,\n");
}

Test(rows, guarded_csv_disarms_formulas_and_leaves_numbers)
{
    expect(ASSAY_ROWS_CSV_GUARDED, "handle,kind,gained,score,at,own\n"
                                   "\"'=a,\"\"b\",level,-12.5,3.1,1970-01-02,1\n"
                                   ",,,0,,\n");
}

Test(rows, ndjson_leaves_out_what_is_not_known)
{
    expect(ASSAY_ROWS_NDJSON,
           "{\"handle\":\"=a,\\\"b\",\"kind\":\"level\",\"gained\":-12.5,\"score\":3.1,"
           "\"at\":\"1970-01-02\",\"own\":true}\n"
           "{\"score\":0}\n");
}

Test(rows, freeing_nothing_does_nothing)
{
    assay_rows_free(NULL);
}
