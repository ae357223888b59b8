/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the audience says, by lexicon: second-rank evidence for whoever plans a campaign.
 *
 * The phrases were found when the comments were read; here they are only weighed. A
 * comment that asks to buy asks with most of its words or with a phrase too long to stand
 * there by chance: `gia` alone is a price, within `gia dinh` it is a family. Liking and
 * disliking are told by which of them covers more of the text, so that `khong dep` is not
 * praise. Comments likelier inauthentic than not say nothing about an audience.
 */
#include "comments/voice.h"

#include <math.h>

#include "base/hash.h"
#include "base/str.h"
#include "base/utf8.h"
#include "stat/calibrate.h"

enum {
    FEW = 20,        /* as for the share of inauthentic comments */
    SURE_PHRASE = 8, /* bytes: no single word of the lists of buying is as long */
    SHORT_PART = 3   /* shorter phrases must cover a third of the letters */
};

/* From this probability a comment is taken for inauthentic, as in the checks. */
static const double INAUTHENTIC = 0.5;

/* Of the intervals, as of all in a verdict. */
static const double LEVEL = 0.9;

static const char *const VOICE_NAMES[] = {
#define VOICE_NAME(name, text) text,
    ASSAY_VOICE_TABLE(VOICE_NAME)
#undef VOICE_NAME
};

const char *assay_voice_name(assay_voice voice)
{
    return VOICE_NAMES[voice];
}

assay_audience_voice assay__voice_unknown(void)
{
    assay_audience_voice none = {.reply_rate = ASSAY_INTERVAL_UNKNOWN};
    for (unsigned i = 0; i < ASSAY_VOICE_COUNT; i++)
        none.says[i].share = ASSAY_INTERVAL_UNKNOWN;
    return none;
}

static bool found(const assay__remark *remark, assay__phrase_set kinds)
{
    return (remark->phrases.found & kinds) != 0;
}

static size_t letters_of(const assay__remark *remark)
{
    return remark->plain.len - (remark->n_words > 0 ? remark->n_words - 1 : 0);
}

static bool asks_to_buy(const assay__remark *remark)
{
    const uint32_t *bytes = remark->phrases.bytes;
    uint32_t buying = bytes[ASSAY__PHRASE_PURCHASE] + bytes[ASSAY__PHRASE_INTENT];
    size_t letters = letters_of(remark);
    bool code = (size_t)2 * bytes[ASSAY__PHRASE_ORDER] > letters;
    return code || buying >= SURE_PHRASE ||
           (buying > 0 && (size_t)SHORT_PART * buying >= letters);
}

/* Whether a mark of more than one byte stands in a text. */
static bool has_mark(assay_str text, const char *mark)
{
    size_t len = strlen(mark);
    for (size_t from = 0; from + len <= text.len; from++) {
        const char *at = memchr(text.ptr + from, mark[0], text.len - from - len + 1);
        if (at == NULL)
            return false;
        if (memcmp(at, mark, len) == 0)
            return true;
        from = (size_t)(at - text.ptr);
    }
    return false;
}

/* The marks of a question as they are written anywhere: ASCII, full width, Arabic. */
static bool has_question_mark(assay_str text)
{
    return text.len > 0 && (memchr(text.ptr, '?', text.len) != NULL ||
                            has_mark(text, "？") || has_mark(text, "؟"));
}

/* A Vietnamese sentence that ends with a no asks for a yes: `còn hàng không`. */
static bool ends_with_no(const assay__remark *remark)
{
    if (remark->n_words < 3)
        return false;
    const assay__word *last = &remark->words[remark->n_words - 1];
    assay_str word = {remark->plain.ptr + last->offset, last->len};
    return assay__str_equal(word, ASSAY__LITERAL("khong"));
}

static bool asks(const assay__remark *remark)
{
    return found(remark, ASSAY__PHRASE_BIT(QUESTION)) || ends_with_no(remark) ||
           has_question_mark(remark->folded.visible);
}

/* What a pictograph says that no word says: 1 liking, -1 disliking. */
static int mood_of(uint32_t code)
{
    switch (code) {
    case 0x2764:  /* a heart */
    case 0x1F44D: /* thumbs up */
    case 0x1F44F: /* clapping */
    case 0x1F495: /* two hearts */
    case 0x1F496: /* a sparkling heart */
    case 0x1F4AF: /* hundred points */
    case 0x1F525: /* fire */
    case 0x1F60B: /* tasting */
    case 0x1F60D: /* eyes of hearts */
    case 0x1F618: /* a kiss */
    case 0x1F929: /* eyes of stars */
    case 0x1F970: /* a face with hearts */
    case 0x1FAF6: /* hands that make a heart */
        return 1;
    case 0x1F44E: /* thumbs down */
    case 0x1F4A9: /* dung */
    case 0x1F612: /* unamused */
    case 0x1F620: /* angry */
    case 0x1F621: /* red with anger */
    case 0x1F922: /* nauseated */
    case 0x1F92C: /* swearing */
    case 0x1F92E: /* vomiting */
        return -1;
    default: /* of all other characters no mood is told */
        return 0;
    }
}

static int moods_of(assay_str text)
{
    int sum = 0;
    for (size_t at = 0; at < text.len;) {
        unsigned char lead = (unsigned char)text.ptr[at];
        if (lead == 0xE2 || lead == 0xF0) /* the planes of pictographs */
            sum += mood_of(assay__utf8_next(text, &at));
        else
            at++;
    }
    return sum;
}

/* 1 liking, -1 disliking, 0 neither or as much of both. Words count before signs. */
static int liking_of(const assay__remark *remark)
{
    uint32_t likes = remark->phrases.bytes[ASSAY__PHRASE_POSITIVE];
    uint32_t dislikes = remark->phrases.bytes[ASSAY__PHRASE_NEGATIVE];
    if (likes != dislikes)
        return likes > dislikes ? 1 : -1;
    if (likes > 0 || remark->folded.emoji == 0)
        return 0;
    int sum = moods_of(remark->folded.visible);
    return (sum > 0) - (sum < 0);
}

static void count_one(const assay__remark *remark, bool credible,
                      assay_audience_voice *out)
{
    int liking = liking_of(remark);
    bool buying = asks_to_buy(remark);
    const bool says[ASSAY_VOICE_COUNT] = {[ASSAY_VOICE_QUESTIONS] = asks(remark),
                                          [ASSAY_VOICE_PURCHASE_INTENT] = buying,
                                          [ASSAY_VOICE_POSITIVE] = liking > 0,
                                          [ASSAY_VOICE_NEGATIVE] = liking < 0};
    for (unsigned i = 0; i < ASSAY_VOICE_COUNT; i++) {
        out->says[i].credible += says[i] && credible;
        out->says[i].inauthentic += says[i] && !credible;
    }
    out->n += credible;
    out->inauthentic += !credible;
}

/* ---- answers of the creator ----- */

/* Ids of comments that the creator answered: places hold a number + 1, 0 is empty. */
typedef struct answered {
    const assay_account *account;
    uint32_t *slots;
    size_t mask;
} answered;

static size_t place_of(const answered *ids, assay_str id)
{
    size_t at = assay__hash(id, 0) & ids->mask;
    while (ids->slots[at] != 0 &&
           !assay__str_equal(ids->account->comments[ids->slots[at] - 1].reply_to, id))
        at = (at + 1) & ids->mask;
    return at;
}

static bool open_answered(const assay__sample *sample, assay_arena *arena, answered *out)
{
    size_t size = 16;
    while (size < 2 * sample->own)
        size *= 2;
    *out = (answered){sample->account, assay_arena_array(arena, size, sizeof *out->slots),
                      size - 1};
    return out->slots != NULL;
}

/* Whether the sample marks answers at all; without the column, silence tells nothing. */
static bool marks_answers(const assay_account *account)
{
    for (size_t i = 0; i < account->n_comments; i++)
        if (account->comments[i].reply_to.len > 0)
            return true;
    return false;
}

static bool was_answered(const answered *ids, const assay_comment *comment)
{
    return comment->id.len > 0 && ids->slots[place_of(ids, comment->id)] != 0;
}

static assay_status count_answers(const assay__sample *sample,
                                  const assay_comment_check checks[], assay_arena *arena,
                                  assay_audience_voice *out, assay_error *err)
{
    answered ids;
    const assay_account *account = sample->account;
    if (!open_answered(sample, arena, &ids))
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for a creator's replies");
    for (size_t i = 0; i < account->n_comments; i++) {
        const assay_comment *comment = &account->comments[i];
        if (isnan(checks[i].inauthentic) && comment->reply_to.len > 0)
            ids.slots[place_of(&ids, comment->reply_to)] = (uint32_t)i + 1;
    }
    for (size_t i = 0; i < sample->n; i++) {
        const assay__remark *remark = &sample->remarks[i];
        if (checks[remark->index].inauthentic < INAUTHENTIC)
            out->replied += was_answered(&ids, remark->comment);
    }
    return ASSAY_OK;
}

/* ---- shares ----- */

static assay_interval share_of(size_t some, size_t all, double effective)
{
    double share = (double)some / (double)all;
    assay_interval interval = assay__wilson(share * effective, effective, LEVEL);
    interval.value = share;
    return interval;
}

static void make_shares(double effective, bool answers, assay_audience_voice *out)
{
    if (out->n < FEW)
        return;
    for (unsigned i = 0; i < ASSAY_VOICE_COUNT; i++)
        out->says[i].share = share_of(out->says[i].credible, out->n, effective);
    if (answers)
        out->reply_rate = share_of(out->replied, out->n, effective);
}

/* One person's comments stand and fall together: Kish's size over the credible ones. */
static assay_status effective_size(const assay__sample *sample,
                                   const assay_comment_check checks[], assay_arena *arena,
                                   double *out, assay_error *err)
{
    uint32_t *by = assay_arena_array(arena, sample->n_voices + 1, sizeof *by);
    if (by == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to count voices");
    double n = 0, squares = 0;
    for (size_t i = 0; i < sample->n; i++) {
        const assay__remark *remark = &sample->remarks[i];
        if (!(checks[remark->index].inauthentic < INAUTHENTIC))
            continue;
        n += 1;
        if (remark->author == ASSAY__NONE)
            squares += 1;
        else
            squares += 2.0 * by[remark->author]++ + 1; /* (k+1)^2 - k^2 */
    }
    *out = n > 0 ? n * n / squares : 0;
    return ASSAY_OK;
}

assay_status assay__voice_read(const assay__sample *sample,
                               const assay_comment_check checks[], assay_arena *arena,
                               assay_audience_voice *out, assay_error *err)
{
    assay_audience_voice voice = assay__voice_unknown();
    for (size_t i = 0; i < sample->n; i++) {
        const assay__remark *remark = &sample->remarks[i];
        count_one(remark, checks[remark->index].inauthentic < INAUTHENTIC, &voice);
    }
    bool answers = sample->own > 0 && marks_answers(sample->account);
    if (answers)
        ASSAY__TRY(count_answers(sample, checks, arena, &voice, err));
    double effective = 0;
    ASSAY__TRY(effective_size(sample, checks, arena, &effective, err));
    make_shares(effective, answers, &voice);
    *out = voice;
    return ASSAY_OK;
}
