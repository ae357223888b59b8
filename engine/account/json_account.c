/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records are parsed where they stand in a copy in the arena, so that texts need no
 * copies of their own. Writers put keys in one order, so the key that followed the last
 * time is compared first, as bytes; only when that fails is a key looked up. */
#include "account/json_account.h"

#include "account/canonical.h"
#include "base/arena.h"
#include "base/number.h"
#include "base/str.h"
#include "format/json_reader.h"

#include <stdio.h>

enum { FIRST_ROWS = 32 };

/* One object of fields being filled. */
typedef struct target {
    const assay__table *table;
    uint8_t *next; /* [n_fields + 1] habit: what followed each field, first at n_fields */
    void *row;
    uint64_t seen, known;
    size_t index; /* of the row in its array */
} target;

typedef struct parser {
    assay__pull in;
    assay_arena *arena;
    assay__json_habits *habits;
    assay__unknowns *unknowns;
    assay__json_refusal *refused;
    assay_account *account;
    assay_str key;   /* the innermost key */
    bool placed;     /* the path of a refusal is written */
    uint64_t arrays; /* bit t: table t was seen */
    bool instants;   /* a reading's time was more than a date */
} parser;

/* Fails with words of a refusal that was just filled in. `at` is where the value is. */
static bool refuse_at(parser *p, char *at)
{
    p->in.p = at;
    return assay__pull_fail(&p->in, p->refused->refusal.status, NULL);
}

static bool refuse_here(parser *p, assay_status status, const char *why)
{
    return assay__pull_fail(&p->in, status, why);
}

/* Up to 15 digits before a comma or a bracket, the usual count; exact as a double. False
 * leaves it unread. */
static inline bool read_count(parser *p, const assay__field *field, void *row)
{
    const char *at = p->in.p, *end = at;
    int64_t value = 0;
    for (; *end >= '0' && *end <= '9' && end - at < 16; end++)
        value = value * 10 + (*end - '0');
    bool usual = (*end == ',' || *end == '}') && end > at && end - at < 16 &&
                 (*at != '0' || end - at == 1);
    if (!usual || field->kind == ASSAY__SHARE)
        return false;
    double exact = (double)value;
    memcpy((char *)row + field->offset, &exact, sizeof exact);
    p->in.p += end - at;
    return true;
}

static bool read_raw_number(parser *p, const assay__field *field, void *row)
{
    assay_str raw;
    if (assay__pull_peek(&p->in) == '"')
        return refuse_here(p, ASSAY_BAD_VALUE, "a number in quotes");
    if (read_count(p, field, row))
        return true;
    char *at = p->in.p;
    if (!assay__pull_number(&p->in, &raw))
        return false;
    return assay__value_number(field, raw, row, &p->refused->refusal) || refuse_at(p, at);
}

/* A name given as a number keeps all its digits, so only digits will do. */
static bool take_number_name(parser *p, assay_str *raw)
{
    char *at = p->in.p;
    if (!assay__pull_number(&p->in, raw))
        return false;
    double value;
    bool whole = assay__number_read(*raw, &value);
    for (size_t i = 0; i < raw->len; i++)
        whole = whole && raw->ptr[i] >= '0' && raw->ptr[i] <= '9';
    if (whole)
        return true;
    p->in.p = at;
    return refuse_here(p, ASSAY_BAD_VALUE, "an id is text or digits");
}

static bool read_text(parser *p, const assay__field *field, void *row)
{
    assay_str text;
    char first = assay__pull_peek(&p->in);
    char *at = p->in.p;
    bool digits = field->kind == ASSAY__NAME && first >= '0' && first <= '9';
    if (!digits && first != '"')
        return refuse_here(p, ASSAY_BAD_VALUE, "not text in quotes");
    if (digits ? !take_number_name(p, &text) : !assay__pull_string(&p->in, &text))
        return false;
    return assay__value_text(field, text, row, &p->refused->refusal) || refuse_at(p, at);
}

static bool read_time(parser *p, const target *into, const assay__field *field)
{
    assay_str text;
    bool dated = false;
    bool quoted = assay__pull_peek(&p->in) == '"';
    char *at = p->in.p;
    if (quoted ? !assay__pull_string(&p->in, &text) : !assay__pull_number(&p->in, &text))
        return false;
    if (!assay__value_time(field, text, into->row, &dated, &p->refused->refusal))
        return refuse_at(p, at);
    if (!dated && into->table == assay__table_of(ASSAY__GROWTH))
        p->instants = true;
    return true;
}

static bool read_truth(parser *p, const assay__field *field, void *row)
{
    char first = assay__pull_peek(&p->in);
    assay_str raw;
    char *at = p->in.p;
    if (first == '0' || first == '1') {
        if (!assay__pull_number(&p->in, &raw))
            return false;
        if (raw.len == 1) {
            assay__value_truth(field, first == '1', row);
            return true;
        }
    } else if (first == 't' || first == 'f') {
        if (!assay__pull_word(&p->in, &first))
            return false;
        assay__value_truth(field, first == 't', row);
        return true;
    }
    p->in.p = at;
    return refuse_here(p, ASSAY_BAD_VALUE, "neither true nor false");
}

static bool read_fee(parser *p, assay_account *account);

static bool read_value(parser *p, target *into, const assay__field *field)
{
    char first = assay__pull_peek(&p->in);
    if (first == 'n')
        return assay__pull_word(&p->in, &first);
    into->known |= UINT64_C(1) << (field - into->table->fields);
    switch (field->kind) {
    case ASSAY__TEXT:
    case ASSAY__NAME:
        if (!read_text(p, field, into->row))
            return false;
        if (field->kind == ASSAY__NAME && !assay__member_known(field, into->row))
            into->known &= ~(UINT64_C(1) << (field - into->table->fields));
        return true;
    case ASSAY__NUMBER:
    case ASSAY__COUNT:
    case ASSAY__SHARE:
        if (first == '{' && into->row == p->account && strcmp(field->key, "fee") == 0)
            return read_fee(p, p->account);
        return read_raw_number(p, field, into->row);
    case ASSAY__TRUTH:
        return read_truth(p, field, into->row);
    case ASSAY__TIME:
        break;
    }
    return read_time(p, into, field);
}

/* Whether a text member may be filled: it is unknown, or it is already the same. */
static bool agrees(assay_str before, assay_str text)
{
    return before.ptr == NULL || assay__str_equal(before, text);
}

static bool read_currency(parser *p, assay_account *account)
{
    assay_str text;
    if (!assay__pull_string(&p->in, &text))
        return false;
    if (!agrees(account->currency, text))
        return refuse_here(p, ASSAY_UNUSABLE, "a second, other currency");
    account->currency = text;
    return true;
}

/* One member of a long fee; *seen gathers which stood before. */
static bool read_fee_member(parser *p, assay_account *account, unsigned *seen)
{
    const assay__table *table = assay__table_of(ASSAY__ACCOUNT);
    const assay__field *fee =
        &table->fields[assay__field_by_key(table, ASSAY__LITERAL("fee"))];
    assay_str key;
    if (!assay__pull_key(&p->in, &key))
        return false;
    bool amount = assay__str_equal(key, ASSAY__LITERAL("amount"));
    bool currency = assay__str_equal(key, ASSAY__LITERAL("currency"));
    unsigned bit = amount ? 1 : currency ? 2 : 0;
    if ((*seen & bit) != 0)
        return refuse_here(p, ASSAY_BAD_SYNTAX, "a key that stood here before");
    *seen |= bit;
    if (amount)
        return read_raw_number(p, fee, account);
    return currency ? read_currency(p, account) : assay__pull_skip(&p->in);
}

/* `{"amount":…,"currency":…}`, the long form of a fee. */
static bool read_fee(parser *p, assay_account *account)
{
    unsigned seen = 0;
    if (!assay__pull_enter(&p->in, '{'))
        return false;
    while (assay__pull_more(&p->in)) {
        if (!read_fee_member(p, account, &seen))
            return false;
    }
    return p->in.status == ASSAY_OK;
}

/* The predicted field, when the next key is its; n_fields otherwise. */
static size_t predicted(parser *p, const target *into, size_t last)
{
    size_t guess = into->next[last];
    if (guess >= into->table->n_fields)
        return into->table->n_fields;
    const assay__field *field = &into->table->fields[guess];
    if (assay__pull_key_is(&p->in, field->quoted, (size_t)field->key_len + 2))
        return guess;
    return into->table->n_fields;
}

static bool read_table(parser *p, size_t t);

/* A key that is no field: a table at the top, or nobody's. */
static bool read_other(parser *p, target *into, assay_str key)
{
    bool top = into->row == p->account;
    size_t t = top ? assay__table_by_name(key) : ASSAY__TABLE_COUNT;
    if (t < ASSAY__TABLE_COUNT && t != ASSAY__ACCOUNT)
        return read_table(p, t);
    if (p->unknowns != NULL)
        assay__unknowns_note(p->unknowns, top ? "" : into->table->name, key);
    return assay__pull_skip(&p->in);
}

/* One member of an object of ours; *last is the field before, then this one. */
static bool read_member(parser *p, target *into, size_t *last)
{
    size_t n = into->table->n_fields;
    size_t field = predicted(p, into, *last);
    if (field == n) {
        if (!assay__pull_key(&p->in, &p->key))
            return false;
        field = assay__field_by_key(into->table, p->key);
        if (field == n)
            return read_other(p, into, p->key);
        into->next[*last] = (uint8_t)field;
    } else {
        p->key = (assay_str){into->table->fields[field].key,
                             into->table->fields[field].key_len};
    }
    *last = field;
    uint64_t bit = UINT64_C(1) << field;
    if ((into->seen & bit) != 0)
        return refuse_here(p, ASSAY_BAD_SYNTAX, "a key that stood here before");
    into->seen |= bit;
    return read_value(p, into, &into->table->fields[field]);
}

/* What must be known and is not. A text that must be known may be null: it is empty. */
static bool check_needed(parser *p, target *into, uint64_t needs)
{
    uint64_t missing = needs & ~into->known;
    if (missing == 0)
        return true;
    const assay__field *field = &into->table->fields[__builtin_ctzll(missing)];
    bool stood = (into->seen & missing & (~missing + 1)) != 0;
    if (field->kind == ASSAY__TEXT && stood) {
        assay_str empty = {"", 0};
        into->known |= missing & (~missing + 1);
        return assay__value_text(field, empty, into->row, &p->refused->refusal) &&
               check_needed(p, into, needs);
    }
    p->key = (assay_str){field->key, field->key_len};
    return refuse_here(p, ASSAY_UNUSABLE, "it must be known and is not");
}

/* Writes the path of what was refused inside this object, unless one deeper has. */
static bool refused_in(parser *p, const target *in)
{
    if (p->placed)
        return false;
    p->placed = true;
    char key[ASSAY__EXCERPT_ROOM] = "";
    if (p->key.ptr != NULL)
        assay__excerpt(p->key, key);
    char *path = p->refused->path;
    if (in->row == p->account)
        (void)snprintf(path, ASSAY__PATH_ROOM, "%s", key);
    else
        (void)snprintf(path, ASSAY__PATH_ROOM, "%s[%zu]%s%s", in->table->name, in->index,
                       key[0] == '\0' ? "" : ".", key);
    return false;
}

/* What the fields are not together; the place is the end of the row. */
static bool check_row(parser *p, const target *into)
{
    const assay__field *field = NULL;
    if (assay__row_check(into->table, into->row, &field, &p->refused->refusal))
        return true;
    p->key = (assay_str){field->key, field->key_len};
    return refuse_at(p, p->in.p);
}

static bool read_object(parser *p, target *into, uint64_t needs)
{
    size_t last = into->table->n_fields;
    p->key = (assay_str){NULL, 0};
    if (!assay__pull_enter(&p->in, '{'))
        return refused_in(p, into);
    while (assay__pull_more(&p->in)) {
        if (!read_member(p, into, &last))
            return refused_in(p, into);
    }
    if (p->in.status != ASSAY_OK || !check_needed(p, into, needs) || !check_row(p, into))
        return refused_in(p, into);
    return true;
}

/* Rows of one table while they grow. */
typedef struct rows {
    char *first;
    size_t n, room;
    size_t usual; /* room to begin with */
} rows;

static char *add_row(parser *p, const assay__table *table, rows *all)
{
    if (all->n == all->room) {
        size_t room = all->n == 0 ? all->usual : all->room * 2;
        char *more = assay__arena_raw(p->arena, room, table->row_size);
        if (more == NULL) {
            refuse_here(p, ASSAY_NO_MEMORY, "memory ran out");
            return NULL;
        }
        if (all->n > 0)
            memcpy(more, all->first, all->n * table->row_size);
        all->first = more;
        all->room = room;
    }
    return all->first + all->n++ * table->row_size;
}

static bool read_rows(parser *p, size_t t, const assay__table *table, rows *all)
{
    _Alignas(16) char unknown[sizeof(assay_account)];
    uint64_t needs = assay__table_needs(table);
    assay__row_clear(table, unknown);
    while (assay__pull_more(&p->in)) {
        char *row = add_row(p, table, all);
        if (row == NULL)
            return false;
        memcpy(row, unknown, table->row_size);
        target into = {
            .table = table, .next = p->habits->next[t], .row = row, .index = all->n - 1};
        if (!read_object(p, &into, needs))
            return false;
    }
    return p->in.status == ASSAY_OK;
}

static bool read_table(parser *p, size_t t)
{
    const assay__table *table = assay__table_of((assay__table_id)t);
    char first = assay__pull_peek(&p->in);
    uint64_t bit = UINT64_C(1) << t;
    if ((p->arrays & bit) != 0)
        return refuse_here(p, ASSAY_BAD_SYNTAX, "a key that stood here before");
    p->arrays |= bit;
    if (first == 'n')
        return assay__pull_word(&p->in, &first);
    if (!assay__pull_enter(&p->in, '['))
        return false;
    size_t usual = p->habits->rows[t];
    rows all = {.usual = usual < FIRST_ROWS ? FIRST_ROWS : usual};
    if (!read_rows(p, t, table, &all))
        return false;
    /* A little room on top, so that accounts of about one size need no second try. */
    p->habits->rows[t] = all.n + all.n / 8;
    assay__table_set_rows(table, p->account, all.first, all.n);
    return true;
}

static void fill_refusal(parser *p)
{
    assay__json_refusal *refused = p->refused;
    refused->offset = (size_t)(p->in.p - p->in.start);
    if (p->in.why != NULL)
        assay__refuse(&refused->refusal, p->in.status, "%s", p->in.why);
    refused->platform = p->account->platform;
    refused->handle = p->account->handle;
}

static bool refuse_account(parser *p, const char *path)
{
    p->refused->platform = p->account->platform;
    p->refused->handle = p->account->handle;
    (void)snprintf(p->refused->path, ASSAY__PATH_ROOM, "%s", path);
    return false;
}

/* Platform in lower case, handle without its @. */
static bool fold_names(parser *p)
{
    assay_account *account = p->account;
    assay_str platform = assay__platform_fold(account->platform, p->arena);
    account->handle = assay__handle_trim(account->handle);
    if (platform.ptr == NULL)
        return assay__refuse(&p->refused->refusal, ASSAY_NO_MEMORY, "memory ran out");
    account->platform = platform;
    if (account->handle.len > 0)
        return true;
    assay__refuse(&p->refused->refusal, ASSAY_UNUSABLE, "it is empty");
    return refuse_account(p, "handle");
}

static bool read_record(parser *p)
{
    const assay__table *table = assay__table_of(ASSAY__ACCOUNT);
    target top = {
        .table = table, .next = p->habits->next[ASSAY__ACCOUNT], .row = p->account};
    bool read =
        read_object(p, &top, assay__table_needs(table)) && assay__pull_finish(&p->in);
    if (!read) {
        fill_refusal(p);
        return false;
    }
    p->account->growth_dated = p->account->n_growth > 0 && !p->instants;
    const char *name = "";
    if (!fold_names(p))
        return false;
    return assay__canonicalise(p->account, p->arena, &p->refused->refusal, &name) ||
           refuse_account(p, name);
}

const assay_account *assay__json_account(assay_str json, assay_arena *arena,
                                         assay__json_habits *habits,
                                         assay__unknowns *unknowns,
                                         assay__json_refusal *refused)
{
    *refused = (assay__json_refusal){0};
    assay_account *account = assay_arena_alloc(arena, sizeof *account);
    char *copy = json.len < SIZE_MAX - ASSAY__PULL_PADDING
                     ? assay__arena_raw(arena, json.len + ASSAY__PULL_PADDING, 1)
                     : NULL;
    if (account == NULL || copy == NULL) {
        assay__refuse(&refused->refusal, ASSAY_NO_MEMORY, "memory ran out");
        return NULL;
    }
    if (json.len > 0)
        memcpy(copy, json.ptr, json.len);
    memset(copy + json.len, 0, ASSAY__PULL_PADDING);
    *account = assay_account_unknown();
    parser p = {.arena = arena,
                .habits = habits,
                .unknowns = unknowns,
                .refused = refused,
                .account = account};
    assay__pull_begin(&p.in, copy, json.len);
    return read_record(&p) ? account : NULL;
}
