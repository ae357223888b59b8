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

/* ln(1 + n), because most counts are small. */
static const double LOG_OF_COUNT[] = {
    0,
    0.6931471805599453,
    1.0986122886681096,
    1.3862943611198906,
    1.6094379124341003,
    1.791759469228055,
    1.9459101490553132,
    2.0794415416798357,
    2.1972245773362196,
    2.302585092994046,
    2.3978952727983707,
    2.4849066497880004,
    2.5649493574615367,
    2.639057329615259,
    2.70805020110221,
    2.772588722239781,
    2.833213344056216,
    2.8903717578961645,
    2.9444389791664403,
    2.995732273553991,
    3.044522437723423,
    3.091042453358316,
    3.1354942159291497,
    3.1780538303479458,
    3.2188758248682006,
    3.258096538021482,
    3.295836866004329,
    3.332204510175204,
    3.367295829986474,
    3.4011973816621555,
    3.4339872044851463,
    3.4657359027997265,
};

static double scaled(uint32_t count)
{
    bool small = count < sizeof LOG_OF_COUNT / sizeof *LOG_OF_COUNT;
    return small ? LOG_OF_COUNT[count] : log1p(count);
}

/* Numbers as platforms give them: whole, or not known. */
static double known_scaled(double count)
{
    size_t listed = sizeof LOG_OF_COUNT / sizeof *LOG_OF_COUNT;
    bool small = count >= 0 && count < (double)listed;
    if (small && count == (double)(uint32_t)count)
        return LOG_OF_COUNT[(uint32_t)count];
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
