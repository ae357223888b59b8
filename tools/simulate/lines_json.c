/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts as NDJSON, one a line; the same cells as the CSV tables, unknown ones left
 * out. */
#include "tables.h"

#include <math.h>

void sim_json_quote(sim_text *out, assay_str value)
{
    static const char HEX[] = "0123456789abcdef";
    sim_text_putc(out, '"');
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if (c == '"' || c == '\\') {
            sim_text_putc(out, '\\');
            sim_text_putc(out, (char)c);
        } else if (c < 0x20) {
            sim_text_puts(out, "\\u00");
            sim_text_putc(out, HEX[c >> 4]);
            sim_text_putc(out, HEX[c & 15U]);
        } else {
            sim_text_putc(out, (char)c);
        }
    }
    sim_text_putc(out, '"');
}

/* A comma unless something opens here. */
static void key(sim_text *out, const char *name)
{
    if (out->length > 0 && out->bytes[out->length - 1] != '{') {
        sim_text_putc(out, ',');
    }
    sim_text_putc(out, '"');
    sim_text_puts(out, name);
    sim_text_puts(out, "\":");
}

static void text(sim_text *out, const char *name, assay_str value)
{
    if (value.ptr) {
        key(out, name);
        sim_json_quote(out, value);
    }
}

static void number(sim_text *out, const char *name, double value)
{
    if (!isnan(value)) {
        key(out, name);
        sim_text_count(out, value);
    }
}

static void truth(sim_text *out, const char *name, assay_truth value)
{
    if (value != ASSAY_UNKNOWN) {
        key(out, name);
        sim_text_puts(out, value == ASSAY_YES ? "true" : "false");
    }
}

static void moment(sim_text *out, const char *name, int64_t at, bool date_only)
{
    if (at != ASSAY_TIME_UNKNOWN) {
        key(out, name);
        sim_text_putc(out, '"');
        sim_text_time(out, at, date_only);
        sim_text_putc(out, '"');
    }
}

static void open_row(sim_text *out, size_t i)
{
    sim_text_puts(out, i > 0 ? ",{" : "{");
}

static void profile(const assay_account *a, sim_text *out)
{
    text(out, "platform", a->platform);
    text(out, "handle", a->handle);
    text(out, "name", a->name);
    text(out, "bio", a->bio);
    text(out, "category", a->category);
    text(out, "country", a->country);
    text(out, "language", a->language);
    truth(out, "verified", a->verified);
    truth(out, "has_picture", a->has_picture);
    moment(out, "created_at", a->created_at, true);
    number(out, "followers", a->followers);
    number(out, "following", a->following);
    number(out, "posts_count", a->posts_count);
    number(out, "fee", a->fee);
    text(out, "currency", a->currency);
}

static void growth(const assay_account *a, sim_text *out)
{
    key(out, "growth");
    sim_text_putc(out, '[');
    for (size_t i = 0; i < a->n_growth; i++) {
        const assay_reading *r = &a->growth[i];
        open_row(out, i);
        moment(out, "at", r->at, a->growth_dated);
        number(out, "followers", r->followers);
        number(out, "following", r->following);
        number(out, "posts", r->posts);
        number(out, "views", r->views);
        number(out, "likes", r->likes);
        sim_text_putc(out, '}');
    }
    sim_text_putc(out, ']');
}

static void posts(const assay_account *a, sim_text *out)
{
    key(out, "posts");
    sim_text_putc(out, '[');
    for (size_t i = 0; i < a->n_posts; i++) {
        const assay_post *p = &a->posts[i];
        open_row(out, i);
        text(out, "id", p->id);
        moment(out, "at", p->at, false);
        text(out, "kind", p->kind);
        text(out, "caption", p->caption);
        number(out, "likes", p->likes);
        number(out, "comments", p->comments);
        number(out, "shares", p->shares);
        number(out, "saves", p->saves);
        number(out, "views", p->views);
        truth(out, "sponsored", p->sponsored);
        moment(out, "seen_at", p->seen_at, false);
        sim_text_putc(out, '}');
    }
    sim_text_putc(out, ']');
}

static void comments(const assay_account *a, sim_text *out)
{
    key(out, "comments");
    sim_text_putc(out, '[');
    for (size_t i = 0; i < a->n_comments; i++) {
        const assay_comment *c = &a->comments[i];
        open_row(out, i);
        text(out, "id", c->id);
        text(out, "post", c->post);
        moment(out, "at", c->at, false);
        text(out, "author", c->author);
        text(out, "text", c->text);
        number(out, "likes", c->likes);
        text(out, "reply_to", c->reply_to);
        truth(out, "by_creator", c->by_creator);
        number(out, "author_followers", c->author_followers);
        sim_text_putc(out, '}');
    }
    sim_text_putc(out, ']');
}

void sim_lines_json(const assay_account *account, sim_text *out)
{
    sim_text_putc(out, '{');
    profile(account, out);
    if (account->n_growth > 0) {
        growth(account, out);
    }
    if (account->n_posts > 0) {
        posts(account, out);
    }
    if (account->n_comments > 0) {
        comments(account, out);
    }
    sim_lines_more_json(account, out);
    sim_text_puts(out, "}\n");
}
