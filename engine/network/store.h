/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a network holds between adding and searching. */
#ifndef ASSAY_NETWORK_STORE_H
#define ASSAY_NETWORK_STORE_H

#include "network/found.h"
#include "network/names.h"
#include "network/pods.h"
#include "network/ties.h"

/** A sum that grows with the actors. */
typedef struct assay__tally {
    uint32_t *sum, *count; /**< [room], 0 beyond what was told */
    uint32_t room;
} assay__tally;

/** An actor, and another name of it among `others`, as numbered. */
typedef struct assay__join {
    uint32_t actor, name;
} assay__join;

struct assay_network {
    assay_network_options options;
    assay__names actors, objects, owners, languages;
    assay__names accounts; /**< objects that were added as accounts */
    uint32_t *told;        /**< [told_room] acts on objects that no account told of */
    uint32_t told_room;
    bool by_account; /**< what is being added is told by an account */
    assay__gathered acts;
    assay__tally profiles, followers;
    uint32_t *owner; /**< [owner_room] of objects as numbered; UINT32_MAX unknown */
    uint32_t owner_room;
    uint32_t *language; /**< [language_room] the same */
    uint32_t language_room;
    assay__echo *echoes; /**< `from` is an actor, `to` an object, as numbered */
    size_t n_echoes, room_echoes;
    assay__names others; /**< further names of actors */
    assay__join *joins;
    size_t n_joins, room_joins;
    bool posts_known;   /**< some act names its post */
    assay_buffer name;  /**< a name being put together */
    assay_arena *arena; /**< of the groups found */
    assay__founds founds;
    assay_group *groups; /**< [n_groups] of the last search */
    size_t n_groups;
};

#endif
