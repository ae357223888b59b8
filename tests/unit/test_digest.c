/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "base/str.h"
#include "format/digest.h"

/* FIPS 180-2, appendix B. */
static const char *const ABC =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
static const char *const EMPTY =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

Test(digest, agrees_with_the_standard)
{
    char hex[ASSAY__SHA256_ROOM];
    cr_assert_eq(assay__sha256(ASSAY__LITERAL("abc"), hex, NULL), ASSAY_OK);
    cr_assert_str_eq(hex, ABC);
    cr_assert_eq(assay__sha256((assay_str){NULL, 0}, hex, NULL), ASSAY_OK);
    cr_assert_str_eq(hex, EMPTY);
}

Test(digest, pieces_give_what_the_whole_gives)
{
    char hex[ASSAY__SHA256_ROOM];
    assay__digest *digest;
    cr_assert_eq(assay__digest_new(&digest, NULL), ASSAY_OK);
    assay__digest_put(digest, ASSAY__LITERAL("a"));
    assay__digest_put(digest, (assay_str){NULL, 0});
    assay__digest_put(digest, ASSAY__LITERAL("bc"));
    cr_assert_eq(assay__digest_end(digest, hex, NULL), ASSAY_OK);
    cr_assert_str_eq(hex, ABC);
    assay__digest_free(digest);
    assay__digest_free(NULL);
}
