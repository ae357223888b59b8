/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The comments of one account from rows to findings. */
#include <assay/comments.h>

#include <math.h>

#include "base/str.h"
#include "comments/describe.h"
#include "comments/duplicates.h"
#include "comments/judge.h"
#include "comments/signs.h"
#include "comments/voice.h"

enum { FEW = 20, ENOUGH = 50, CLUSTER = 3 };

/* -log10 p from which a cluster counts as repetition, and a comment as flagged. */
static const double SURPRISING = 2, FLAGGED = 0.5;

/* 95th percentile of the normal law: both ends of a 90 % interval. */
static const double Z90 = 1.6448536269514722;

static const char *const BECAUSE_NAMES[] = {
#define ASSAY_COMMENT_BECAUSE_NAME(name, text, en, vi) text,
    ASSAY_COMMENT_BECAUSE_TABLE(ASSAY_COMMENT_BECAUSE_NAME)
#undef ASSAY_COMMENT_BECAUSE_NAME
};

const char *assay_comment_because_name(assay_comment_because because)
{
    return BECAUSE_NAMES[because];
}

static assay_comments unknown_comments(void)
{
    double no = ASSAY_NUMBER_UNKNOWN;
    return (assay_comments){.inauthentic_share = ASSAY_INTERVAL_UNKNOWN,
                            .voice = assay__voice_unknown(),
                            .duplicate_surprise = no,
                            .duplicate_share = no,
                            .template_share = no,
                            .generic_share = no,
                            .emoji_share = no,
                            .link_share = no,
                            .seeding_share = no,
                            .handle_randomness = no,
                            .compression = no,
                            .diversity = no,
                            .relevance = no,
                            .top_author_share = no,
                            .persistence = no,
                            .creator_author_share = no,
                            .early_core = no,
                            .burstiness = no,
                            .fast_gap_share = no,
                            .circadian_flatness = no,
                            .wave_max = no,
                            .reply_rate = no};
}

/* One who writes nine comments weighs as three who write one: loyal people neither drown
 * the others nor are drowned. */
static double weight_of(const assay__sample *sample, const assay__remark *remark)
{
    if (remark->author == ASSAY__NONE)
        return 1;
    return 1 / sqrt(sample->voices[remark->author].n);
}

static bool is_repetition(const assay_comment_cluster *cluster)
{
    return cluster->n >= CLUSTER && cluster->surprise >= SURPRISING;
}

/* The shares that are sums over comments. */
typedef enum share {
    SHARE_DUPLICATE,
    SHARE_TEMPLATE,
    SHARE_GENERIC,
    SHARE_EMOJI,
    SHARE_LINK,
    SHARE_SEEDING,
    SHARE_COUNT
} share;

static void read_kinds(const assay__remark *r, const assay__duplicates *found,
                       bool counts[])
{
    const assay_comment_cluster *cluster =
        r->cluster == ASSAY__NONE ? NULL : &found->clusters[r->cluster];
    bool repeats = cluster != NULL && is_repetition(cluster);
    counts[SHARE_DUPLICATE] = repeats;
    counts[SHARE_TEMPLATE] = repeats && cluster->template_;
    counts[SHARE_GENERIC] = r->generic && !r->masked;
    counts[SHARE_EMOJI] = r->emoji_only;
    counts[SHARE_LINK] = (r->link || r->lure) && !r->masked;
    counts[SHARE_SEEDING] = r->seeding;
}

/* Shares of the weighted comments by sign. */
static void read_shares(const assay__sample *sample, const assay__duplicates *found,
                        assay_comments *out)
{
    double all = 0, sums[SHARE_COUNT] = {0};
    for (size_t i = 0; i < sample->n; i++) {
        bool counts[SHARE_COUNT];
        double weight = weight_of(sample, &sample->remarks[i]);
        read_kinds(&sample->remarks[i], found, counts);
        all += weight;
        for (unsigned k = 0; k < SHARE_COUNT; k++)
            sums[k] += counts[k] ? weight : 0;
    }
    out->duplicate_share = sums[SHARE_DUPLICATE] / all;
    out->template_share = sums[SHARE_TEMPLATE] / all;
    out->generic_share = sums[SHARE_GENERIC] / all;
    out->emoji_share = sums[SHARE_EMOJI] / all;
    out->link_share = sums[SHARE_LINK] / all;
    out->seeding_share = sums[SHARE_SEEDING] / all;
}

static double total_surprise(const assay__sample *sample, const assay__duplicates *found)
{
    double sum = 0;
    for (size_t i = 0; i < found->n; i++)
        if (is_repetition(&found->clusters[i]))
            sum += found->clusters[i].surprise;
    return sum / log((double)sample->n);
}

/* Comments of one cluster or one author stand and fall together: Kish's effective size
 * of a sample in groups, the larger of both groupings. */
static double effective_size(const assay__sample *sample, const assay__duplicates *found)
{
    double n = (double)sample->n, by_author = n, by_cluster = n;
    for (size_t i = 0; i < sample->n_voices; i++) {
        double size = sample->voices[i].n;
        by_author += size * size - size;
    }
    for (size_t i = 0; i < found->n; i++) {
        double size = (double)found->clusters[i].n;
        by_cluster += size * size - size;
    }
    double squares = by_author > by_cluster ? by_author : by_cluster;
    return n * n / squares;
}

/* Mean probability with Wilson's interval at the effective size. */
static assay_interval share_of(double sum, double n, double effective)
{
    double p = sum / n, z2 = Z90 * Z90;
    double centre = (p + z2 / (2 * effective)) / (1 + z2 / effective);
    double half = Z90 / (1 + z2 / effective) *
                  sqrt(p * (1 - p) / effective + z2 / (4 * effective * effective));
    double low = centre - half, high = centre + half;
    return (assay_interval){p, low < p ? (low > 0 ? low : 0) : p,
                            high > p ? (high < 1 ? high : 1) : p};
}

static assay_status judge_all(const assay__sample *sample, const assay__duplicates *found,
                              const assay_comments_model *model, assay_arena *arena,
                              assay_comments *out, assay_error *err)
{
    size_t n = sample->account->n_comments;
    out->checks = assay_arena_array(arena, n, sizeof *out->checks);
    if (out->checks == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory to judge comments");
    for (size_t i = 0; i < n; i++)
        out->checks[i] = (assay_comment_check){ASSAY_NUMBER_UNKNOWN,
                                               ASSAY_COMMENT_ORDINARY, ASSAY_NO_CLUSTER};
    double sum = 0;
    for (size_t i = 0; i < sample->n; i++) {
        const assay__remark *remark = &sample->remarks[i];
        assay_comment_check *check = &out->checks[remark->index];
        double values[ASSAY__SIGN_COUNT];
        assay__signs_read(sample, found, remark, values);
        *check = assay__judge(model, remark, values);
        if (check->inauthentic < FLAGGED)
            check->because = ASSAY_COMMENT_ORDINARY;
        if (remark->cluster != ASSAY__NONE)
            check->cluster = remark->cluster;
        sum += check->inauthentic;
    }
    if (sample->n >= FEW)
        out->inauthentic_share =
            share_of(sum, (double)sample->n, effective_size(sample, found));
    return ASSAY_OK;
}

static assay_status describe(assay__sample *sample, const assay_roster *roster,
                             assay_arena *arena, assay_comments *out, assay_error *err)
{
    ASSAY__TRY(assay__describe_authors(sample, roster, arena, out, err));
    ASSAY__TRY(assay__describe_times(sample, arena, out, err));
    return assay__describe_words(sample, arena, out, err);
}

static void read_state(const assay__sample *sample, assay_comments *out)
{
    out->n = sample->n;
    out->own = sample->own;
    out->state = sample->n >= FEW ? ASSAY_LOW_DATA : ASSAY_NOT_ASSESSABLE;
    out->lack = ASSAY_LACK_FEW;
    if (sample->n < ENOUGH)
        return;
    out->state = ASSAY_STATE_OK;
    out->lack = ASSAY_LACK_NONE;
}

static assay_status analyse_sample(assay__sample *sample,
                                   const assay_comments_model *model,
                                   const assay_roster *roster, assay_arena *arena,
                                   assay_comments *out, assay_error *err)
{
    assay__duplicates found;
    read_state(sample, out);
    ASSAY__TRY(
        assay__duplicates_find(sample, assay__background_of(model), arena, &found, err));
    out->clusters = found.clusters;
    out->n_clusters = found.n;
    ASSAY__TRY(describe(sample, roster, arena, out, err));
    if (sample->n >= ENOUGH) {
        read_shares(sample, &found, out);
        out->duplicate_surprise = total_surprise(sample, &found);
    }
    ASSAY__TRY(judge_all(sample, &found, model, arena, out, err));
    return assay__voice_read(sample, out->checks, arena, &out->voice, err);
}

static assay_status make_sample(const assay_account *account,
                                const assay_comments_model *model,
                                const assay_roster *roster, assay_arena *arena,
                                assay__sample *out, assay_error *err)
{
    const assay__lexicon *lexicon;
    ASSAY__TRY(assay__lexicon_of(model, arena, &lexicon, err));
    return assay__sample_make(account, lexicon, roster, arena, out, err);
}

assay_status assay_comments_analyse(const assay_account *account,
                                    const assay_norms *norms, const assay_roster *roster,
                                    assay_arena *arena, assay_comments *out,
                                    assay_error *err)
{
    const assay_comments_model *model = norms == NULL ? NULL : norms->comments;
    assay_comments result = unknown_comments();
    result.lack = ASSAY_LACK_TABLE;
    if (account->n_comments > 0) {
        assay__sample sample;
        ASSAY__TRY(make_sample(account, model, roster, arena, &sample, err));
        ASSAY__TRY(analyse_sample(&sample, model, roster, arena, &result, err));
    }
    *out = result;
    return ASSAY_OK;
}
