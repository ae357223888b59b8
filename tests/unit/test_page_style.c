/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page's policy allows its style by hash: the two must belong together. */
#include "report/page_style.h"

#include <criterion/criterion.h>
#include <openssl/evp.h>
#include <string.h>

Test(page_style, hash_in_the_policy_is_that_of_the_style)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    cr_assert(EVP_Digest(ASSAY__PAGE_STYLE, strlen(ASSAY__PAGE_STYLE), digest, &length,
                         EVP_sha256(), NULL));
    unsigned char base64[64];
    EVP_EncodeBlock(base64, digest, (int)length);
    char wanted[80] = "sha256-";
    strcat(wanted, (const char *)base64);
    cr_expect_str_eq(ASSAY__PAGE_STYLE_HASH, wanted);
}
