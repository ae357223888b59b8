/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 by libcrypto's EVP interface, which can fail only for want of memory or of
 * the algorithm; a failure is remembered and told at the end. */
#include "format/digest.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

struct assay__digest {
    EVP_MD_CTX *context;
    bool failed;
};

assay_status assay__digest_new(assay__digest **out, assay_error *err)
{
    assay__digest *digest = calloc(1, sizeof *digest);
    if (digest == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a digest");
    digest->context = EVP_MD_CTX_new();
    if (digest->context == NULL ||
        EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL) != 1) {
        assay__digest_free(digest);
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a digest");
    }
    *out = digest;
    return ASSAY_OK;
}

void assay__digest_put(assay__digest *digest, assay_str bytes)
{
    if (bytes.len > 0 && EVP_DigestUpdate(digest->context, bytes.ptr, bytes.len) != 1)
        digest->failed = true;
}

static void put_hex(const unsigned char bytes[], size_t n, char hex[])
{
    static const char DIGITS[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        hex[2 * i] = DIGITS[bytes[i] >> 4];
        hex[2 * i + 1] = DIGITS[bytes[i] & 15];
    }
    hex[2 * n] = '\0';
}

assay_status assay__digest_end(assay__digest *digest, char hex[], assay_error *err)
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (digest->failed || EVP_DigestFinal_ex(digest->context, bytes, &length) != 1)
        return assay_fail(err, ASSAY_NO_MEMORY, "a digest could not be computed");
    put_hex(bytes, length, hex);
    return ASSAY_OK;
}

void assay__digest_free(assay__digest *digest)
{
    if (digest == NULL)
        return;
    EVP_MD_CTX_free(digest->context);
    free(digest);
}

assay_status assay__sha256(assay_str bytes, char hex[], assay_error *err)
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    const char *data = bytes.len == 0 ? "" : bytes.ptr;
    if (EVP_Digest(data, bytes.len, sum, &length, EVP_sha256(), NULL) != 1)
        return assay_fail(err, ASSAY_NO_MEMORY, "a digest could not be computed");
    put_hex(sum, length, hex);
    return ASSAY_OK;
}
