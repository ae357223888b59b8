/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Network family: who acts together, again and again, where chance would not bring them.
 *
 * Actions (actor, object, time) become a graph of actors against windows, an object
 * during one bin of time. Dense blocks in it are groups whose members come to the same
 * objects in the same windows; the same search on graphs whose actors were dealt anew
 * among each object's times says how dense chance alone gets. Widths of three days, an
 * hour and a minute see deliveries, campaigns and lockstep. Pods are creators that
 * comment on each other within the hour, near-copies are objects with one audience.
 *
 * A group is a fact about timing, not a verdict: prize draws and fan clubs act together
 * as well, and are told apart by how many separate deliveries there are and on how many
 * objects. Source: Hooi et al. 2016 (FRAUDAR); Cao et al. 2014 (SynchroTrap);
 * Weerasinghe et al. 2020 (pods); Zhang & Lu 2016 (near-copies).
 */
#ifndef ASSAY_NETWORK_H
#define ASSAY_NETWORK_H

#include <assay/account.h>
#include <assay/findings_state.h>
#include <assay/norms.h>

/* clang-format off */
/** Kinds of groups: name, word in outputs. */
#define ASSAY_GROUP_KIND_TABLE(ROW)                       \
    ROW(SHARED_POOL,           "shared_pool")             \
    ROW(COORDINATED_PROMOTION, "coordinated_promotion")   \
    ROW(FANS,                  "fans")                    \
    ROW(POD,                   "pod")                     \
    ROW(NEAR_COPY,             "near_copy")
/* clang-format on */

typedef enum assay_group_kind {
#define ASSAY_GROUP_ENUMERATOR(name, word) ASSAY_GROUP_##name,
    ASSAY_GROUP_KIND_TABLE(ASSAY_GROUP_ENUMERATOR)
#undef ASSAY_GROUP_ENUMERATOR
        ASSAY_GROUP_KIND_COUNT
} assay_group_kind;

/** `shared_pool`, …; static. @cost O(1) */
ASSAY_API const char *assay_group_kind_name(assay_group_kind kind);

/** One act. Texts are copied. */
typedef struct assay_action {
    assay_str actor, object; /**< known, not empty */
    int64_t at;              /**< ASSAY_TIME_UNKNOWN: counts for near-copies alone */
    assay_str post;          /**< which post of the object, for pods; may be unknown */
    int64_t posted_at;       /**< when that was published; may be unknown */
    double suspicious;       /**< 0..1 of the actor's profile; NaN unknown */
    double followers;        /**< the actor's own; NaN unknown */
    assay_str creator;       /**< whose the object is, on several platforms; or unknown */
    assay_str language;      /**< what is spoken there, BCP 47; may be unknown */
} assay_action;

/** An act of which nothing is known. */
ASSAY_API assay_action assay_action_unknown(void);

/** Actions gathered and searched; opaque. One network, one thread. */
typedef struct assay_network assay_network;

/** Settings; zeroes are the defaults. */
typedef struct assay_network_options {
    int64_t bin_seconds;      /**< width of a window; 0: three days */
    int64_t lockstep_seconds; /**< width of the finest window; 0: 60; -1: none */
    size_t most_groups;       /**< of each width, pods and copies; 0: 20 */
    size_t shuffles;          /**< 3..64; 0: 20, fewer beyond 10^7 actions */
    double alpha;             /**< largest p-value of a group told; 0: 0.01 */
    size_t jobs;              /**< threads; 0: 1. The result does not depend on it */
    void (*progress)(const char *stage, double done, void *ctx); /**< done 0..1 */
    void *ctx;
    /** Whether to give up, asked between steps, from any of the threads; NULL: never. */
    bool (*stop)(void *ctx);
} assay_network_options;

/** An empty network. @errors NO_MEMORY   @cost one allocation */
ASSAY_API ASSAY_CHECKED assay_status assay_network_new(
    const assay_network_options *options, assay_network **out, assay_error *err);

/** Add one act. Order does not matter; equal acts count once.
 * @errors BAD_VALUE (68 years from the first), TOO_LARGE (2^31), NO_MEMORY
 * @cost 12 bytes, and its names once */
ASSAY_API ASSAY_CHECKED assay_status assay_network_add(assay_network *network,
                                                       const assay_action *action,
                                                       assay_error *err);

/** Add what an account's comments and audience tell: the actor is `platform/author`, the
 * object `platform/handle`. The account's own comments are left out.
 * @param suspicious  [n_audience] of each member's profile, or NULL
 * @errors as assay_network_add */
ASSAY_API ASSAY_CHECKED assay_status
assay_network_add_account(assay_network *network, const assay_account *account,
                          const double suspicious[], assay_error *err);

/** A row of actions.csv that was not used. */
typedef struct assay_network_reject {
    uint64_t line;
    const char *field, *message;
} assay_network_reject;

/** The columns of a table of actions: `actor`, `object`, `at`, and those that help; NULL
 * past the last; static.
 * @param kind    set to what it holds, as assay_input_kind says; NULL: not asked
 * @param needed  set to whether a table without it cannot be used; NULL: not asked
 * @cost O(1) @thread any */
ASSAY_API const char *assay_network_column(size_t i, const char **kind, bool *needed);

/** Add a CSV file with the columns actor, object, at and, where they are there, what else
 * assay_action tells: post, posted_at, followers, creator, language. `-` is standard input.
 * @param reject  told of every row that is not used; NULL: nobody
 * @errors NOT_FOUND, IO, BAD_SYNTAX (a column is missing), TOO_LARGE, NO_MEMORY */
ASSAY_API ASSAY_CHECKED assay_status
assay_network_read(assay_network *network, const char *path,
                   void (*reject)(const assay_network_reject *row, void *ctx), void *ctx,
                   assay_error *err);

/** How actions in memory are written. */
typedef enum assay_actions_form {
    ASSAY_ACTIONS_CSV,
    ASSAY_ACTIONS_NDJSON
} assay_actions_form;

/** Add actions that lie in memory: a table as assay_network_read has it, or an object a
 * line with the columns as members; the numbers of times are Unix seconds.
 * @param text    plain, or of a table also gzip or zstd, which expand beyond it
 * @param reject  as of assay_network_read; a field is empty when the whole line is at
 *                fault
 * @errors BAD_SYNTAX (a column is missing), TOO_LARGE, NO_MEMORY */
ASSAY_API ASSAY_CHECKED assay_status
assay_network_read_bytes(assay_network *network, assay_str text, assay_actions_form form,
                         void (*reject)(const assay_network_reject *row, void *ctx),
                         void *ctx, assay_error *err);

/** What a network holds. */
typedef struct assay_network_size {
    size_t actors, objects, actions, untimed;
} assay_network_size;

/** @cost O(1) */
ASSAY_API assay_network_size assay_network_measure(const assay_network *network);

/** How many acts that were added one by one, or from a table, are on objects that no
 * account added by assay_network_add_account is. @cost O(objects) */
ASSAY_API size_t assay_network_outside(const assay_network *network);

/** A member of a group. */
typedef struct assay_group_member {
    assay_str name;
    bool actor;   /**< it acts; else it is acted on */
    double score; /**< 0..1: share of the group's windows an actor came to, of its actors
                     that came to an object; of the pod it exchanges with; of an audience
                     that the nearest other has too */
} assay_group_member;

/** A group. */
typedef struct assay_group {
    assay_group_kind kind;
    const assay_group_member *members; /**< [n_members] actors by name, then objects */
    size_t n_members, n_actors;
    double p_value;      /**< a group as dense by chance, over all widths searched */
    double density;      /**< weight of ties a member; NaN for pods and near-copies */
    double typical;      /**< density of the best group of a shuffled network */
    size_t windows;      /**< deliveries more than seven days apart */
    int64_t bin_seconds; /**< width it was found at; 0 for pods and near-copies */
    int64_t from, to;    /**< first and last act; ASSAY_TIME_UNKNOWN when untimed */
} assay_group;

/** Search. Groups are in the order of their first member; adding more afterwards and
 * searching again is allowed.
 * @param groups  [n] valid until the next call on the network
 * @errors UNUSABLE (no action at all), END (given up), TOO_LARGE, NO_MEMORY
 * @cost for 10^7 actions about 1.5 s a width and 1 s a shuffle */
ASSAY_API ASSAY_CHECKED assay_status assay_network_find(assay_network *network,
                                                        const assay_group **groups,
                                                        size_t *n, assay_error *err);

/** What the groups of the last search say of each object, for a roster.
 * @param accounts  [n] by the bytes of their names; valid until the next search
 * @errors NO_MEMORY   @cost O(actions + members) */
ASSAY_API ASSAY_CHECKED assay_status
assay_network_accounts(assay_network *network, const assay_networked **accounts,
                       size_t *n, assay_error *err);

/** NULL does nothing. */
ASSAY_API void assay_network_free(assay_network *network);

/** What a roster's network shows of one account; not assessable for one account alone. */
typedef struct assay_network_findings {
    assay_state state;
    assay_lack lack;
    size_t n;                       /**< engagers looked at */
    const assay_shared_pool *pools; /**< [n_pools] groups it is in; the roster's */
    size_t n_pools;

    /* statistics for the rows of feature/features.def; NaN when not assessable */
    double shared;  /**< share of its engagers that are in shared pools */
    double denser;  /**< log10 of density over chance, of its densest pool; 0 without */
    double windows; /**< deliveries of the pool with most of them; 0 without */
    double pod;     /**< accounts in its pod; 0 without */
    double copies;  /**< other accounts with its audience; 0 without */
} assay_network_findings;

/** Look up what the roster's network found of an account.
 *
 * @errors NO_MEMORY   @cost O(groups of the account)   @thread any, one arena each
 */
ASSAY_API ASSAY_CHECKED assay_status assay_network_analyse(
    const assay_account *account, const assay_norms *norms, const assay_roster *roster,
    assay_arena *arena, assay_network_findings *out, assay_error *err);

#endif
