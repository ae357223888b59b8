/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "base/str.h"
#include "format/csv_writer.h"

static void expect(assay_buffer *out, const char *wanted)
{
    cr_assert_not(out->failed);
    cr_assert(assay__str_equal((assay_str){out->bytes, out->len}, assay__str(wanted)),
              "%.*s\nis not\n%s", (int)out->len, out->bytes, wanted);
    assay__buffer_free(out);
}

Test(csv_writer, quotes_only_where_needed_and_keeps_unknown_empty)
{
    assay_buffer out = {0};
    assay__csv_writer csv = {.out = &out};
    assay__csv_text(&csv, ASSAY__LITERAL("a b"));
    assay__csv_text(&csv, ASSAY__LITERAL("say \"hi\", you\n"));
    assay__csv_text(&csv, (assay_str){NULL, 0});
    assay__csv_text(&csv, ASSAY__LITERAL(""));
    assay__csv_number(&csv, 0.25);
    assay__csv_number(&csv, ASSAY_NUMBER_UNKNOWN);
    assay__csv_micro(&csv, 1500000);
    assay__csv_time(&csv, 0, true);
    assay__csv_bool(&csv, true);
    assay__csv_end_row(&csv);
    assay__csv_integer(&csv, -3);
    assay__csv_empty(&csv);
    assay__csv_end_row(&csv);
    expect(&out, "a b,\"say \"\"hi\"\", you\n\",,\"\",0.25,,1.5,1970-01-01,1\n-3,\n");
}

Test(csv_writer, guards_text_for_people_but_never_numbers)
{
    assay_buffer out = {0};
    assay__csv_writer csv = {.out = &out, .guard = true};
    assay__csv_text(&csv, ASSAY__LITERAL("=1+1"));
    assay__csv_text(&csv, ASSAY__LITERAL("-x"));
    assay__csv_text(&csv, ASSAY__LITERAL("\uFF1D1"));
    assay__csv_text(&csv, ASSAY__LITERAL("'quoted'"));
    assay__csv_text(&csv, ASSAY__LITERAL("''"));
    assay__csv_number(&csv, -2.5);
    assay__csv_end_row(&csv);
    expect(&out, "'=1+1,'-x,'\uFF1D1,'quoted',''',-2.5\n");
}

Test(csv_writer, a_guarded_cell_comes_back_as_it_was)
{
    static const char *const TEXTS[] = {"=1",  "+84 90", "-",  "@handle", "\tx",
                                        "\rx", "'",      "''", "'=1",     "''=1",
                                        "'a",  "a",      "",   "'''"};
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        assay_buffer out = {0};
        assay__csv_writer csv = {.out = &out, .guard = true};
        assay_str text = assay__str(TEXTS[i]);
        assay__csv_text(&csv, text);
        assay_str cell = {out.bytes, out.len};
        if (cell.len >= 2 && cell.ptr[0] == '"')
            cell = (assay_str){cell.ptr + 1, cell.len - 2};
        cr_assert(assay__str_equal(assay__csv_unguard(cell), text), "%s", TEXTS[i]);
        cr_assert_not(assay__csv_is_formula(cell));
        assay__buffer_free(&out);
    }
}
