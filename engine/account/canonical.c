/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows are sorted by all their fields in table order (fields.def puts the sorting keys
 * first), which is a total order on what rows can differ in. Equal rows then stand side
 * by side; rows of one key do too, except where the key comes behind the time, and there
 * a table of hashes finds them. */
#include "account/canonical.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/str.h"

/* The rows of one table while they are put in order. */
typedef struct rows {
    const assay__table *table;
    char *first;
    size_t n;
    assay_arena *arena;
    assay__refusal *refusal;
} rows;

static char *row_at(const rows *all, size_t i)
{
    return all->first + i * all->table->row_size;
}

static bool no_memory(assay__refusal *refusal)
{
    return assay__refuse(refusal, ASSAY_NO_MEMORY, "memory ran out");
}

/* A row by a number that sorts as its first field does, as far as it tells. */
typedef struct sort_key {
    uint64_t lead;
    uint32_t row;
} sort_key;

/* The first 8 bytes of a text, most significant first; what is shorter comes first. */
static uint64_t lead_of_text(assay_str text)
{
    uint64_t lead = 0;
    if (text.len < 8) {
        for (size_t i = 0; i < 8; i++)
            lead = lead << 8 | (i < text.len ? (unsigned char)text.ptr[i] : 0);
        return lead;
    }
    for (size_t i = 0; i < 8; i++) /* one load */
        lead = lead << 8 | (unsigned char)text.ptr[i];
    return lead;
}

/* Tables are led by a time or a name; any other field leaves it to the full order. */
static uint64_t lead_of(const assay__field *field, const char *row)
{
    const void *member = row + field->offset;
    if (field->kind == ASSAY__TIME)
        return (uint64_t) * (const int64_t *)member ^ UINT64_C(1) << 63;
    if (field->kind == ASSAY__TEXT || field->kind == ASSAY__NAME)
        return lead_of_text(*(const assay_str *)member);
    return 0;
}

static int compare_keys(const rows *all, sort_key a, sort_key b)
{
    if (a.lead != b.lead)
        return a.lead < b.lead ? -1 : 1;
    return assay__row_compare(all->table, row_at(all, a.row), row_at(all, b.row));
}

/* The order that the rows have: below 0 where each comes before the next, above 0 when it
 * has to be made. */
static int present_order(const rows *all)
{
    const assay__field *first = &all->table->fields[0];
    int order = -1;
    sort_key last = {lead_of(first, row_at(all, 0)), 0};
    for (size_t i = 1; i < all->n && order <= 0; i++) {
        sort_key key = {lead_of(first, row_at(all, i)), (uint32_t)i};
        int step = compare_keys(all, last, key);
        order = step > order ? step : order;
        last = key;
    }
    return order;
}

/* Merges the runs [from, middle) and [middle, to) of `in` into `out`. */
static void merge_runs(const rows *all, const sort_key in[], sort_key out[],
                       const size_t bounds[3])
{
    size_t left = bounds[0], right = bounds[1];
    for (size_t i = bounds[0]; i < bounds[2]; i++) {
        bool take_left = left < bounds[1];
        if (take_left && right < bounds[2])
            take_left = compare_keys(all, in[left], in[right]) <= 0;
        out[i] = in[take_left ? left++ : right++];
    }
}

/* Bottom-up merge sort of the keys; the array that has them in the end. */
static sort_key *sort_keys(const rows *all, sort_key *keys, sort_key *other)
{
    for (size_t width = 1; width < all->n; width *= 2) {
        for (size_t from = 0; from < all->n; from += 2 * width) {
            size_t middle = from + width < all->n ? from + width : all->n;
            size_t to = middle + width < all->n ? middle + width : all->n;
            merge_runs(all, keys, other, (const size_t[]){from, middle, to});
        }
        sort_key *swap = keys;
        keys = other;
        other = swap;
    }
    return keys;
}

/* Sorts; *strict when no two rows are equal. */
static bool sort_rows(rows *all, bool *strict)
{
    int order = present_order(all);
    *strict = order < 0;
    if (order <= 0)
        return true;
    sort_key *keys = assay__arena_raw(all->arena, 2 * all->n, sizeof keys[0]);
    char *sorted = assay__arena_raw(all->arena, all->n, all->table->row_size);
    if (keys == NULL || sorted == NULL)
        return no_memory(all->refusal);
    for (size_t i = 0; i < all->n; i++)
        keys[i] =
            (sort_key){lead_of(&all->table->fields[0], row_at(all, i)), (uint32_t)i};
    keys = sort_keys(all, keys, keys + all->n);
    for (size_t i = 0; i < all->n; i++)
        memcpy(sorted + i * all->table->row_size, row_at(all, keys[i].row),
               all->table->row_size);
    all->first = sorted;
    return true;
}

static bool is_key(const assay__field *field)
{
    return field->part == ASSAY__KEY || field->part == ASSAY__MAY_KEY;
}

/* The first part of the key; where a table has none, its last field, which is no key. */
static const assay__field *first_key(const assay__table *table)
{
    size_t i = 0;
    while (i + 1 < table->n_fields && !is_key(&table->fields[i]))
        i++;
    return &table->fields[i];
}

/* A row is identified when the first part of its key is known. */
static bool identified(const assay__table *table, const char *row)
{
    const assay__field *key = first_key(table);
    return is_key(key) && assay__member_known(key, row);
}

static bool same_key(const assay__table *table, const char *a, const char *b)
{
    bool same = true;
    for (size_t i = 0; i < table->n_fields && same; i++) {
        const assay__field *field = &table->fields[i];
        same = !is_key(field) || assay__member_compare(field, a, b) == 0;
    }
    return same;
}

static bool refuse_two_values(const rows *all, const char *row)
{
    const assay__field *key = first_key(all->table);
    const void *member = row + key->offset;
    char shown[ASSAY__EXCERPT_ROOM];
    if (key->kind == ASSAY__TIME)
        assay__time_print(*(const int64_t *)member, false, shown);
    else
        assay__excerpt(*(const assay_str *)member, shown);
    return assay__refuse(all->refusal, ASSAY_UNUSABLE, "two different values for %s",
                         shown);
}

/* Of two rows of one post the one seen later: 1 for b, -1 for a, 0 for neither. */
static int later_seen(const assay__table *table, const char *a, const char *b)
{
    size_t seen = assay__field_by_column(table, ASSAY__LITERAL("seen_at"));
    return -assay__member_compare(&table->fields[seen], a, b);
}

/* Leaves one of each run of equal rows. */
static void merge_equal(rows *all, bool only_identified)
{
    const assay__table *table = all->table;
    size_t kept = 1;
    for (size_t i = 1; i < all->n; i++) {
        const char *last = row_at(all, kept - 1);
        const char *row = row_at(all, i);
        bool merges = !only_identified || identified(table, row);
        if (merges && assay__row_compare(table, last, row) == 0)
            continue;
        if (kept != i)
            memcpy(row_at(all, kept), row, table->row_size);
        kept++;
    }
    all->n = kept;
}

/* Two values for one key where the key leads the order, so that they are neighbours. */
static bool check_neighbours(const rows *all)
{
    for (size_t i = 1; i < all->n; i++) {
        const char *row = row_at(all, i);
        if (identified(all->table, row) && same_key(all->table, row_at(all, i - 1), row))
            return refuse_two_values(all, row);
    }
    return true;
}

/* Slots of row numbers + 1 by hash of the key; 0 is free. */
typedef struct index {
    uint32_t *slots;
    size_t mask;
} index;

/* The slot where the row's key is, or would go. */
static uint32_t *slot_of(const index *found, const rows *all, const char *row)
{
    const assay__field *key = first_key(all->table);
    size_t at = assay__hash(*(const assay_str *)(const void *)(row + key->offset), 0);
    for (;; at++) {
        uint32_t *slot = &found->slots[at & found->mask];
        if (*slot == 0 || same_key(all->table, row_at(all, *slot - 1), row))
            return slot;
    }
}

static bool new_index(const rows *all, index *out)
{
    size_t room = 16;
    while (room < 2 * all->n)
        room *= 2;
    out->mask = room - 1;
    out->slots = assay_arena_array(all->arena, room, sizeof out->slots[0]);
    return out->slots != NULL || no_memory(all->refusal);
}

/* What becomes of a row whose key stood before, in `other`: the one seen later stays
 * where the table says so; two values are refused. */
static bool settle(const rows *all, char *other, const char *row)
{
    bool newest = all->table->repeats == ASSAY__NEWEST;
    int order = newest ? later_seen(all->table, row, other) : 0;
    if (order == 0)
        return refuse_two_values(all, row);
    if (order < 0)
        memcpy(other, row, all->table->row_size);
    return true;
}

/* Takes a row over as number n of those kept, or settles it; *kept says which. */
static bool keep_or_settle(const rows *all, const index *found, char *row, size_t n,
                           bool *kept)
{
    uint32_t *slot = identified(all->table, row) ? slot_of(found, all, row) : NULL;
    *kept = slot == NULL || *slot == 0;
    if (!*kept)
        return settle(all, row_at(all, *slot - 1), row);
    if (row != row_at(all, n))
        memcpy(row_at(all, n), row, all->table->row_size);
    if (slot != NULL)
        *slot = (uint32_t)n + 1;
    return true;
}

/* Two values for one key anywhere; where the table says so the row seen last wins. */
static bool check_anywhere(rows *all)
{
    index found;
    if (!new_index(all, &found))
        return false;
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++) {
        bool kept;
        if (!keep_or_settle(all, &found, row_at(all, i), n, &kept))
            return false;
        n += kept;
    }
    bool strict = false, merged = n < all->n;
    all->n = n;
    return !merged || sort_rows(all, &strict);
}

static bool merge_rows(rows *all)
{
    const assay__table *table = all->table;
    if (all->n < 2)
        return true;
    bool strict = false;
    if (!sort_rows(all, &strict))
        return false;
    if (table->repeats == ASSAY__COUNTED)
        return true;
    if (!strict)
        merge_equal(all, table->repeats != ASSAY__EQUAL);
    if (table->repeats == ASSAY__EQUAL)
        return true;
    return is_key(&table->fields[0]) ? check_neighbours(all) : check_anywhere(all);
}

bool assay__canonical_table(assay__table_id id, assay_account *account,
                            assay_arena *arena, assay__refusal *refusal)
{
    const assay__table *table = assay__table_of(id);
    rows all = {.table = table, .arena = arena, .refusal = refusal};
    all.first = assay__table_rows(table, account, &all.n);
    if (all.n > UINT32_MAX / 4)
        return assay__refuse(refusal, ASSAY_TOO_LARGE, "too many rows");
    if (!merge_rows(&all))
        return false;
    assay__table_set_rows(table, account, all.first, all.n);
    return true;
}

bool assay__canonicalise(assay_account *account, assay_arena *arena,
                         assay__refusal *refusal, const char **table)
{
    for (size_t t = ASSAY__ACCOUNT + 1; t < ASSAY__TABLE_COUNT; t++) {
        *table = assay__table_of((assay__table_id)t)->name;
        if (!assay__canonical_table((assay__table_id)t, account, arena, refusal))
            return false;
    }
    return true;
}
