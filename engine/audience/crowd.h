/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The members of one account on their way through the family: roles, places in the list,
 * times, and the groups found among them. */
#ifndef ASSAY_AUDIENCE_CROWD_H
#define ASSAY_AUDIENCE_CROWD_H

#include <assay/audience.h>

/** What the parts of the family share. */
typedef struct assay__crowd {
    const assay_account *account;
    const assay_member *members; /**< [n] */
    size_t n;
    assay_member_check *checks; /**< [n] filled on the way */
    bool *twin;                 /**< [n] the same person as the row before, other role */
    size_t *order;              /**< [n_order] followers, first to come first */
    size_t n_order;
    assay_member_group *groups;
    size_t n_groups, room_groups;
    assay_arena *arena;
} assay__crowd;

/** -log10 p from which a group counts. Its p has been multiplied by all that was looked
 * at, so three digits are one sample in a thousand. */
#define ASSAY__GROUP_DIGITS 3.0

/** Roles, twins, creation and the order of following. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__crowd_make(const assay_account *account,
                                             assay_arena *arena, assay__crowd *out,
                                             assay_error *err);

/** When the followers came: told, by the place on the curve, or not before the bound of
 * creation dates. Needs the order. @errors NO_MEMORY
 * @cost O(followers log readings) */
ASSAY_CHECKED assay_status assay__crowd_date(assay__crowd *crowd, assay_error *err);

/** Note a group. @return its index, or ASSAY_NO_GROUP when there is no room left */
size_t assay__crowd_add_group(assay__crowd *crowd, const assay_member_group *group);

/** Put a member into a group unless it is in a stronger one. */
void assay__crowd_join(assay__crowd *crowd, size_t member, size_t group);

/** Creation read from an id: X numbers accounts by the millisecond since 2016.
 * @return ASSAY_TIME_UNKNOWN when the platform's ids do not tell */
int64_t assay__created_by_id(assay_str platform, assay_str id);

/** What creation tells. Reads the order, fills groups. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__creation_look(assay__crowd *crowd, assay_audience *out,
                                                assay_error *err);

/** Patterns of names. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__names_look(assay__crowd *crowd, assay_audience *out,
                                             assay_error *err);

/** Equal words about themselves. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__bios_look(assay__crowd *crowd, assay_audience *out,
                                            assay_error *err);

/** Where members are, against the market the account claims. @errors NO_MEMORY */
ASSAY_CHECKED assay_status assay__places_look(const assay__crowd *crowd,
                                              assay_audience *out, assay_error *err);

/** First digits of followers' own counts. */
void assay__benford_look(const assay__crowd *crowd, assay_audience *out);

/** Shares by role, the design of the sample, the split and how many more would settle
 * it. Needs all groups. @errors NO_MEMORY, BAD_VALUE */
ASSAY_CHECKED assay_status assay__shares_look(assay__crowd *crowd,
                                              const assay_norms *norms,
                                              assay_audience *out, assay_error *err);

#endif
