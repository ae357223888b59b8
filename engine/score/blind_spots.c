/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What could not have been seen, said before anyone relies on what was. */
#include "score/audience_spots.h"
#include "score/score.h"

#include <math.h>

/* Three families, three of growth, three of livestreams, one of sales, the audience's. */
enum { MOST = 10 + ASSAY__AUDIENCE_SPOTS };

static const char *const LACK_EN[] = {
#define LACK_ROW(name, en, vi) en,
    ASSAY_LACK_TABLE(LACK_ROW)
#undef LACK_ROW
};
static const char *const LACK_VI[] = {
#define LACK_ROW(name, en, vi) vi,
    ASSAY_LACK_TABLE(LACK_ROW)
#undef LACK_ROW
};

/* Families in words, in their order. */
static const char *const FAMILY_EN[] = {"Growth", "Engagement", "Comments"};
static const char *const FAMILY_VI[] = {"Tăng trưởng", "Tương tác", "Bình luận"};

static bool add(assay_verdict *out, assay_family family, const char *en, const char *vi)
{
    if (en == NULL || vi == NULL)
        return false;
    out->blind_spots[out->n_blind_spots++] = (assay_blind_spot){family, en, vi};
    return true;
}

static bool add_missing(const assay__case *c, assay_verdict *out)
{
    for (size_t f = 0; f < ASSAY__CORE_FAMILIES; f++) {
        assay_lack lack;
        assay_state state = assay__family_state(c->findings, (assay_family)f, &lack);
        if (state == ASSAY_STATE_OK)
            continue;
        bool none = state == ASSAY_NOT_ASSESSABLE;
        char *en = assay__arena_text(
            c->arena, none ? "%s could not be assessed: %s." : "%s rests on little: %s.",
            FAMILY_EN[f], LACK_EN[lack]);
        char *vi = assay__arena_text(c->arena,
                                     none ? "%s không đánh giá được: %s."
                                          : "%s dựa trên ít dữ liệu: %s.",
                                     FAMILY_VI[f], LACK_VI[lack]);
        if (!add(out, (assay_family)f, en, vi))
            return false;
    }
    return true;
}

enum { COUNT_ROOM = 32 };

/* A count in groups of three digits, written from its end; text has COUNT_ROOM bytes. */
static const char *grouped(double count, char mark, char text[])
{
    uint64_t rest = (uint64_t)fmin(fmax(nearbyint(count), 0.0), 1e15);
    size_t at = COUNT_ROOM - 1, digits = 0;
    text[at] = '\0';
    do {
        if (digits > 0 && digits % 3 == 0)
            text[--at] = mark;
        text[--at] = (char)('0' + rest % 10);
        rest /= 10;
        digits++;
    } while (rest > 0);
    return text + at;
}

/* A gain that would go unseen, with how it is put in both languages. */
static bool add_gain(const assay__case *c, double gain, const char *const phrases[2],
                     assay_verdict *out)
{
    if (isnan(gain))
        return true;
    char text[COUNT_ROOM];
    char *en = assay__arena_text(c->arena, "A gain under %s followers %s.",
                                 grouped(gain, ',', text), phrases[0]);
    char *vi = assay__arena_text(c->arena, "Mức tăng dưới %s người theo dõi %s.",
                                 grouped(gain, '.', text), phrases[1]);
    return add(out, ASSAY_FAMILY_GROWTH, en, vi);
}

static bool add_growth(const assay__case *c, assay_verdict *out)
{
    static const char *const DAY[] = {"in a day would not be seen",
                                      "trong một ngày sẽ không bị phát hiện"};
    static const char *const WEEKS[] = {
        "spread over two weeks would not be seen",
        "rải trong hai tuần sẽ không bị phát hiện",
    };
    const assay_growth *growth = &c->findings->growth;
    if (growth->state == ASSAY_NOT_ASSESSABLE)
        return true;
    if (!add_gain(c, growth->blind_1d, DAY, out) ||
        !add_gain(c, growth->blind_14d, WEEKS, out))
        return false;
    return add(out, ASSAY_FAMILY_GROWTH,
               assay__arena_text(c->arena,
                                 "What happened before the %.0f days observed leaves no "
                                 "mark on the curve.",
                                 growth->days),
               assay__arena_text(c->arena,
                                 "Những gì xảy ra trước %.0f ngày quan sát không để lại "
                                 "dấu vết trên đường cong.",
                                 growth->days));
}

static bool add_streams(const assay__case *c, assay_verdict *out)
{
    const assay_livestream *live = &c->findings->livestream;
    char text[COUNT_ROOM];
    if (c->account->n_livestreams == 0)
        return true;
    if (live->state != ASSAY_STATE_OK &&
        !add(out, ASSAY_FAMILY_LIVESTREAM,
             assay__arena_text(c->arena, "Livestreams rest on little: %s.",
                               LACK_EN[live->lack]),
             assay__arena_text(c->arena, "Phát trực tiếp dựa trên ít dữ liệu: %s.",
                               LACK_VI[live->lack])))
        return false;
    if (live->unseen > 0 &&
        !add(out, ASSAY_FAMILY_LIVESTREAM,
             assay__arena_text(c->arena,
                               "%zu of %zu streams were read too rarely to show a "
                               "plateau of five minutes.",
                               live->unseen, live->n_streams),
             assay__arena_text(c->arena,
                               "%zu trên %zu buổi phát được ghi quá thưa để thấy một "
                               "đoạn năm phút.",
                               live->unseen, live->n_streams)))
        return false;
    if (!(live->unseen_viewers >= 1.0))
        return true;
    return add(out, ASSAY_FAMILY_LIVESTREAM,
               assay__arena_text(c->arena,
                                 "Fewer than %s delivered viewers at once would not be "
                                 "seen in a stream.",
                                 grouped(live->unseen_viewers, ',', text)),
               assay__arena_text(c->arena,
                                 "Dưới %s người xem giao theo gói cùng lúc sẽ không bị "
                                 "phát hiện trong một buổi phát.",
                                 grouped(live->unseen_viewers, '.', text)));
}

/* Money of several currencies is never added up. */
static bool add_sales(const assay__case *c, assay_verdict *out)
{
    const assay_sales *sales = &c->findings->sales;
    if (sales->n_totals < 2)
        return true;
    return add(out, ASSAY_FAMILY_SALES,
               assay__arena_text(c->arena,
                                 "Sales are in %zu currencies and kept apart; only those "
                                 "in the contract's currency are set against the fee.",
                                 sales->n_totals),
               assay__arena_text(c->arena,
                                 "Doanh số gồm %zu loại tiền tệ và được tách riêng; chỉ "
                                 "phần cùng loại tiền của hợp đồng được so với phí.",
                                 sales->n_totals));
}

assay_status assay__score_blind_spots(const assay__case *c, assay_verdict *out,
                                      assay_error *err)
{
    out->blind_spots = assay_arena_array(c->arena, MOST, sizeof(assay_blind_spot));
    if (out->blind_spots == NULL || !add_missing(c, out) || !add_growth(c, out) ||
        !add_streams(c, out) || !add_sales(c, out) || !assay__audience_spots(c, out))
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for blind spots");
    return ASSAY_OK;
}
