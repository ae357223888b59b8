/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The comments of one account from rows to findings. */
#include <assay/comments.h>

#include <math.h>

#include "base/str.h"
#include "comments/describe.h"
#include "comments/duplicates.h"
#include "comments/judge.h"
#include "comments/signs.h"

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

/* Shares of the weighted comments by sign. */
static void read_shares(const assay__sample *sample, const assay__duplicates *found,
                        assay_comments *out)
{
    double all = 0, duplicate = 0, template_ = 0, generic = 0;
    double emoji = 0, link = 0, seeding = 0;
    for (size_t i = 0; i < sample->n; i++) {
        const assay__remark *r = &sample->remarks[i];
        double weight = weight_of(sample, r);
        const assay_comment_cluster *cluster =
            r->cluster == ASSAY__NONE ? NULL : &found->clusters[r->cluster];
        bool repeats = cluster != NULL && is_repetition(cluster);
        all += weight;
        duplicate += repeats ? weight : 0;
        template_ += repeats && cluster->template_ ? weight : 0;
        generic += r->generic && !r->masked ? weight : 0;
        emoji += r->emoji_only && !r->masked ? weight : 0;
        link += (r->link || r->lure) && !r->masked ? weight : 0;
        seeding += r->seeding ? weight : 0;
    }
    out->duplicate_share = duplicate / all;
    out->template_share = template_ / all;
    out->generic_share = generic / all;
    out->emoji_share = emoji / all;
    out->link_share = link / all;
    out->seeding_share = seeding / all;
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

static assay_status analyse_sample(assay__sample *sample, const assay_norms *norms,
                                   const assay_roster *roster, assay_arena *arena,
                                   assay_comments *out, assay_error *err)
{
    const assay_comments_model *model = norms == NULL ? NULL : norms->comments;
    assay__duplicates found;
    ASSAY__TRY(
        assay__duplicates_find(sample, assay__background_of(model), arena, &found, err));
    out->clusters = found.clusters;
    out->n_clusters = found.n;
    ASSAY__TRY(assay__describe_authors(sample, roster, arena, out, err));
    ASSAY__TRY(assay__describe_times(sample, arena, out, err));
    ASSAY__TRY(assay__describe_words(sample, arena, out, err));
    if (sample->n >= ENOUGH) {
        read_shares(sample, &found, out);
        out->duplicate_surprise = total_surprise(sample, &found);
    }
    return judge_all(sample, &found, model, arena, out, err);
}

assay_status assay_comments_analyse(const assay_account *account,
                                    const assay_norms *norms, const assay_roster *roster,
                                    assay_arena *arena, assay_comments *out,
                                    assay_error *err)
{
    assay_comments result = unknown_comments();
    result.lack = ASSAY_LACK_TABLE;
    if (account->n_comments > 0) {
        const assay__lexicon *lexicon;
        assay__sample sample;
        ASSAY__TRY(assay__lexicon_of(norms == NULL ? NULL : norms->comments, arena,
                                     &lexicon, err));
        ASSAY__TRY(assay__sample_make(account, lexicon, roster, arena, &sample, err));
        result.n = sample.n;
        result.own = sample.own;
        ASSAY__TRY(analyse_sample(&sample, norms, roster, arena, &result, err));
        result.state = sample.n >= ENOUGH ? ASSAY_STATE_OK
                       : sample.n >= FEW  ? ASSAY_LOW_DATA
                                          : ASSAY_NOT_ASSESSABLE;
        result.lack = sample.n >= ENOUGH ? ASSAY_LACK_NONE : ASSAY_LACK_FEW;
    }
    *out = result;
    return ASSAY_OK;
}
