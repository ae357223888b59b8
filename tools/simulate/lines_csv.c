/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts as rows of CSV tables, and the truth beside them. */
#include "tables.h"

#include <math.h>
#include <string.h>

/* A cell of text: quoted where it must be, and where it would lose its spaces. */
static void cell(sim_text *out, assay_str value)
{
    bool quote =
        value.len > 0 && (value.ptr[0] == ' ' || value.ptr[value.len - 1] == ' ');
    for (size_t i = 0; i < value.len && !quote; i++) {
        quote = strchr(",\"\n\r;\t", value.ptr[i]) != NULL;
    }
    if (!quote) {
        sim_text_add(out, value.ptr, value.len);
        return;
    }
    sim_text_putc(out, '"');
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] == '"') {
            sim_text_putc(out, '"');
        }
        sim_text_putc(out, value.ptr[i]);
    }
    sim_text_putc(out, '"');
}

void sim_cell_account(sim_text *out, const assay_account *account)
{
    cell(out, account->platform);
    sim_text_putc(out, ',');
    cell(out, account->handle);
}

void sim_cell_text(sim_text *out, assay_str value)
{
    sim_text_putc(out, ',');
    cell(out, value);
}

static void count_cell(sim_text *out, double value)
{
    sim_text_putc(out, ',');
    sim_text_count(out, value);
}

static void truth_cell(sim_text *out, assay_truth value)
{
    sim_text_puts(out, value == ASSAY_UNKNOWN ? "," : value == ASSAY_YES ? ",1" : ",0");
}

static void time_cell(sim_text *out, int64_t at, bool date_only)
{
    sim_text_putc(out, ',');
    sim_text_time(out, at, date_only);
}

static void account_row(const assay_account *a, sim_text *out)
{
    sim_cell_account(out, a);
    sim_cell_text(out, a->name);
    sim_cell_text(out, a->bio);
    sim_cell_text(out, a->category);
    sim_cell_text(out, a->country);
    sim_cell_text(out, a->language);
    truth_cell(out, a->verified);
    truth_cell(out, a->has_picture);
    time_cell(out, a->created_at, true);
    count_cell(out, a->followers);
    count_cell(out, a->following);
    count_cell(out, a->posts_count);
    count_cell(out, a->fee);
    sim_cell_text(out, a->currency);
    sim_text_putc(out, '\n');
}

static void growth_row(const assay_account *a, const assay_reading *r, sim_text *out)
{
    sim_cell_account(out, a);
    time_cell(out, r->at, a->growth_dated);
    count_cell(out, r->followers);
    count_cell(out, r->following);
    count_cell(out, r->posts);
    count_cell(out, r->views);
    count_cell(out, r->likes);
    sim_text_putc(out, '\n');
}

static void post_row(const assay_account *a, const assay_post *p, sim_text *out)
{
    sim_cell_account(out, a);
    sim_cell_text(out, p->id);
    time_cell(out, p->at, false);
    sim_cell_text(out, p->kind);
    sim_cell_text(out, p->caption);
    count_cell(out, p->likes);
    count_cell(out, p->comments);
    count_cell(out, p->shares);
    count_cell(out, p->saves);
    count_cell(out, p->views);
    truth_cell(out, p->sponsored);
    time_cell(out, p->seen_at, false);
    sim_text_putc(out, '\n');
}

static void comment_row(const assay_account *a, const assay_comment *c, sim_text *out)
{
    sim_cell_account(out, a);
    sim_cell_text(out, c->id);
    sim_cell_text(out, c->post);
    time_cell(out, c->at, false);
    sim_cell_text(out, c->author);
    sim_cell_text(out, c->text);
    count_cell(out, c->likes);
    sim_cell_text(out, c->reply_to);
    truth_cell(out, c->by_creator);
    count_cell(out, c->author_followers);
    sim_text_putc(out, '\n');
}

void sim_lines_csv(const assay_account *account, sim_lines *lines)
{
    account_row(account, &lines->text[SIM_TABLE_ACCOUNTS]);
    for (size_t i = 0; i < account->n_growth; i++) {
        growth_row(account, &account->growth[i], &lines->text[SIM_TABLE_GROWTH]);
    }
    for (size_t i = 0; i < account->n_posts; i++) {
        post_row(account, &account->posts[i], &lines->text[SIM_TABLE_POSTS]);
    }
    for (size_t i = 0; i < account->n_comments; i++) {
        comment_row(account, &account->comments[i], &lines->text[SIM_TABLE_COMMENTS]);
    }
}

static const char *mechanism_text(int i)
{
    return sim_mechanism_name((sim_mechanism)i);
}

static const char *confounder_text(int i)
{
    return sim_confounder_name((sim_confounder)i);
}

/* Names of a set, joined by +; `none` when it is empty. */
static void set_cell(sim_text *out, unsigned set, const char *(*name)(int i))
{
    const char *joint = ",";
    for (int i = 0; set >> i; i++) {
        if ((set >> i) & 1U) {
            sim_text_puts(out, joint);
            sim_text_puts(out, name(i));
            joint = "+";
        }
    }
    if (!set) {
        sim_text_puts(out, ",none");
    }
}

static void label_row(const assay_account *a, const sim_truth *t, sim_text *out)
{
    sim_cell_account(out, a);
    sim_text_puts(out, t->inflated ? ",1" : ",0");
    set_cell(out, t->mechanisms, mechanism_text);
    bool bought = t->mechanisms != 0;
    sim_text_puts(out, ",");
    if (bought) {
        sim_text_puts(out, "L");
        sim_text_count(out, t->level);
    } else {
        sim_text_puts(out, "none");
    }
    set_cell(out, t->confounders, confounder_text);
    sim_text_puts(out, ",");
    sim_text_puts(out, bought ? t->vendor->name : "none");
    sim_text_puts(out, ",");
    sim_text_number(out, t->bought_share);
    sim_text_putc(out, '\n');
}

static void event_rows(const assay_account *a, const sim_truth *t, sim_text *out)
{
    for (size_t i = 0; i < t->n_events; i++) {
        const sim_event *e = &t->events[i];
        sim_cell_account(out, a);
        time_cell(out, e->from, t->dated);
        time_cell(out, e->to, t->dated);
        count_cell(out, e->gained);
        sim_text_putc(out, ',');
        sim_text_puts(out, sim_cause_name(e->cause));
        sim_text_putc(out, '\n');
    }
}

static void order_rows(const assay_account *a, const sim_truth *t, sim_text *out)
{
    for (size_t i = 0; i < t->n_orders; i++) {
        const sim_order *o = &t->orders[i];
        bool followers = sim_mechanism_metric(o->mechanism) == SIM_FOLLOWERS;
        sim_cell_account(out, a);
        sim_text_putc(out, ',');
        sim_text_puts(out, sim_mechanism_name(o->mechanism));
        sim_text_putc(out, ',');
        sim_text_puts(out, t->vendor->name);
        time_cell(out, o->from, t->dated && followers);
        time_cell(out, o->to, t->dated && followers);
        count_cell(out, o->ordered);
        count_cell(out, o->delivered);
        sim_text_putc(out, '\n');
    }
}

static void share_row(const assay_account *a, const sim_truth *t, sim_text *out)
{
    sim_cell_account(out, a);
    for (size_t m = 0; m < SIM_METRICS; m++) {
        sim_text_putc(out, ',');
        sim_text_number(out, t->share[m]);
    }
    sim_text_putc(out, ',');
    sim_text_number(out, t->idle_share);
    sim_text_putc(out, '\n');
}

void sim_lines_truth(const assay_account *account, const sim_truth *truth,
                     sim_lines *lines)
{
    label_row(account, truth, &lines->text[SIM_TABLE_LABELS]);
    event_rows(account, truth, &lines->text[SIM_TABLE_EVENTS]);
    order_rows(account, truth, &lines->text[SIM_TABLE_ORDERS]);
    share_row(account, truth, &lines->text[SIM_TABLE_SHARES]);
    sim_text *labels = &lines->text[SIM_TABLE_COMMENT_LABELS];
    for (size_t i = 0; i < account->n_comments; i++) {
        cell(labels, account->comments[i].id);
        sim_text_puts(labels, truth->inauthentic[i] ? ",1\n" : ",0\n");
    }
}

bool sim_lines_failed(const sim_lines *lines)
{
    bool failed = false;
    for (size_t i = 0; i < SIM_TABLES; i++) {
        failed |= lines->text[i].failed;
    }
    return failed;
}

void sim_lines_free(sim_lines *lines)
{
    for (size_t i = 0; i < SIM_TABLES; i++) {
        sim_text_free(&lines->text[i]);
    }
}
