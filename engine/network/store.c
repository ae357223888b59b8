/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts become numbers as they come; nothing else of them is kept. */
#include "network/store.h"

#include "base/hash.h"
#include "base/str.h"
#include "network/joined.h"
#include "network/people.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Within an hour of its post: Weerasinghe et al. 2020. */
static const int64_t FIRST_HOUR = 3600;

static assay_status no_memory(assay_error *err)
{
    return assay_fail(err, ASSAY_NO_MEMORY, "no memory for the actions of a network");
}

assay_action assay_action_unknown(void)
{
    return (assay_action){.at = ASSAY_TIME_UNKNOWN,
                          .posted_at = ASSAY_TIME_UNKNOWN,
                          .suspicious = ASSAY_NUMBER_UNKNOWN,
                          .followers = ASSAY_NUMBER_UNKNOWN};
}

static uint32_t doubled(uint32_t room, uint32_t needed)
{
    uint32_t more = room == 0 ? 256 : 2 * room;
    return more > needed ? more : needed + 1;
}

/* Room for number `i`, what is new being `fill`. */
static bool reach(uint32_t **items, uint32_t *room, uint32_t i, uint32_t fill)
{
    if (i < *room)
        return true;
    uint32_t more = doubled(*room, i);
    uint32_t *grown = realloc(*items, more * sizeof *grown);
    if (grown == NULL)
        return false;
    for (uint32_t k = *room; k < more; k++)
        grown[k] = fill;
    *items = grown;
    *room = more;
    return true;
}

/* @param share  0..1 */
static bool tally(assay__tally *t, uint32_t actor, double share)
{
    uint32_t sums = t->room, counts = t->room;
    share = share < 0 ? 0 : share > 1 ? 1 : share;
    if (!reach(&t->sum, &sums, actor, 0) || !reach(&t->count, &counts, actor, 0))
        return false;
    t->room = sums;
    if (t->count[actor] == UINT16_MAX)
        return true; /* enough is known, and sums must not run over */
    t->sum[actor] += (uint32_t)(share * 65535);
    t->count[actor]++;
    return true;
}

static bool keep_echo(assay_network *network, const assay_action *action, uint32_t actor,
                      uint32_t object)
{
    bool known = action->posted_at != ASSAY_TIME_UNKNOWN &&
                 action->at != ASSAY_TIME_UNKNOWN && action->at >= action->posted_at &&
                 action->at - action->posted_at <= FIRST_HOUR;
    if (!known)
        return true;
    if (network->n_echoes == network->room_echoes) {
        size_t room = network->room_echoes == 0 ? 256 : 2 * network->room_echoes;
        assay__echo *more = realloc(network->echoes, room * sizeof *more);
        if (more == NULL)
            return false;
        network->echoes = more;
        network->room_echoes = room;
    }
    network->echoes[network->n_echoes++] =
        (assay__echo){actor, object, assay__hash(action->post, 0), action->at};
    return true;
}

static assay_status keep_rest(assay_network *network, const assay_action *action,
                              uint32_t actor, uint32_t object, assay_error *err)
{
    if (assay__str_known(action->post)) {
        network->posts_known = true;
        if (!keep_echo(network, action, actor, object))
            return no_memory(err);
    }
    if (!isnan(action->suspicious) &&
        !tally(&network->profiles, actor, action->suspicious))
        return no_memory(err);
    if (!isnan(action->followers) &&
        !tally(&network->followers, actor, assay__people_scaled(action->followers)))
        return no_memory(err);
    return ASSAY_OK;
}

/* What is told of an object, as the number of its name. @param of  grows with objects */
static assay_status keep_word(assay__names *names, assay_str word, uint32_t **of,
                              uint32_t *room, uint32_t object, assay_error *err)
{
    uint32_t number;
    if (word.len == 0)
        return ASSAY_OK;
    ASSAY__TRY(assay__names_add(names, word, &number, err));
    if (!reach(of, room, object, UINT32_MAX))
        return no_memory(err);
    (*of)[object] = number;
    return ASSAY_OK;
}

/* Whose an object is, and what is spoken there. */
static assay_status keep_object(assay_network *network, uint32_t object,
                                const assay_action *action, assay_error *err)
{
    ASSAY__TRY(keep_word(&network->owners, action->creator, &network->owner,
                         &network->owner_room, object, err));
    return keep_word(&network->languages, action->language, &network->language,
                     &network->language_room, object, err);
}

assay_status assay_network_add(assay_network *network, const assay_action *action,
                               assay_error *err)
{
    uint32_t actor, object;
    ASSAY__TRY(assay__names_add(&network->actors, action->actor, &actor, err));
    ASSAY__TRY(assay__names_add(&network->objects, action->object, &object, err));
    ASSAY__TRY(keep_object(network, object, action, err));
    if (!network->by_account) {
        if (!reach(&network->told, &network->told_room, object, 0))
            return no_memory(err);
        network->told[object]++;
    }
    ASSAY__TRY(assay__gather(&network->acts, actor, object, action->at, err));
    return keep_rest(network, action, actor, object, err);
}

size_t assay_network_outside(const assay_network *network)
{
    size_t n = 0;
    for (uint32_t i = 0; i < network->objects.n && i < network->told_room; i++) {
        assay_str name = assay__names_text(&network->objects, i);
        bool inside = assay__names_find(&network->accounts, name) != UINT32_MAX;
        n += inside ? 0 : network->told[i];
    }
    return n;
}

/* ---- accounts --------------------------------------------------------------------- */

/* `platform/name`, until the next call that puts one together. */
static assay_str join(assay_buffer *buffer, assay_str platform, assay_str name)
{
    size_t from = buffer->len;
    assay__buffer_put(buffer, platform);
    assay__buffer_put_char(buffer, '/');
    assay__buffer_put(buffer, name);
    return (assay_str){buffer->bytes, buffer->len - from};
}

/* When a post was published. Posts are few; comments come in their order. */
static int64_t post_time(const assay_account *account, assay_str post, size_t *last)
{
    size_t n = account->n_posts;
    for (size_t i = 0; i < n; i++) {
        size_t at = (*last + i) % n;
        if (assay__str_equal(account->posts[at].id, post)) {
            *last = at;
            return account->posts[at].at;
        }
    }
    return ASSAY_TIME_UNKNOWN;
}

static assay_status put_named(assay_network *network, const assay_account *account,
                              assay_action *action, assay_str actor, assay_error *err)
{
    assay_buffer *buffer = &network->name;
    assay__buffer_clear(buffer);
    size_t object_len = join(buffer, account->platform, account->handle).len;
    size_t actor_len = join(buffer, account->platform, actor).len;
    if (buffer->failed)
        return no_memory(err);
    action->object = (assay_str){buffer->bytes, object_len};
    action->actor = (assay_str){buffer->bytes + object_len, actor_len};
    action->creator = account->creator;
    action->language = account->language;
    return assay_network_add(network, action, err);
}

static assay_status add_comments(assay_network *network, const assay_account *account,
                                 assay_error *err)
{
    size_t last = 0;
    for (size_t i = 0; i < account->n_comments; i++) {
        const assay_comment *comment = &account->comments[i];
        bool own = comment->by_creator == ASSAY_YES ||
                   assay__str_equal(comment->author, account->handle);
        if (own || comment->author.len == 0)
            continue;
        assay_action action = assay_action_unknown();
        action.at = comment->at;
        action.followers = comment->author_followers;
        action.post = comment->post;
        if (assay__str_known(comment->post))
            action.posted_at = post_time(account, comment->post, &last);
        ASSAY__TRY(put_named(network, account, &action, comment->author, err));
    }
    return ASSAY_OK;
}

/* A member of whom both are told is who comments or likes by either of them. */
static assay_status put_other_name(assay_network *network, const assay_account *account,
                                   const assay_member *member, const assay_action *action,
                                   assay_error *err)
{
    uint32_t actor = assay__names_find(&network->actors, action->actor);
    if (assay__str_equal(member->id, member->username))
        return ASSAY_OK;
    assay__buffer_clear(&network->name);
    assay_str other = join(&network->name, account->platform, member->username);
    if (network->name.failed)
        return no_memory(err);
    return assay__joined_add(network, actor, other, err);
}

static assay_status add_audience(assay_network *network, const assay_account *account,
                                 const double suspicious[], assay_error *err)
{
    for (size_t i = 0; i < account->n_audience; i++) {
        const assay_member *member = &account->audience[i];
        assay_str name = member->id.len > 0 ? member->id : member->username;
        if (name.len == 0)
            continue;
        assay_action action = assay_action_unknown();
        action.at = member->followed_at;
        if (suspicious != NULL)
            action.suspicious = suspicious[i];
        ASSAY__TRY(put_named(network, account, &action, name, err));
        if (member->id.len > 0 && member->username.len > 0)
            ASSAY__TRY(put_other_name(network, account, member, &action, err));
    }
    return ASSAY_OK;
}

/* That the account is in the roster, whatever is told of it. */
static assay_status put_account(assay_network *network, const assay_account *account,
                                assay_error *err)
{
    uint32_t number;
    assay__buffer_clear(&network->name);
    assay_str name = join(&network->name, account->platform, account->handle);
    if (network->name.failed)
        return no_memory(err);
    return assay__names_add(&network->accounts, name, &number, err);
}

assay_status assay_network_add_account(assay_network *network,
                                       const assay_account *account,
                                       const double suspicious[], assay_error *err)
{
    ASSAY__TRY(put_account(network, account, err));
    network->by_account = true;
    assay_status status = add_comments(network, account, err);
    if (status == ASSAY_OK)
        status = add_audience(network, account, suspicious, err);
    network->by_account = false;
    return status;
}
