/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Growth family: what the follower curve shows by itself.
 *
 * The observation model comes first (truncated counts, irregular steps, stale readings,
 * glitches that reverse, purges), then two tests on every stretch of the curve: how
 * improbable its size is, and whether its shape is a delivered package (a rectangle) or
 * attention that relaxes (Omori). What is found are pulses; events/ gives them causes.
 */
#ifndef ASSAY_GROWTH_H
#define ASSAY_GROWTH_H

#include <assay/account.h>
#include <assay/findings_state.h>
#include <assay/norms.h>

/** One observed step of the curve. Spans are (from, to]. */
typedef struct assay_growth_step {
    int64_t from, to;
    double gained;    /**< followers, signed */
    double expected;  /**< followers an organic curve would have gained */
    double low, high; /**< 90 % range of `expected` */
    double p_value;   /**< one-sided: a gain this large or larger, organically */
    double
        bought; /**< 0..1 evidence that the step was delivered, monotone; not calibrated */
} assay_growth_step;

/** Signs of what an amount may be off by: growth/amount.def. */
enum { ASSAY_AMOUNT_DOUBTS = 5 };

/** A stretch of growth that stands out. */
typedef struct assay_pulse {
    int64_t from, to;      /**< (from, to] */
    size_t first, last;    /**< its steps, inclusive */
    double gained;         /**< net followers over the span, signed */
    assay_interval excess; /**< followers over what was expected, 90 % interval */
    double tail;           /**< -log10 p of its size */
    double shape;    /**< nats by which a delivered rectangle beats the best relaxation */
    double evidence; /**< 0..1 evidence that it was delivered, as on its steps */
    double aftershock; /**< excess of days 2..7 after over excess of the first day */
    double edge;       /**< sharpness of its end, 1 rectangular, 0 gradual */
    double precursor;  /**< excess of the week before over the pulse's own */
    double level;      /**< -log10 p that its steps vary as little as they do */
    double roundness;  /**< nats for a package size, -2..2 */
    double peak; /**< share of the excess in its best two days; NaN unless read daily */
    double peak_after;  /**< excess of the seven days after these over theirs */
    double peak_before; /**< excess of the three days before these over theirs */
    double left_14d;    /**< share of the excess that left within 14 days, signed */
    double lost_30d;    /**< share of the excess lost within 30 days; NaN when not seen */
    double views_z;     /**< robust z of views around it; NaN when unknown */
    double
        posts_near;  /**< posts published in the 3 days before and during; NaN unknown */
    double per_view; /**< excess followers per excess view; NaN without a view counter */
    /** What the excess may be off by, in followers: what its interval is learnt from. */
    double doubt[ASSAY_AMOUNT_DOUBTS];
} assay_pulse;

/** Why the curve fell. */
typedef enum assay_drop_kind {
    ASSAY_DROP_UNEXPLAINED,
    ASSAY_DROP_GLITCH, /**< reverses exactly: the tracker, not the account */
    ASSAY_DROP_PURGE, /**< on a purge day of the roster, or sharp and alone with the pace kept */
    ASSAY_DROP_LOSS /**< followers of a pulse leaving again */
} assay_drop_kind;

/** A stretch on which followers left. */
typedef struct assay_drop {
    int64_t from, to;
    double lost;     /**< followers, > 0 */
    double share;    /**< of the followers before */
    double excess_z; /**< against the roster's purge, robust sd; NaN without one */
    assay_drop_kind kind;
} assay_drop;

/** Everything the curve shows. Arrays live in the arena given to assay_growth_analyse. */
typedef struct assay_growth {
    assay_state state;
    assay_lack lack;
    double days;       /**< first to last reading */
    double step_days;  /**< median step */
    double truncation; /**< size of the unit counts are cut to; 1: exact */
    size_t stale, missing,
        glitches; /**< readings passed over, days not seen, reversals */

    const struct assay__curve *curve; /**< what assay_growth_step_at reads */
    size_t n_steps;
    assay_pulse
        *pulses; /**< by `from`; at least as suspicious as the norms' usual worst */
    size_t n_pulses;
    assay_drop *drops;
    size_t n_drops;

    assay_interval bought;      /**< followers that came in delivered-looking pulses */
    double blind_1d, blind_14d; /**< smallest gain in 1 and 14 days that would be seen */

    /* statistics for the rows of feature/features.def; NaN when not assessable */
    double tail_max, shape_max, pulse_share, level_max, roundness_sum, pulses_per_year;
    double aftershock_min, equal_steps, entropy, periodicity, hour_rayleigh;
    double evidence_max; /**< largest evidence of a pulse that it was delivered, 0..1 */
    bool relieved;       /**< explanations have taken part of what the pulses say */
    double lost_30d_max, refills, purge_excess, follow_churn, saw_teeth;
    double unexplained_share, content_coupling, followers_per_view, staircase;
} assay_growth;

/** Analyse the follower curve of an account.
 *
 * @param account  rows in canonical order
 * @param norms    what is usual there
 * @param roster   purges known across the input; NULL for one account alone
 * @param arena    memory of the findings and of the work
 * @param out      [1] the findings; state says whether anything could be assessed
 * @errors NO_MEMORY, NUMERIC    @cost O(steps x shapes), about 0.3 ms for a year of days
 * @thread any, one arena each
 * @source Crane & Sornette 2008 (relaxation); Anscombe 1948 (screening)
 */
ASSAY_API ASSAY_CHECKED assay_status assay_growth_analyse(
    const assay_account *account, const assay_norms *norms, const assay_roster *roster,
    assay_arena *arena, assay_growth *out, assay_error *err);

/** The observed step from reading `i` to the next, also where the tests passed it over:
 * what was to be expected there, and how much evidence of delivery lies on it.
 *
 * @param growth  as left by assay_growth_analyse, its arena and account still there
 * @param i       0 .. n_steps - 1
 * @errors none   @cost O(pulses + log steps), no allocation   @thread any */
ASSAY_API assay_growth_step assay_growth_step_at(const assay_growth *growth, size_t i);

/** Purge days across a roster, from many curves; opaque, mergeable. */
typedef struct assay_purge_finder assay_purge_finder;

/** A finder that has seen nothing. @errors NO_MEMORY */
ASSAY_API ASSAY_CHECKED assay_status assay_purge_finder_new(assay_purge_finder **out,
                                                            assay_error *err);

/** Take one account's curve into account; the order of accounts does not matter.
 * @errors NO_MEMORY   @cost O(readings) */
ASSAY_API ASSAY_CHECKED assay_status assay_purge_finder_add(assay_purge_finder *finder,
                                                            const assay_account *account,
                                                            assay_error *err);

/** Take everything another finder has seen into account; any order, any parts.
 * @errors NO_MEMORY   @cost O(days) */
ASSAY_API ASSAY_CHECKED assay_status assay_purge_finder_merge(
    assay_purge_finder *into, const assay_purge_finder *from, assay_error *err);

/** The purges found, sorted by platform and day; fewer than 20 accounts of a platform
 * find none.
 * @param purges  [n] in the finder's memory, valid until it is freed */
ASSAY_API ASSAY_CHECKED assay_status assay_purge_finder_finish(assay_purge_finder *finder,
                                                               const assay_purge **purges,
                                                               size_t *n,
                                                               assay_error *err);

/** NULL does nothing. */
ASSAY_API void assay_purge_finder_free(assay_purge_finder *finder);

#endif
