/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uri.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static void refused(const char *raw)
{
    uri target;
    const char *why = NULL;
    cr_assert_not(uri_parse(raw, &target, &why), "'%s'", raw);
    cr_assert_not_null(why);
}

Test(service_uri, decodes_path_and_parameters)
{
    uri target;
    const char *why = NULL;
    cr_assert(
        uri_parse("/v1/score%3Abatch?lang=vi&a+b=%C3%A9+%2B&&empty", &target, &why));
    cr_assert_str_eq(target.path, "/v1/score:batch");
    cr_assert_eq(target.n_params, 3);
    cr_assert_str_eq(uri_value(&target, "lang"), "vi");
    cr_assert_str_eq(uri_value(&target, "a b"), "\xC3\xA9 +");
    cr_assert_str_eq(uri_value(&target, "empty"), "");
    cr_assert_null(uri_value(&target, "Lang"));
    uri_free(&target);
}

Test(service_uri, a_plus_in_a_path_is_a_plus)
{
    uri target;
    const char *why = NULL;
    cr_assert(uri_parse("/a+b", &target, &why));
    cr_assert_str_eq(target.path, "/a+b");
    uri_free(&target);
}

Test(service_uri, refuses_what_would_end_or_break_a_text)
{
    refused("/healthz%00x");
    refused("/a?b=%00");
    refused("/a%0d%0ab");
    refused("/a%7F");
    refused("/%");
    refused("/%4");
    refused("/%zz");
    refused("/%ff");
    refused("/%c0%af");
    refused("/%ed%a0%80");
    refused("/a#b");
    refused("http://a/b");
    refused("*");
    refused("");
}

Test(service_uri, refuses_a_name_twice_and_too_many)
{
    refused("/a?b=1&b=2");
    refused("/a?b=1&%62=2");
    char many[512] = "/a?";
    for (unsigned i = 0; i <= URI_PARAMS_MOST; i++) {
        char one[24];
        (void)snprintf(one, sizeof one, "p%u=1&", i);
        (void)strncat(many, one, sizeof many - strlen(many) - 1);
    }
    refused(many);
    many[strlen(many) - strlen("p16=1&")] = '\0';
    uri target;
    const char *why = NULL;
    cr_assert(uri_parse(many, &target, &why));
    cr_assert_eq(target.n_params, URI_PARAMS_MOST);
    uri_free(&target);
}
