/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The canonical form of a record as bytes, and their SHA-256.
 *
 * For each table that has rows (the account itself is a table of one): its name, a zero
 * byte, the number of rows; then each row as what sets it apart from the row before it
 * (the first from a row of which nothing is known): the mask of the fields that only one
 * of the two knows, and the known values in table order.
 *
 *   whole numbers  the difference, doubled and its bits turned over where it is below
 *                  zero, then doubled again; from 0 where none came before
 *   others         1, then 8 bytes of IEEE 754, the lowest first
 *   times          as whole numbers, doubled once
 *   truth          0 or 1
 *   text           how many bytes are as in the text before, how many follow, and these
 *
 * Counts, differences and masks are LEB128, 7 bits a byte, the lowest first. Each step
 * can be undone, so no two records share a form; it is blind to spelling: 1e3 is 1000.
 * It is half as long as the values themselves, and hashing is what takes the time.
 */
#include "account/fields.h"
#include "base/str.h"
#include "format/digest.h"

#include <math.h>

enum { BLOCK = 4096, LONGEST = 10 /* bytes of LEB128 */ };

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

static void put_short(feed *out, uint64_t value)
{
    if (BLOCK - out->len < LONGEST)
        flush(out);
    for (; value > 0x7F; value >>= 7)
        out->bytes[out->len++] = (char)(unsigned char)(value | 0x80);
    out->bytes[out->len++] = (char)(unsigned char)value;
}

/* The difference of two numbers around zero as one above it; it may wrap. */
static uint64_t apart(uint64_t now, uint64_t before)
{
    uint64_t difference = now - before;
    return difference << 1 ^ (0 - (difference >> 63));
}

static bool is_whole(double value)
{
    return fabs(value) < 0x1p53 && value == trunc(value);
}

static void put_number(feed *out, double value, double before)
{
    if (is_whole(value)) {
        int64_t from = is_whole(before) ? (int64_t)before : 0;
        put_short(out, apart((uint64_t)(int64_t)value, (uint64_t)from) << 1);
        return;
    }
    uint64_t bits;
    unsigned char bytes[sizeof bits];
    memcpy(&bits, &value, sizeof bits);
    for (size_t i = 0; i < sizeof bits; i++)
        bytes[i] = (unsigned char)(bits >> 8 * i);
    put_short(out, 1);
    put(out, bytes, sizeof bytes);
}

static void put_time(feed *out, int64_t at, int64_t before)
{
    int64_t from = before == ASSAY_TIME_UNKNOWN ? 0 : before;
    put_short(out, apart((uint64_t)at, (uint64_t)from));
}

static void put_text(feed *out, assay_str text, assay_str before)
{
    size_t most = text.len < before.len ? text.len : before.len, same = 0;
    while (same < most && text.ptr[same] == before.ptr[same])
        same++;
    put_short(out, same);
    put_short(out, text.len - same);
    put(out, text.ptr + same, text.len - same);
}

/* A known member, from that of the row before. */
static void put_member(feed *out, const assay__field *field, const char *row,
                       const char *before)
{
    const void *now = row + field->offset, *last = before + field->offset;
    switch (field->kind) {
    case ASSAY__TEXT:
    case ASSAY__NAME:
        put_text(out, *(const assay_str *)now, *(const assay_str *)last);
        return;
    case ASSAY__NUMBER:
    case ASSAY__COUNT:
    case ASSAY__SHARE:
        put_number(out, *(const double *)now, *(const double *)last);
        return;
    case ASSAY__TRUTH:
        put_short(out, *(const assay_truth *)now == ASSAY_YES);
        return;
    case ASSAY__TIME:
        put_time(out, *(const int64_t *)now, *(const int64_t *)last);
        return;
    }
}

static uint64_t known_of(const assay__table *table, const char *row)
{
    uint64_t known = 0;
    for (size_t i = 0; i < table->n_fields; i++)
        known |= (uint64_t)assay__member_known(&table->fields[i], row) << i;
    return known;
}

static void put_table(feed *out, const assay__table *table, const char *rows, size_t n)
{
    _Alignas(16) char unknown[sizeof(assay_account)];
    const char *before = unknown;
    uint64_t known_before = 0;
    if (n == 0)
        return;
    assay__row_clear(table, unknown);
    put(out, table->name, strlen(table->name) + 1);
    put_short(out, n);
    for (size_t i = 0; i < n; i++) {
        const char *row = rows + i * table->row_size;
        uint64_t known = known_of(table, row);
        put_short(out, known ^ known_before);
        for (uint64_t left = known; left != 0; left &= left - 1)
            put_member(out, &table->fields[__builtin_ctzll(left)], row, before);
        known_before = known;
        before = row;
    }
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
