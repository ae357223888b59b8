/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "base/str.h"
#include "format/json_writer.h"

#include <math.h>

static void expect(assay_buffer *out, const char *wanted)
{
    cr_assert_not(out->failed);
    cr_assert(assay__str_equal((assay_str){out->bytes, out->len}, assay__str(wanted)),
              "%.*s\nis not\n%s", (int)out->len, out->bytes, wanted);
    assay__buffer_free(out);
}

Test(json_writer, writes_nested_values_with_commas_between)
{
    assay_buffer out = {0};
    assay__json_writer json = {.out = &out};
    assay__json_begin(&json);
    assay__json_key(&json, "a");
    assay__json_begin_array(&json);
    assay__json_number(&json, 1.5);
    assay__json_begin(&json);
    assay__json_end(&json);
    assay__json_bool(&json, true);
    assay__json_end_array(&json);
    assay__json_key(&json, "b");
    assay__json_micro(&json, -1400000);
    assay__json_member_time(&json, "c", 1772582400, true);
    assay__json_member_time(&json, "d", 1772582400, false);
    assay__json_key(&json, "e");
    assay__json_integer(&json, INT64_C(7321098765432109871));
    assay__json_end(&json);
    expect(&out, "{\"a\":[1.5,{},true],\"b\":-1.4,\"c\":\"2026-03-04\","
                 "\"d\":\"2026-03-04T00:00:00Z\",\"e\":7321098765432109871}");
}

Test(json_writer, unknown_members_are_left_out)
{
    assay_buffer out = {0};
    assay__json_writer json = {.out = &out};
    assay__json_begin(&json);
    assay__json_member_number(&json, "a", (double)NAN);
    assay__json_member_number(&json, "b", HUGE_VAL);
    assay__json_member_text(&json, "c", (assay_str){NULL, 0});
    assay__json_member_time(&json, "d", ASSAY_TIME_UNKNOWN, false);
    assay__json_member_interval(&json, "e", ASSAY_INTERVAL_UNKNOWN);
    assay__json_member_interval(&json, "f", (assay_interval){0.5, 0.25, 1.0});
    assay__json_key(&json, "g");
    assay__json_number(&json, (double)NAN);
    assay__json_end(&json);
    expect(&out, "{\"f\":{\"value\":0.5,\"low\":0.25,\"high\":1},\"g\":null}");
}

Test(json_writer, text_is_escaped_and_bad_bytes_are_replaced)
{
    assay_buffer out = {0};
    assay__json_writer json = {.out = &out};
    assay__json_text(&json, ASSAY__LITERAL("a\"b\\c\n\t\r\b\f\x01\x7F\0d quá \xFF\xC3"));
    expect(&out, "\"a\\\"b\\\\c\\n\\t\\r\\b\\f\\u0001\\u007f\\u0000d quá "
                 "\xEF\xBF\xBD\xEF\xBF\xBD\"");
}
