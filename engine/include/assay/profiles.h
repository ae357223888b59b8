/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The profile model: one member of an audience -> the probability of being made to order.
 *
 * A profile is read as a row of signs (engine/audience/profile_signs.def): what follows
 * how many, an empty page, a name of digits, an account made the day before. Each known
 * sign adds the height of one curve to the log-odds, each unknown one adds nothing, so
 * the answer is its own explanation. What a profile does not show (a private one, a cell
 * that was not fetched) is unknown and never read as zero. Curves rise or fall only in
 * the direction a sign declares.
 */
#ifndef ASSAY_PROFILES_H
#define ASSAY_PROFILES_H

#include <assay/account.h>
#include <assay/norms.h>

/** A sign profiles are judged by; static. */
typedef struct assay_profile_sign {
    const char *name; /**< as in a model's file and in `--why` */
    const char *unit; /**< of its value */
    int direction;    /**< 1: a high value speaks for a fake, -1: a low one, 0: either */
    const char *en, *vi; /**< what it is, for people */
} assay_profile_sign;

/** How many signs there are. @cost O(1) @thread any */
ASSAY_API size_t assay_profile_sign_count(void);

/** A sign. @param i  0..count-1, else NULL   @cost O(1)   @thread any */
ASSAY_API const assay_profile_sign *assay_profile_sign_at(size_t i);

/** What of a profile was known: by it answers are calibrated, because counts and names
 * are not equally telling. */
typedef enum assay_profile_view {
    ASSAY_PROFILE_NOTHING, /**< no sign is known */
    ASSAY_PROFILE_NAMES,   /**< name, picture, page or dates, but no counts */
    ASSAY_PROFILE_COUNTS,  /**< counts alone */
    ASSAY_PROFILE_WHOLE,   /**< both */
    ASSAY_PROFILE_VIEWS
} assay_profile_view;

/** `nothing`, `names`, `counts`, `whole`; static. */
ASSAY_API const char *assay_profile_view_name(assay_profile_view view);

/** Reasons kept of an answer. */
enum { ASSAY_PROFILE_REASONS = 6 };

/** What one sign adds. */
typedef struct assay_profile_reason {
    const assay_profile_sign *sign;
    double value;        /**< of the sign, in its unit */
    double contribution; /**< log-odds; negative speaks for a real person */
} assay_profile_reason;

/** One profile's answer: base + contributions of the reasons + rest = score. */
typedef struct assay_profile_answer {
    double probability; /**< 0..1; NaN when no sign is known */
    double score;       /**< log-odds; NaN with it */
    double base;        /**< log-odds of a profile of which nothing is known */
    double rest;        /**< of the signs that are not among the reasons */
    assay_profile_view view;
    size_t n_reasons; /**< 0..ASSAY_PROFILE_REASONS, strongest first */
    assay_profile_reason reasons[ASSAY_PROFILE_REASONS];
} assay_profile_answer;

/** The model that comes with the library (models/profile.json).
 * @errors NO_MEMORY, UNKNOWN_MODEL   @cost about 0.2 ms   @thread any */
ASSAY_API ASSAY_CHECKED assay_status
assay_profiles_model_default(assay_profiles_model **out, assay_error *err);

/** Load a model file (assay.model/1, kind profiles).
 *
 * Version, shapes, directions and payload_sha256 are checked; a sign that this library
 * does not know is refused.
 * @param bytes  the whole file; not kept
 * @errors UNKNOWN_MODEL with the place, NO_MEMORY   @cost about 0.2 ms   @thread any
 */
ASSAY_API ASSAY_CHECKED assay_status assay_profiles_model_load(assay_str bytes,
                                                               assay_profiles_model **out,
                                                               assay_error *err);

/** Save a model: the same model gives the same bytes.
 *
 * @param arena  where the bytes are put
 * @errors NO_MEMORY   @cost O(size)   @thread any, one arena each
 */
ASSAY_API ASSAY_CHECKED assay_status
assay_profiles_model_save(const assay_profiles_model *model, assay_arena *arena,
                          assay_str *out, assay_error *err);

/** Name of the model, terminated, in its memory. @cost O(1) @thread any */
ASSAY_API const char *assay_profiles_model_name(const assay_profiles_model *model);

/** SHA-256 of the file it was loaded from, hexadecimal, terminated. @cost O(1) */
ASSAY_API const char *assay_profiles_model_sha256(const assay_profiles_model *model);

/** Whether its probabilities rest on labels; else they are ranks within the population
 * it was fitted on. @cost O(1) @thread any */
ASSAY_API bool assay_profiles_model_labelled(const assay_profiles_model *model);

/** NULL does nothing. */
ASSAY_API void assay_profiles_model_free(assay_profiles_model *model);

/** Judge one profile.
 *
 * @param member  its row; unknown cells are unknown
 * @param as_of   newest observation of the input, for ages; ASSAY_TIME_UNKNOWN: unknown
 * @param out     [1]   @errors none   @cost about 1 us   @thread any
 */
ASSAY_API void assay_profiles_judge(const assay_profiles_model *model,
                                    const assay_member *member, int64_t as_of,
                                    assay_profile_answer *out);

/** The probability alone; NaN when no sign is known. @cost about 1 us @thread any */
ASSAY_API double assay_profiles_probability(const assay_profiles_model *model,
                                            const assay_member *member, int64_t as_of);

/** A row of accounts.csv read as a profile: posts_count as posts, a bio that is longer
 * than nothing as has_bio. Texts stay the account's. @cost O(1) @thread any */
ASSAY_API assay_member assay_member_of_account(const assay_account *account);

/** Cells that scores are counted in. */
enum { ASSAY_PROFILE_BINS = 10 };

/** How a model that had not seen a source judged its profiles: one seller's fakes, or
 * one community's people. */
typedef struct assay_profiles_source {
    const char *name; /**< in the model's memory */
    bool fake;
    double n;
    double count[ASSAY_PROFILE_BINS]; /**< by probability, lowest first */
} assay_profiles_source;

/** The sources of a view, and the probabilities between the cells.
 *
 * @param edges  [ASSAY_PROFILE_BINS - 1] ascending; in the model's memory
 * @return how many sources; 0 when the view was never measured   @cost O(1)
 */
ASSAY_API size_t assay_profiles_model_sources(const assay_profiles_model *model,
                                              assay_profile_view view,
                                              const assay_profiles_source **sources,
                                              const double **edges);

/** A sample of judged profiles. */
typedef struct assay_profiles_sample {
    const double *probability;      /**< [n]; NaN ones are passed over */
    const assay_profile_view *view; /**< [n] */
    const double *weight;           /**< [n] design weights > 0; NULL: all alike */
    size_t n;
} assay_profiles_sample;

/** The share of fakes in a sample, and what it rests on. */
typedef struct assay_profiles_share {
    assay_interval share; /**< median and credible interval; all NaN when n is 0 */
    size_t n;             /**< profiles that could be judged */
    double effective;     /**< what they are worth with their weights */
    double em;    /**< Saerens' share, the sources taken as known; a check beside it */
    double pacc;  /**< the share by the mean cell alone; another */
    double drift; /**< chance of cell counts as odd as these under the best share: small
                     when the sample is like no mixture of the sources */
    double sensitivity, specificity; /**< of calling p >= 1/2 a fake, over the sources */
    size_t fake_sources;             /**< sellers they rest on */
} assay_profiles_share;

/** Estimate the share of fakes.
 *
 * The cells of the sample are a mixture of fakes' cells and real people's, both known
 * only from counts. With several sellers the share is read from how many lie above one
 * mark: how often a seller never met is caught, and a crowd never met is not, is
 * logit-normal with the spread that the known ones have among each other, and integrated
 * out by quadrature. The same sample gives the same interval in any order.
 * @param level  of the interval, as 0.95
 * @errors NO_MEMORY, BAD_VALUE (level), UNUSABLE (the model was fitted without labels)
 * @cost about 0.4 ms, 1 ms with two views   @thread any   @source Saerens 2002; Gelman 2013, ch. 5
 */
ASSAY_API ASSAY_CHECKED assay_status assay_profiles_share_of(
    const assay_profiles_model *model, const assay_profiles_sample *sample, double level,
    assay_arena *arena, assay_profiles_share *out, assay_error *err);

#endif
