/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "comments/signs.h"

#include <math.h>
#include <string.h>

enum { CIRCLE_POSTS = 3 };

/* What stands around a remark, in the units of the signs. */
typedef struct context {
    double surprise; /* ln(1 + surprise of its cluster) */
    double repeated; /* ln(1 + how often the author said the same) */
    double busy;     /* ln of the author's comments */
    double circle, creator, wave, handle, relevance;
    bool template_, question, exclamation;
} context;

static const assay__sign_row ROWS[] = {
#define SIGN(NAME, name, because, weight, value) {name, ASSAY_COMMENT_##because, weight},
#include "comments/signs.def"
#undef SIGN
};

const assay__sign_row *assay__sign_row_of(assay__sign sign)
{
    return &ROWS[sign];
}

static double scaled(double count)
{
    return count > 0 ? log1p(count) : 0; /* 0 is what most counts are */
}

static double known_scaled(double count)
{
    return isnan(count) ? 0 : log1p(count);
}

static double part(double some, double all)
{
    return all > 0 ? some / all : 0;
}

/* Share of the skeleton that phrases of a kind cover. */
static double share_said(const assay__remark *r, assay__phrase_kind kind)
{
    return part(r->phrases.bytes[kind], (double)r->plain.len);
}

static bool holds(const assay__remark *r, char byte)
{
    assay_str text = r->folded.visible;
    return text.len > 0 && memchr(text.ptr, byte, text.len) != NULL;
}

/* An author who said it before says it again: the cluster has more comments than
 * voices. One person's insistence weighs little. */
static void read_cluster(const assay__duplicates *found, const assay__remark *r,
                         context *c)
{
    if (found == NULL || r->cluster == ASSAY__NONE)
        return;
    const assay_comment_cluster *cluster = &found->clusters[r->cluster];
    c->template_ = cluster->template_;
    c->surprise = log1p(cluster->surprise);
    c->repeated = log((double)cluster->n / found->voices[r->cluster]);
}

static void read_author(const assay__sample *sample, const assay__remark *r, context *c)
{
    if (r->author == ASSAY__NONE)
        return;
    const assay__voice *voice = &sample->voices[r->author];
    c->busy = log(voice->n);
    c->creator = voice->creator;
    bool habit = voice->early_posts >= CIRCLE_POSTS &&
                 (size_t)2 * voice->early_posts >= sample->n_threads;
    c->circle = r->early && habit;
    bool odd = voice->randomness > 0.6;
    c->handle = odd ? voice->randomness - 0.6 : 0;
    c->handle = c->handle < 1 ? c->handle : 1;
}

void assay__signs_read(const assay__sample *sample, const assay__duplicates *found,
                       const assay__remark *remark, double values[])
{
    context around = {.wave = remark->wave > 0 ? log1p(remark->wave) - 1 : 0,
                      .question = holds(remark, '?'),
                      .exclamation = holds(remark, '!')};
    if (remark->relevance > 0)
        around.relevance = remark->relevance < 2 ? remark->relevance : 2;
    read_cluster(found, remark, &around);
    read_author(sample, remark, &around);
    const assay__remark *r = remark;
    const context *c = &around;
#define SIGN(NAME, name, because, weight, value)                                         \
    values[ASSAY__SIGN_##NAME] = (double)(value);
#include "comments/signs.def"
#undef SIGN
}
