/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audience of one account from rows to findings. */
#include <assay/audience.h>

#include "audience/crowd.h"

#include "base/str.h"

/* Fewer judged members than this are no sample, and fewer than ENOUGH a small one: at
 * 100 the share of suspicious ones is known to about eleven points either way. */
enum { FEW = 20, ENOUGH = 100 };

static const char *const BECAUSE_NAMES[] = {
#define BECAUSE_NAME(name, text, en, vi) text,
    ASSAY_MEMBER_BECAUSE_TABLE(BECAUSE_NAME)
#undef BECAUSE_NAME
};

static const char *const KIND_NAMES[] = {
#define KIND_NAME(name, text, en, vi) text,
    ASSAY_MEMBER_KIND_TABLE(KIND_NAME)
#undef KIND_NAME
};

const char *assay_member_because_name(assay_member_because because)
{
    return BECAUSE_NAMES[because];
}

const char *assay_member_kind_name(assay_member_kind kind)
{
    return KIND_NAMES[kind];
}

static assay_audience unknown_audience(void)
{
    double no = ASSAY_NUMBER_UNKNOWN;
    assay_audience out = {.lack = ASSAY_LACK_TABLE,
                          .design = {.followers = no, .covered = no, .effect = 1},
                          .more = {ASSAY_AUDIENCE_THRESHOLD, no, no},
                          .local_share = ASSAY_INTERVAL_UNKNOWN,
                          .elsewhere_share = no,
                          .suspicious_share = no,
                          .mass_follower_share = no,
                          .silent_share = no,
                          .follow_ratio = no,
                          .creation_burst = no,
                          .same_day_share = no,
                          .sliding_score = no,
                          .name_pattern_share = no,
                          .duplicate_bio_share = no,
                          .geo_mismatch = no,
                          .benford = no,
                          .liker_share = no,
                          .commenter_share = no};
    for (size_t r = 0; r < ASSAY_ROLE_COUNT; r++)
        out.roles[r] = (assay_audience_share){.share = ASSAY_INTERVAL_UNKNOWN,
                                              .effective = no,
                                              .em = no,
                                              .pacc = no,
                                              .drift = no,
                                              .sensitivity = no,
                                              .specificity = no};
    for (size_t k = 0; k < ASSAY_MEMBER_KIND_COUNT; k++)
        out.split[k] = ASSAY_INTERVAL_UNKNOWN;
    return out;
}

static void read_state(const assay__crowd *crowd, assay_audience *out)
{
    for (size_t i = 0; i < crowd->n; i++)
        out->hidden += crowd->members[i].private_ == ASSAY_YES;
    for (size_t r = 0; r < ASSAY_ROLE_COUNT; r++)
        out->n += out->roles[r].judged;
    out->lack = crowd->n < FEW ? ASSAY_LACK_FEW : ASSAY_LACK_HIDDEN;
    if (out->n < FEW)
        return;
    out->state = out->n < ENOUGH ? ASSAY_LOW_DATA : ASSAY_STATE_OK;
    out->lack = out->n < ENOUGH ? ASSAY_LACK_FEW : ASSAY_LACK_NONE;
}

static assay_status look(assay__crowd *crowd, const assay_norms *norms,
                         assay_audience *out, assay_error *err)
{
    ASSAY__TRY(assay__crowd_date(crowd, err));
    ASSAY__TRY(assay__creation_look(crowd, out, err));
    ASSAY__TRY(assay__names_look(crowd, out, err));
    ASSAY__TRY(assay__bios_look(crowd, out, err));
    ASSAY__TRY(assay__places_look(crowd, out, err));
    assay__benford_look(crowd, out);
    return assay__shares_look(crowd, norms, out, err);
}

assay_status assay_audience_analyse(const assay_account *account,
                                    const assay_norms *norms, const assay_roster *roster,
                                    assay_arena *arena, assay_audience *out,
                                    assay_error *err)
{
    (void)roster; /* who else follows whom is the network's question */
    assay_audience found = unknown_audience();
    if (account->n_audience > 0) {
        assay__crowd crowd;
        ASSAY__TRY(assay__crowd_make(account, arena, &crowd, err));
        ASSAY__TRY(look(&crowd, norms, &found, err));
        read_state(&crowd, &found);
        found.checks = crowd.checks;
        found.groups = crowd.groups;
        found.n_groups = crowd.n_groups;
        found.order = crowd.order;
        found.n_order = crowd.n_order;
    }
    *out = found;
    return ASSAY_OK;
}
