/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What to ask the creator for, by how far it should narrow the interval.
 *
 * The model knows, for each pattern of families, how much of p (1 - p) the rest of the
 * data would still settle (its `open` share, measured on accounts seen whole and in
 * part). Learning a family takes the share from r to r'; the probability then moves with
 * variance (r - r') p (1 - p), and what is left to settle is on average
 * r' (1 - (r - r')) p (1 - p): the interval narrows by 1 - sqrt of the ratio.
 */
#include "score/score.h"

#include "base/str.h"

#include <math.h>

typedef struct ask {
    const char *name;
    const char *platform; /* NULL: any */
    assay_family adds;
    const char *text_en, *text_vi;
} ask;

static const ask ASKS[] = {
    {"instagram_download", "instagram", ASSAY_FAMILY_GROWTH,
     "Hello! Before we agree on the campaign, could you request your Instagram data "
     "(Settings, Accounts Center, Your information and permissions, Download your "
     "information: Followers and following, all time, JSON) and send us the file? It "
     "shows when each follower came.",
     "Chào bạn! Trước khi chốt hợp tác, bạn vui lòng tải dữ liệu Instagram của mình "
     "(Cài đặt, Trung tâm tài khoản, Thông tin và quyền của bạn, Tải thông tin xuống: "
     "Người theo dõi, toàn bộ thời gian, định dạng JSON) và gửi cho chúng tôi nhé? Tệp "
     "này cho biết từng người theo dõi đến khi nào."},
    {"tiktok_analytics", "tiktok", ASSAY_FAMILY_GROWTH,
     "Hello! Before we agree on the campaign, could you open TikTok Studio, Analytics, "
     "Followers, choose the last 365 days, and send us the downloaded data? We look at "
     "the daily number of followers.",
     "Chào bạn! Trước khi chốt hợp tác, bạn vui lòng mở TikTok Studio, Phân tích, Người "
     "theo dõi, chọn 365 ngày qua, tải dữ liệu xuống và gửi cho chúng tôi nhé? Chúng tôi "
     "xem số người theo dõi theo từng ngày."},
    {"daily_followers", NULL, ASSAY_FAMILY_GROWTH,
     "Hello! Before we agree on the campaign, could you send us your number of followers "
     "day by day over the last year, as your analytics show it?",
     "Chào bạn! Trước khi chốt hợp tác, bạn vui lòng gửi cho chúng tôi số người theo dõi "
     "theo từng ngày trong một năm qua, như trong trang phân tích của bạn nhé?"},
    {"post_insights", NULL, ASSAY_FAMILY_ENGAGEMENT,
     "Hello! Could you send us the insights of your last 50 posts: date, views, likes, "
     "comments and shares of each?",
     "Chào bạn! Bạn vui lòng gửi cho chúng tôi số liệu của 50 bài đăng gần nhất: ngày "
     "đăng, lượt xem, lượt thích, bình luận và chia sẻ của từng bài nhé?"},
    {"comment_export", NULL, ASSAY_FAMILY_COMMENTS,
     "Hello! Could you send us the comments under your last 12 posts with author and "
     "time, 300 or more if there are as many, or allow us to collect them?",
     "Chào bạn! Bạn vui lòng gửi cho chúng tôi các bình luận dưới 12 bài gần nhất kèm "
     "tên người viết và thời gian, từ 300 bình luận nếu có, hoặc cho phép chúng tôi thu "
     "thập nhé?"},
};

enum { N_ASKS = sizeof ASKS / sizeof ASKS[0] };

static const double LEAST_NARROWING = 0.02;

/* Whether an ask goes to this account: its platform's own comes before the general. */
static bool applies(const ask *step, const assay_account *account)
{
    if (step->platform != NULL)
        return assay__str_equal(account->platform, assay__str(step->platform));
    for (size_t i = 0; i < N_ASKS; i++)
        if (ASKS[i].adds == step->adds && ASKS[i].platform != NULL &&
            assay__str_equal(account->platform, assay__str(ASKS[i].platform)))
            return false;
    return true;
}

/* The pattern once a family is fully there. */
static unsigned pattern_with(const assay__case *c, assay_family family)
{
    bool low = false;
    for (size_t f = 0; f < ASSAY__CORE_FAMILIES; f++) {
        assay_lack lack;
        if (f != (size_t)family)
            low = low || assay__family_state(c->findings, (assay_family)f, &lack) ==
                             ASSAY_LOW_DATA;
    }
    unsigned there = (c->pattern & ASSAY__WHOLE_PATTERN) | 1U << family;
    return there | (low ? (unsigned)ASSAY__PATTERN_LOW : 0U);
}

static double narrowing(const assay__case *c, assay_family family)
{
    double now = 0.95; /* nothing is known but the prevalence */
    if ((c->pattern & ASSAY__WHOLE_PATTERN) != 0)
        now = assay__calibration_of(c->model, c->pattern)->open;
    double then = assay__calibration_of(c->model, pattern_with(c, family))->open;
    if (!(then < now) || !(now > 0.0))
        return 0.0;
    return 1.0 - sqrt(then * (1.0 - (now - then)) / now);
}

static void insert(assay_verdict *out, const ask *step, double narrows)
{
    size_t at = out->n_next_steps++;
    while (at > 0 && out->next_steps[at - 1].narrows < narrows) {
        out->next_steps[at] = out->next_steps[at - 1];
        at--;
    }
    out->next_steps[at] =
        (assay_next_step){step->name, narrows, step->text_en, step->text_vi};
}

assay_status assay__score_next_steps(const assay__case *c, assay_verdict *out,
                                     assay_error *err)
{
    out->next_steps = assay_arena_array(c->arena, N_ASKS, sizeof(assay_next_step));
    if (out->next_steps == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for next steps");
    if (c->model->basis == ASSAY_BASIS_NONE)
        return ASSAY_OK; /* no interval, nothing to narrow */
    for (size_t i = 0; i < N_ASKS; i++) {
        assay_lack lack;
        assay_state state = assay__family_state(c->findings, ASKS[i].adds, &lack);
        if (state == ASSAY_STATE_OK || !applies(&ASKS[i], c->account))
            continue;
        double narrows = narrowing(c, ASKS[i].adds);
        if (narrows >= LEAST_NARROWING)
            insert(out, &ASKS[i], narrows);
    }
    return ASSAY_OK;
}
