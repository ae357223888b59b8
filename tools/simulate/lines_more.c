/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The further tables as rows and as NDJSON: one list of cells a table serves both, so
 * that the two forms cannot differ. */
#include "tables.h"

#include <math.h>
#include <stddef.h>

typedef enum form { TEXT, COUNT, NUMBER, TRUTH, TIME, DATE } form;

/** A cell: its name in both forms, how it is written, where it lies in the row. */
typedef struct column {
    const char *name;
    form form;
    size_t at;
} column;

#define AT(type, member) offsetof(type, member)

static const column AUDIENCE[] = {
    {"id", TEXT, AT(assay_member, id)},
    {"role", TEXT, AT(assay_member, role)},
    {"username", TEXT, AT(assay_member, username)},
    {"bio", TEXT, AT(assay_member, bio)},
    {"followers", COUNT, AT(assay_member, followers)},
    {"following", COUNT, AT(assay_member, following)},
    {"posts", COUNT, AT(assay_member, posts)},
    {"has_picture", TRUTH, AT(assay_member, has_picture)},
    {"has_bio", TRUTH, AT(assay_member, has_bio)},
    {"private", TRUTH, AT(assay_member, private_)},
    {"country", TEXT, AT(assay_member, country)},
    {"region", TEXT, AT(assay_member, region)},
    {"language", TEXT, AT(assay_member, language)},
    {"created_at", TIME, AT(assay_member, created_at)},
    {"followed_at", TIME, AT(assay_member, followed_at)},
    {"last_post_at", TIME, AT(assay_member, last_post_at)},
    {"position", COUNT, AT(assay_member, position)},
    {"username_length", COUNT, AT(assay_member, username_length)},
    {"username_digits", COUNT, AT(assay_member, username_digits)},
    {"bio_length", COUNT, AT(assay_member, bio_length)},
};
static const column LIVESTREAMS[] = {
    {"stream", TEXT, AT(assay_live, stream)},
    {"at", TIME, AT(assay_live, at)},
    {"viewers", COUNT, AT(assay_live, viewers)},
    {"comments", COUNT, AT(assay_live, comments)},
    {"likes", COUNT, AT(assay_live, likes)},
    {"gifts", COUNT, AT(assay_live, gifts)},
    {"orders", COUNT, AT(assay_live, orders)},
};
static const column SALES[] = {
    {"at", DATE, AT(assay_sale, at)},
    {"code", TEXT, AT(assay_sale, code)},
    {"channel", TEXT, AT(assay_sale, channel)},
    {"clicks", COUNT, AT(assay_sale, clicks)},
    {"orders", COUNT, AT(assay_sale, orders)},
    {"revenue", NUMBER, AT(assay_sale, revenue)},
    {"new_customers", COUNT, AT(assay_sale, new_customers)},
    {"commission", NUMBER, AT(assay_sale, commission)},
    {"currency", TEXT, AT(assay_sale, currency)},
};
static const column EXPLANATIONS[] = {
    {"from", DATE, AT(assay_explanation, from)},
    {"to", DATE, AT(assay_explanation, to)},
    {"cause", TEXT, AT(assay_explanation, cause)},
    {"note", TEXT, AT(assay_explanation, note)},
};
static const column OUTCOMES[] = {
    {"from", DATE, AT(assay_outcome, from)},
    {"to", DATE, AT(assay_outcome, to)},
    {"cost", NUMBER, AT(assay_outcome, cost)},
    {"clicks", COUNT, AT(assay_outcome, clicks)},
    {"orders", COUNT, AT(assay_outcome, orders)},
    {"revenue", NUMBER, AT(assay_outcome, revenue)},
    {"new_customers", COUNT, AT(assay_outcome, new_customers)},
    {"brand_followers", COUNT, AT(assay_outcome, brand_followers)},
    {"currency", TEXT, AT(assay_outcome, currency)},
};
static const column DEMOGRAPHICS[] = {
    {"of", TEXT, AT(assay_demographic, of)},
    {"dimension", TEXT, AT(assay_demographic, dimension)},
    {"code", TEXT, AT(assay_demographic, code)},
    {"share", NUMBER, AT(assay_demographic, share)},
    {"n", COUNT, AT(assay_demographic, n)},
};

/** A table: its name, its cells, and the rows of an account. */
typedef struct table {
    const char *name;
    sim_table file;
    const column *columns;
    size_t n_columns, row;
    size_t rows, count; /* where an account keeps them */
} table;

#define LENGTH(x) (sizeof(x) / sizeof *(x))
#define ROWS_OF(name, id, columns, type)                                                 \
    {                                                                                    \
#name, SIM_TABLE_##id, columns, LENGTH(columns), sizeof(type),                   \
            AT(assay_account, name), AT(assay_account, n_##name)                         \
    }

static const table TABLES[] = {
    ROWS_OF(audience, AUDIENCE, AUDIENCE, assay_member),
    ROWS_OF(livestreams, LIVESTREAMS, LIVESTREAMS, assay_live),
    ROWS_OF(sales, SALES, SALES, assay_sale),
    ROWS_OF(explanations, EXPLANATIONS, EXPLANATIONS, assay_explanation),
    ROWS_OF(outcomes, OUTCOMES, OUTCOMES, assay_outcome),
    ROWS_OF(demographics, DEMOGRAPHICS, DEMOGRAPHICS, assay_demographic),
};

static const void *at(const void *base, size_t offset)
{
    return (const char *)base + offset;
}

/* Whether anything is known; a cell that is not stays empty, its key away. */
static bool known(const column *c, const void *cell)
{
    switch (c->form) {
    case TEXT:
        return ((const assay_str *)cell)->ptr != NULL;
    case COUNT:
    case NUMBER:
        return !isnan(*(const double *)cell);
    case TRUTH:
        return *(const assay_truth *)cell != ASSAY_UNKNOWN;
    case TIME:
    case DATE:
        return *(const int64_t *)cell != ASSAY_TIME_UNKNOWN;
    }
    return false;
}

/* A number that is not text; `yes` and `no` are the words of the form. */
static void put(sim_text *out, const column *c, const void *cell, const char *yes,
                const char *no)
{
    switch (c->form) {
    case COUNT:
        sim_text_count(out, *(const double *)cell);
        break;
    case NUMBER:
        sim_text_number(out, *(const double *)cell);
        break;
    case TRUTH:
        sim_text_puts(out, *(const assay_truth *)cell == ASSAY_YES ? yes : no);
        break;
    case TIME:
    case DATE:
        sim_text_time(out, *(const int64_t *)cell, c->form == DATE);
        break;
    case TEXT:
        break;
    }
}

static void csv_row(const assay_account *a, const table *t, const void *row,
                    sim_text *out)
{
    sim_cell_account(out, a);
    for (size_t i = 0; i < t->n_columns; i++) {
        const column *c = &t->columns[i];
        const void *cell = at(row, c->at);
        if (c->form == TEXT) {
            sim_cell_text(out, *(const assay_str *)cell);
            continue;
        }
        sim_text_putc(out, ',');
        if (known(c, cell)) {
            put(out, c, cell, "1", "0");
        }
    }
    sim_text_putc(out, '\n');
}

void sim_lines_more_csv(const assay_account *account, sim_lines *lines)
{
    for (size_t t = 0; t < LENGTH(TABLES); t++) {
        const table *which = &TABLES[t];
        const char *rows = *(const char *const *)at(account, which->rows);
        size_t n = *(const size_t *)at(account, which->count);
        for (size_t i = 0; i < n; i++) {
            csv_row(account, which, rows + i * which->row, &lines->text[which->file]);
        }
    }
}

static void key(sim_text *out, const char *name)
{
    if (out->length > 0 && out->bytes[out->length - 1] != '{') {
        sim_text_putc(out, ',');
    }
    sim_text_putc(out, '"');
    sim_text_puts(out, name);
    sim_text_puts(out, "\":");
}

static void json_cell(const column *c, const void *cell, sim_text *out)
{
    bool quoted = c->form == TIME || c->form == DATE;
    key(out, c->name);
    if (c->form == TEXT) {
        sim_json_quote(out, *(const assay_str *)cell);
        return;
    }
    sim_text_puts(out, quoted ? "\"" : "");
    put(out, c, cell, "true", "false");
    sim_text_puts(out, quoted ? "\"" : "");
}

static void json_row(const table *t, const void *row, sim_text *out)
{
    sim_text_putc(out, '{');
    for (size_t i = 0; i < t->n_columns; i++) {
        const void *cell = at(row, t->columns[i].at);
        if (known(&t->columns[i], cell)) {
            json_cell(&t->columns[i], cell, out);
        }
    }
    sim_text_putc(out, '}');
}

void sim_lines_more_json(const assay_account *account, sim_text *out)
{
    for (size_t t = 0; t < LENGTH(TABLES); t++) {
        const char *rows = *(const char *const *)at(account, TABLES[t].rows);
        size_t n = *(const size_t *)at(account, TABLES[t].count);
        if (n == 0) {
            continue;
        }
        key(out, TABLES[t].name);
        for (size_t i = 0; i < n; i++) {
            sim_text_putc(out, i > 0 ? ',' : '[');
            json_row(&TABLES[t], rows + i * TABLES[t].row, out);
        }
        sim_text_putc(out, ']');
    }
}

static void words(sim_text *out, const char *text)
{
    sim_text_putc(out, ',');
    sim_text_puts(out, text ? text : "none");
}

static void amount(sim_text *out, double number)
{
    sim_text_putc(out, ',');
    sim_text_number(out, number);
}

static void audience_truth(const assay_account *a, const sim_truth *t, sim_lines *lines)
{
    sim_text *out = &lines->text[SIM_TABLE_AUDIENCE_LABELS];
    double fakes = 0;
    double followers = 0;
    for (size_t i = 0; i < a->n_audience; i++) {
        sim_cell_account(out, a);
        sim_cell_text(out, a->audience[i].id);
        words(out, t->members[i].inauthentic ? "1" : "0");
        words(out, t->members[i].kind);
        words(out, t->members[i].model);
        sim_text_putc(out, '\n');
        bool follower = a->audience[i].role.len == 8;
        fakes += follower && t->members[i].inauthentic;
        followers += follower;
    }
    if (a->n_audience > 0) {
        out = &lines->text[SIM_TABLE_AUDIENCE_TRUTH];
        sim_cell_account(out, a);
        amount(out, followers);
        amount(out, fakes);
        amount(out, t->idle_share);
        words(out, t->design);
        words(out, t->odd_crowd);
        sim_text_putc(out, '\n');
    }
}

static void stream_truth(const assay_account *a, const sim_truth *t, sim_lines *lines)
{
    sim_text *out = &lines->text[SIM_TABLE_STREAM_LABELS];
    for (size_t i = 0; i < t->n_streams; i++) {
        const sim_stream *s = &t->streams[i];
        sim_cell_account(out, a);
        sim_cell_text(out, s->id);
        words(out, s->share > 0 ? "1" : "0");
        amount(out, s->share);
        amount(out, s->ordered);
        words(out, s->luck);
        sim_text_putc(out, '\n');
    }
}

static void share_truth(const assay_account *a, const sim_truth *t, sim_lines *lines)
{
    sim_text *out = &lines->text[SIM_TABLE_WITNESS_TRUTH];
    if (a->n_livestreams + a->n_sales > 0) {
        double viewers = t->share[SIM_VIEWERS_METRIC];
        double orders = t->share[SIM_ORDERS_METRIC];
        sim_cell_account(out, a);
        amount(out, a->n_livestreams > 0 ? viewers : ASSAY_NUMBER_UNKNOWN);
        amount(out, a->n_sales > 0 ? orders : ASSAY_NUMBER_UNKNOWN);
        sim_text_putc(out, '\n');
    }
}

static void full_name(sim_text *out, const assay_account *a, assay_str name)
{
    sim_text_add(out, a->platform.ptr, a->platform.len);
    sim_text_putc(out, '/');
    sim_text_add(out, name.ptr, name.len);
}

static void action_rows(const assay_account *a, const sim_truth *t, sim_text *out)
{
    for (size_t i = 0; i < t->n_acts; i++) {
        full_name(out, a, t->acts[i].actor);
        sim_text_putc(out, ',');
        full_name(out, a, a->handle);
        sim_text_putc(out, ',');
        sim_text_time(out, t->acts[i].at, false);
        sim_text_putc(out, '\n');
    }
}

/* The group's name: its kind and enough of its key. */
static void met_rows(const assay_account *a, const sim_truth *t, sim_text *out)
{
    for (size_t i = 0; i < t->n_met; i++) {
        const sim_met *m = &t->met[i];
        sim_cell_account(out, a);
        sim_text_putc(out, ',');
        sim_text_puts(out, sim_circle_word(m->kind));
        sim_text_count(out, (double)(m->key >> 24));
        words(out, sim_circle_word(m->kind));
        sim_cell_text(out, m->name);
        words(out, m->where);
        sim_text_putc(out, '\n');
    }
}

void sim_lines_more_truth(const assay_account *account, const sim_truth *truth,
                          sim_lines *lines)
{
    audience_truth(account, truth, lines);
    stream_truth(account, truth, lines);
    share_truth(account, truth, lines);
    action_rows(account, truth, &lines->text[SIM_TABLE_ACTIONS]);
    met_rows(account, truth, &lines->text[SIM_TABLE_POOLS]);
    sim_text *out = &lines->text[SIM_TABLE_EXPLANATION_TRUTH];
    for (size_t i = 0; i < account->n_explanations; i++) {
        const assay_explanation *e = &account->explanations[i];
        sim_cell_account(out, account);
        sim_text_putc(out, ',');
        sim_text_time(out, e->from, true);
        sim_text_putc(out, ',');
        sim_text_time(out, e->to, true);
        sim_cell_text(out, e->cause);
        words(out, truth->explained[i] ? "1" : "0");
        sim_text_putc(out, '\n');
    }
}
