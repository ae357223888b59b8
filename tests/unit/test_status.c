/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include <assay/status.h>

#include <string.h>

Test(status, every_row_has_an_exit_code_of_the_documented_set)
{
    for (int s = 0; s < ASSAY_STATUS_COUNT; s++) {
        int code = assay_status_exit_code((assay_status)s);
        cr_assert(code == 0 || (code >= 2 && code <= 5), "%s",
                  assay_status_name((assay_status)s));
        cr_assert(assay_status_http((assay_status)s) >= 200);
        cr_assert(strlen(assay_status_text((assay_status)s)) > 3);
    }
}

Test(status, a_long_message_is_cut_at_a_character)
{
    char longest[400] = "";
    for (int i = 0; i < 128; i++)
        strcat(longest, "ế");
    assay_error err;
    cr_assert_eq(assay_fail(&err, ASSAY_IO, "x%s", longest), ASSAY_IO);
    size_t length = strlen(err.message);
    cr_assert_leq(length, 255);
    cr_assert_eq((length - 1) % 3, 0);
}

Test(status, a_caller_may_pass_no_error)
{
    cr_assert_eq(assay_fail(NULL, ASSAY_BAD_VALUE, "%d", 1), ASSAY_BAD_VALUE);
}
