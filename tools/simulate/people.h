/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People, and profiles that pose as people: what a row of an audience shows.
 *
 * Genuine profiles follow the quantiles of 877 genuine followers of Swiss influencers
 * (SRF Data 2017: followers 17, 135, 421, 1382, 10288 at 5, 25, 50, 75, 95 %; following
 * 61, 264, 604, 1652, 5519; posts 0, 16, 74, 223, 918); the models of posing ones are set
 * around its 98 fakes (following 167, 636, 2084, 5428, 7469; a third without a post) and
 * the kinds that sellers name. Empty profiles are common among ordinary followers too
 * (of 49,191 on X 7 % never wrote, 9 % show no picture, 58 % have no words). / */
#ifndef SIMULATE_PEOPLE_H
#define SIMULATE_PEOPLE_H

#include "sim.h"
#include "words.h"

/* clang-format off */
/** name, text; weights by vendor stand in people.c. */
#define SIM_MODEL_TABLE(ROW)     \
    ROW(EMPTY,    "empty")       \
    ROW(COPIED,   "copied")      \
    ROW(AGED,     "aged")        \
    ROW(HACKED,   "hacked")      \
    ROW(FREEMIUM, "freemium")    \
    ROW(CLONE,    "clone")

/** name, text: genuine followers by what they do. */
#define SIM_KIND_TABLE(ROW)        \
    ROW(REAL,       "real")        \
    ROW(INACTIVE,   "inactive")    \
    ROW(MASS,       "mass")        \
    ROW(INFLUENCER, "influencer")  \
    ROW(NEWCOMER,   "newcomer")    \
    ROW(HUNTER,     "hunter")      \
    ROW(BASELINE,   "baseline")    \
    ROW(BOUGHT,     "bought")
/* clang-format on */

typedef enum sim_model {
#define SIM_ROW(name, text) SIM_MODEL_##name,
    SIM_MODEL_TABLE(SIM_ROW)
#undef SIM_ROW
        SIM_MODELS
} sim_model;

typedef enum sim_kind {
#define SIM_ROW(name, text) SIM_KIND_##name,
    SIM_KIND_TABLE(SIM_ROW)
#undef SIM_ROW
        SIM_KINDS
} sim_kind;

/** What a list tells of each profile; the same for every row of a list. */
typedef struct sim_list {
    bool numbers, picture, words, has_words, privacy, country, region, language, created,
        followed, last_post, position, names;
    bool closed;    /**< nothing is shown of private profiles but names and picture */
    double private; /**< share of genuine people who are */
    double abroad;  /**< share of genuine people from elsewhere */
    double idle, mass, known, fresh; /**< shares of kinds of genuine people */
} sim_list;

/** A batch of profiles made together: when, in which words, with which endings. */
typedef struct sim_batch {
    uint64_t key;   /**< of the texts and patterns that its members share */
    int64_t made;   /**< midnight of the day that most of them were made on */
    double one_day; /**< share made on that day, the others around it */
    sim_model model;
} sim_batch;

/** One person to be shown. */
typedef struct sim_who {
    sim_kind kind;
    const sim_batch *batch; /**< of those that pose; NULL: people */
    int64_t followed;       /**< when they came; unknown for other roles */
    int64_t known;          /**< the day their profile is drawn for */
    uint64_t row, salt;     /**< for an id: number within the account, and of whom */
    unsigned language;      /**< of those from there */
    assay_str handle;       /**< already known; NULL: drawn */
} sim_who;

const char *sim_kind_name(sim_kind kind);
const char *sim_model_name(sim_model model);

/** What a vendor sells at a level of care. */
sim_model sim_model_of(const sim_vendor *vendor, unsigned level, gsl_rng *rng);

/** A batch for an order that is delivered at a time. */
sim_batch sim_batch_draw(sim_model model, int64_t when, gsl_rng *rng);

/** How a list shows people, drawn before the role matters. */
sim_list sim_list_draw(const sim_plan *plan, gsl_rng *rng);

/** Fill a row.  @return false when memory ran out */
bool sim_person_show(const sim_plan *plan, sim_bench *bench, const sim_list *list,
                     const sim_who *who, assay_member *member);

#endif
