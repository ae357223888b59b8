/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The canonical form of a record as bytes, and their SHA-256.
 *
 * For each table that has rows (the account itself is a table of one): its name, a zero
 * byte, the number of rows; for each row a mask of the fields that are known and then
 * their values in table order: numbers as 8 bytes of IEEE 754, times as 8 bytes, truth
 * as one, text as its length and its bytes. The 8 bytes are little endian; counts,
 * lengths and masks are LEB128, 7 bits a byte, the lowest first. No two records share a
 * form, and it is blind to spelling: 1e3 is 1000.
 */
#include "account/fields.h"
#include "base/str.h"
#include "format/digest.h"

enum { BLOCK = 4096 };

/* Bytes on their way into the digest. */
typedef struct feed {
    assay__digest *digest;
    size_t len;
    char bytes[BLOCK];
} feed;

static void flush(feed *out)
{
    assay__digest_put(out->digest, (assay_str){out->bytes, out->len});
    out->len = 0;
}

static void put(feed *out, const void *bytes, size_t len)
{
    if (len > BLOCK - out->len)
        flush(out);
    if (len > BLOCK) {
        assay__digest_put(out->digest, (assay_str){bytes, len});
    } else if (len > 0) {
        memcpy(out->bytes + out->len, bytes, len);
        out->len += len;
    }
}

static void put_integer(feed *out, uint64_t value)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(value >> 8 * i);
    put(out, bytes, sizeof bytes);
}

static void put_short(feed *out, uint64_t value)
{
    unsigned char bytes[10];
    size_t n = 0;
    for (; value > 0x7F; value >>= 7)
        bytes[n++] = (unsigned char)(value | 0x80);
    bytes[n++] = (unsigned char)value;
    put(out, bytes, n);
}

static void put_member(feed *out, const assay__field *field, const char *row)
{
    const void *member = row + field->offset;
    uint64_t bits;
    assay_str text;
    switch (field->kind) {
    case ASSAY__TEXT:
    case ASSAY__NAME:
        text = *(const assay_str *)member;
        put_short(out, text.len);
        put(out, text.ptr, text.len);
        return;
    case ASSAY__NUMBER:
    case ASSAY__COUNT:
    case ASSAY__SHARE:
        memcpy(&bits, member, sizeof bits);
        put_integer(out, bits);
        return;
    case ASSAY__TRUTH:
        put(out, *(const assay_truth *)member == ASSAY_YES ? "1" : "0", 1);
        return;
    case ASSAY__TIME:
        put_integer(out, (uint64_t) * (const int64_t *)member);
        return;
    }
}

static void put_row(feed *out, const assay__table *table, const char *row)
{
    uint64_t known = 0;
    for (size_t i = 0; i < table->n_fields; i++) {
        if (assay__member_known(&table->fields[i], row))
            known |= UINT64_C(1) << i;
    }
    put_short(out, known);
    for (; known != 0; known &= known - 1)
        put_member(out, &table->fields[__builtin_ctzll(known)], row);
}

static void put_table(feed *out, const assay__table *table, const char *rows, size_t n)
{
    if (n == 0)
        return;
    put(out, table->name, strlen(table->name) + 1);
    put_short(out, n);
    for (size_t i = 0; i < n; i++)
        put_row(out, table, rows + i * table->row_size);
}

assay_status assay_account_sha256(const assay_account *account, char hex[],
                                  assay_error *err)
{
    feed out;
    out.len = 0;
    ASSAY__TRY(assay__digest_new(&out.digest, err));
    put_table(&out, assay__table_of(ASSAY__ACCOUNT), (const char *)account, 1);
    for (size_t t = ASSAY__ACCOUNT + 1; t < ASSAY__TABLE_COUNT; t++) {
        const assay__table *table = assay__table_of((assay__table_id)t);
        size_t n;
        const char *rows = assay__table_rows(table, account, &n);
        put_table(&out, table, rows, n);
    }
    flush(&out);
    assay_status status = assay__digest_end(out.digest, hex, err);
    assay__digest_free(out.digest);
    return status;
}
