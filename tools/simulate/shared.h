/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People that several creators share: a vendor's pool of profiles that serves many
 * customers, the entrants of a giveaway loop, fans of two or three creators, members of
 * a pod who are creators themselves, and the public that follows a topic.
 *
 * Who belongs to what depends on the seed, the platform and a block of indices, so that
 * any part of a roster is the same as in the whole. / */
#ifndef SIMULATE_SHARED_H
#define SIMULATE_SHARED_H

#include "random.h"

#include <assay/base.h>

/* clang-format off */
/** name, text of the setting, word in the truth. */
#define SIM_CIRCLE_TABLE(ROW)              \
    ROW(POOLS, "pools", "pool")            \
    ROW(LOOPS, "loops", "loop")            \
    ROW(FANS,  "fans",  "fans")            \
    ROW(PODS,  "pods",  "pod")
/* clang-format on */

typedef enum sim_circle_kind {
#define SIM_ROW(name, text, word) SIM_SHARES_##name,
    SIM_CIRCLE_TABLE(SIM_ROW)
#undef SIM_ROW
        SIM_CIRCLES,
    SIM_PUBLIC = SIM_CIRCLES /**< people of a topic; nothing is known of them */
} sim_circle_kind;

enum { SIM_WINDOWS = 8, SIM_MATES = 12 };

/** A group of people, the same for every account that has it. */
typedef struct sim_circle {
    uint64_t key; /**< 0: none */
    sim_circle_kind kind;
    size_t size;
    unsigned language;
} sim_circle;

/** What an account shares with others. */
typedef struct sim_shared {
    sim_circle circle[SIM_CIRCLES + 1];
    size_t window[SIM_WINDOWS]; /**< days before the end on which the pool delivers */
    size_t n_windows;
    size_t loop_back; /**< days before the end on which the loop's giveaway is */
    double fan_share; /**< of real comments */
} sim_shared;

/** A person of a circle. */
typedef struct sim_someone {
    const sim_circle *circle; /**< NULL: nobody that others share */
    size_t number;
} sim_someone;

/** `pool`, `loop`, `fans`, `pod`; static. */
const char *sim_circle_word(sim_circle_kind kind);

#endif
