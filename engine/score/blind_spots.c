/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What could not have been seen, said before anyone relies on what was. */
#include "score/score.h"

#include <math.h>

enum { MOST = 6 };

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
    for (size_t f = 0; f < ASSAY__EVIDENCE_FAMILIES; f++) {
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

static bool add_growth(const assay__case *c, assay_verdict *out)
{
    const assay_growth *growth = &c->findings->growth;
    if (growth->state == ASSAY_NOT_ASSESSABLE)
        return true;
    if (!isnan(growth->blind_1d) &&
        !add(out, ASSAY_FAMILY_GROWTH,
             assay__arena_text(c->arena,
                               "A gain under %.0f followers in a day would not be seen.",
                               growth->blind_1d),
             assay__arena_text(c->arena,
                               "Mức tăng dưới %.0f người theo dõi trong một ngày sẽ "
                               "không bị phát hiện.",
                               growth->blind_1d)))
        return false;
    if (!isnan(growth->blind_14d) &&
        !add(out, ASSAY_FAMILY_GROWTH,
             assay__arena_text(c->arena,
                               "A gain under %.0f followers spread over two weeks would "
                               "not be seen.",
                               growth->blind_14d),
             assay__arena_text(c->arena,
                               "Mức tăng dưới %.0f người theo dõi rải trong hai tuần sẽ "
                               "không bị phát hiện.",
                               growth->blind_14d)))
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

assay_status assay__score_blind_spots(const assay__case *c, assay_verdict *out,
                                      assay_error *err)
{
    out->blind_spots = assay_arena_array(c->arena, MOST, sizeof(assay_blind_spot));
    if (out->blind_spots == NULL || !add_missing(c, out) || !add_growth(c, out))
        return assay_fail(err, ASSAY_NO_MEMORY, "no memory for blind spots");
    return ASSAY_OK;
}
