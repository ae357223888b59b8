/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a sample of the audience leaves open, each as one sentence: whom it does not hold,
 * what of them is hidden, whether the model knows such profiles, and how many more would
 * settle the share. */
#include "score/audience_spots.h"

#include <math.h>

/* Above this part of private profiles posts are known of few. */
static const double MOSTLY = 0.5;

static bool add(assay_verdict *out, const char *en, const char *vi)
{
    if (en == NULL || vi == NULL)
        return false;
    out->blind_spots[out->n_blind_spots++] =
        (assay_blind_spot){ASSAY_FAMILY_AUDIENCE, en, vi};
    return true;
}

/* Which lack a sample has that is too small, or hidden. */
static bool add_state(const assay__case *c, assay_verdict *out)
{
    const assay_audience *a = &c->findings->audience;
    if (a->state == ASSAY_STATE_OK)
        return true;
    if (a->lack == ASSAY_LACK_HIDDEN)
        return add(out,
                   assay__arena_text(c->arena,
                                     "Of %zu sampled members only %zu show anything to "
                                     "judge them by.",
                                     c->account->n_audience, a->n),
                   assay__arena_text(c->arena,
                                     "Trong %zu thành viên lấy mẫu chỉ %zu người có "
                                     "thông tin để đánh giá.",
                                     c->account->n_audience, a->n));
    return add(out,
               assay__arena_text(c->arena,
                                 "The audience sample is small: %zu members judged; 100 "
                                 "give a usable share.",
                                 a->n),
               assay__arena_text(c->arena,
                                 "Mẫu khán giả nhỏ: mới đánh giá %zu người; cần 100 để "
                                 "ước tính tỷ lệ.",
                                 a->n));
}

static bool add_design(const assay__case *c, assay_verdict *out)
{
    const assay_audience *a = &c->findings->audience;
    const assay_audience_design *d = &a->design;
    if (d->too_many)
        return add(
            out,
            assay__arena_text(c->arena,
                              "The sample holds %zu followers, the profile shows "
                              "%.0f: one of them is out of date.",
                              d->listed, d->followers),
            assay__arena_text(c->arena,
                              "Mẫu có %zu người theo dõi nhưng hồ sơ ghi %.0f: một "
                              "trong hai số đã cũ.",
                              d->listed, d->followers));
    if (d->newest)
        return add(
            out,
            assay__arena_text(c->arena,
                              "The follower sample reaches down to the newest %.2g "
                              "%% of the list; those who came before are not in "
                              "it.",
                              100 * d->covered),
            assay__arena_text(c->arena,
                              "Mẫu chỉ gồm %.2g %% người theo dõi mới nhất; người "
                              "đến trước đó không có trong mẫu.",
                              100 * d->covered));
    if (d->placed > 0 || a->n_order > 0 || d->listed == 0)
        return true;
    return add(out,
               "The order of the sampled followers is not known: the sample is taken as "
               "drawn at random, and batches in the list could not be seen.",
               "Không biết thứ tự của mẫu người theo dõi: mẫu được coi là ngẫu nhiên và "
               "không thể thấy các lô trong danh sách.");
}

static bool add_hidden(const assay__case *c, assay_verdict *out)
{
    const assay_audience *a = &c->findings->audience;
    double part = (double)a->hidden / (double)c->account->n_audience;
    if (part <= MOSTLY)
        return true;
    return add(
        out,
        assay__arena_text(c->arena,
                          "%.0f %% of the sampled profiles are private; what they "
                          "hide is unknown, not empty.",
                          100 * part),
        assay__arena_text(c->arena,
                          "%.0f %% hồ sơ trong mẫu là riêng tư; phần bị ẩn được coi "
                          "là chưa biết, không phải trống.",
                          100 * part));
}

static bool add_drift(const assay__case *c, assay_verdict *out)
{
    const assay_audience_share *role = &c->findings->audience.roles[ASSAY_ROLE_FOLLOWER];
    bool odd = role->drift < ASSAY_AUDIENCE_ODD;
    bool apart = fabs(role->em - role->pacc) > ASSAY_AUDIENCE_APART;
    if (!odd && !apart)
        return true;
    return add(
        out,
        "The sampled profiles are unlike those the profile model was fitted on: "
        "the share of suspicious followers may lie outside its range.",
        "Hồ sơ trong mẫu không giống dữ liệu dùng để xây dựng mô hình hồ sơ: tỷ lệ người "
        "theo dõi đáng ngờ có thể nằm ngoài khoảng đã nêu.");
}

static bool add_more(const assay__case *c, assay_verdict *out)
{
    const assay_audience_more *more = &c->findings->audience.more;
    double mark = 100 * more->threshold, odds = 100 * more->above;
    if (isnan(more->more) || more->more <= 0)
        return true;
    if (isinf(more->more))
        return add(
            out,
            assay__arena_text(c->arena,
                              "Whether more than %.0f %% of the followers are "
                              "suspicious is open (%.0f %% likely), and profiles "
                              "alone will not settle it.",
                              mark, odds),
            assay__arena_text(c->arena,
                              "Chưa rõ có trên %.0f %% người theo dõi đáng ngờ hay "
                              "không (khả năng %.0f %%), và chỉ xem hồ sơ thì không "
                              "kết luận được.",
                              mark, odds));
    return add(
        out,
        assay__arena_text(c->arena,
                          "Whether more than %.0f %% of the followers are "
                          "suspicious is open (%.0f %% likely): sample about %.0f "
                          "more to decide.",
                          mark, odds, more->more),
        assay__arena_text(c->arena,
                          "Chưa rõ có trên %.0f %% người theo dõi đáng ngờ hay "
                          "không (khả năng %.0f %%): lấy mẫu thêm khoảng %.0f người "
                          "để kết luận.",
                          mark, odds, more->more));
}

bool assay__audience_spots(const assay__case *c, assay_verdict *out)
{
    if (c->account->n_audience == 0)
        return true;
    return add_state(c, out) && add_design(c, out) && add_hidden(c, out) &&
           add_drift(c, out) && add_more(c, out);
}
