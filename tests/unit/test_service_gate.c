/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate.h"

#include <criterion/criterion.h>
#include <string.h>

static gate_facts facts_of(const char *const headers[][2], size_t n)
{
    gate_facts facts = {0};
    for (size_t i = 0; i < n; i++)
        gate_header(&facts, (assay_str){headers[i][0], strlen(headers[i][0])},
                    headers[i][1], strlen(headers[i][1]));
    return facts;
}

static unsigned judge(const char *const headers[][2], size_t n, const char *version)
{
    gate_facts facts = facts_of(headers, n);
    const char *why = NULL;
    unsigned status = gate_judge(&facts, "POST", version, &why);
    cr_assert_eq(status == 0, why == NULL, "a refusal has words, and only that");
    return status;
}

#define JUDGE(...)                                                                       \
    judge((const char *const[][2]){__VA_ARGS__},                                         \
          sizeof((const char *const[][2]){__VA_ARGS__}) / sizeof(char *[2]), "HTTP/1.1")

Test(service_gate, passes_a_plain_request)
{
    cr_assert_eq(JUDGE({"Host", "a"}, {"Content-Length", "12"}), 0);
    cr_assert_eq(JUDGE({"hOST", "a"}, {"Transfer-Encoding", "Chunked"}), 0);
    cr_assert_eq(JUDGE({"Host", "a"}, {"Expect", "100-Continue"}), 0);
    cr_assert_eq(JUDGE({"Host", "a"}, {"X-A", "tab\tand \xC3\xA9"}), 0);
}

Test(service_gate, refuses_two_readings_of_a_frame)
{
    cr_assert_eq(JUDGE({"Host", "a"}, {"Content-Length", "1"}, {"Content-Length", "1"}),
                 400);
    cr_assert_eq(
        JUDGE({"Host", "a"}, {"Content-Length", "1"}, {"Transfer-Encoding", "chunked"}),
        400);
    cr_assert_eq(JUDGE({"Host", "a"}, {"Transfer-Encoding", "chunked"},
                       {"Transfer-Encoding", "chunked"}),
                 400);
    cr_assert_eq(JUDGE({"Host", "a"}, {"Transfer-Encoding", "gzip, chunked"}), 400);
}

Test(service_gate, takes_only_plain_digits_for_a_length)
{
    const char *const bad[] = {
        "", "+1", "-1", "0x1", "1 ", "1,1", "1e3", "1234567890123456789", "\xD9\xA1"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        cr_assert_eq(JUDGE({"Host", "a"}, {"Content-Length", bad[i]}), 400, "'%s'",
                     bad[i]);
    gate_facts facts = facts_of((const char *const[][2]){{"Content-Length", "00123"}}, 1);
    cr_assert_eq(gate_length(&facts), 123);
}

Test(service_gate, wants_one_host_but_not_of_old_clients)
{
    cr_assert_eq(JUDGE({"X", "a"}), 400);
    cr_assert_eq(JUDGE({"Host", ""}), 400);
    cr_assert_eq(JUDGE({"Host", "a"}, {"Host", "b"}), 400);
    const char *const none[][2] = {{"X", "a"}};
    cr_assert_eq(judge(none, 1, "HTTP/1.0"), 0);
    cr_assert_eq(judge(none, 1, "HTTP/2.0"), 505);
    const char *const chunks[][2] = {{"Transfer-Encoding", "chunked"}};
    cr_assert_eq(judge(chunks, 1, "HTTP/1.0"), 400);
}

Test(service_gate, refuses_names_and_values_with_odd_bytes)
{
    const char *const names[] = {"", "X A", "X:", "X\t", "X\x01", "X\xC3\xA9", "(X)"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        cr_assert_eq(JUDGE({"Host", "a"}, {names[i], "v"}), 400, "'%s'", names[i]);
    cr_assert_eq(JUDGE({"Host", "a"}, {"X", "a\x01"}), 400);
    cr_assert_eq(JUDGE({"Host", "a"}, {"X", "a\x7F"}), 400);
    gate_facts facts = {0};
    const char *why = NULL;
    gate_header(&facts, (assay_str){"Host", 4}, "a\0b", 3);
    cr_assert_eq(gate_judge(&facts, "GET", "HTTP/1.1", &why), 400, "NUL in a value");
}

Test(service_gate, knows_methods_by_exact_case)
{
    gate_facts facts = facts_of((const char *const[][2]){{"Host", "a"}}, 1);
    const char *why = NULL;
    cr_assert_eq(gate_judge(&facts, "get", "HTTP/1.1", &why), 501);
    cr_assert_eq(gate_judge(&facts, "BREW", "HTTP/1.1", &why), 501);
    cr_assert_eq(gate_judge(&facts, "DELETE", "HTTP/1.1", &why), 0);
    cr_assert_null(gate_method(""));
}
