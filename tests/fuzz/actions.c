/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes behind a small pool, as a table of actions or as lines of JSON (by the first
 * byte): rows are counted or told of, and the groups found are groups: members known,
 * each once, numbers in their ranges. */
#include <assay/network.h>

#include "base/buffer.h"
#include "base/str.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void insist(bool truth)
{
    if (!truth)
        abort();
}

/* Eight who come to six objects within minutes, three times. */
static void put_pool(assay_buffer *text, bool json)
{
    if (!json)
        assay__buffer_printf(text, "actor,object,at,post\n");
    for (int i = 0; i < 8 * 6 * 3; i++) {
        int actor = i % 8, object = i / 8 % 6, turn = i / 48;
        long long at = 1767225600LL + turn * 864000LL + object * 7200 + actor * 10;
        assay__buffer_printf(text,
                             json ? "{\"actor\":\"a%d\",\"object\":\"o%d\",\"at\":%lld,"
                                    "\"post\":\"p%d\"}\n"
                                  : "a%d,o%d,%lld,p%d\n",
                             actor, object, at, turn);
    }
}

static void count_reject(const assay_network_reject *row, void *ctx)
{
    insist(row->line > 0 && row->message != NULL && row->message[0] != '\0');
    ++*(size_t *)ctx;
}

static bool is_share(double x)
{
    return x >= 0.0 && x <= 1.0;
}

static void check_group(const assay_group *group)
{
    size_t actors = 0;
    insist(group->n_members > 1 && group->n_actors <= group->n_members);
    insist(is_share(group->p_value) && (size_t)group->kind < ASSAY_GROUP_KIND_COUNT);
    insist(isnan(group->density) || group->density >= 0.0);
    insist(group->from <= group->to || group->to == ASSAY_TIME_UNKNOWN);
    for (size_t i = 0; i < group->n_members; i++) {
        const assay_group_member *member = &group->members[i];
        actors += member->actor;
        insist(member->name.len > 0 && (isnan(member->score) || is_share(member->score)));
        if (i > 0 && member->actor == group->members[i - 1].actor)
            insist(!assay__str_equal(member->name, group->members[i - 1].name));
    }
    insist(actors == group->n_actors);
}

static size_t lines_of(const assay_buffer *text)
{
    size_t lines = 1;
    for (size_t i = 0; i < text->len; i++)
        lines += text->bytes[i] == '\n' || text->bytes[i] == '\r';
    return lines;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const assay_network_options options = {.shuffles = 3, .most_groups = 4};
    assay_network *network = NULL;
    const assay_group *groups = NULL;
    assay_buffer text = {0};
    size_t n = 0, rejects = 0;
    assay_error err = {0};
    bool json = size > 0 && data[0] == '{';
    put_pool(&text, json);
    assay__buffer_put(&text, (assay_str){(const char *)data, size});
    insist(assay_network_new(&options, &network, NULL) == ASSAY_OK);
    assay_status status = assay_network_read_bytes(
        network, (assay_str){text.bytes, text.len},
        json ? ASSAY_ACTIONS_NDJSON : ASSAY_ACTIONS_CSV, count_reject, &rejects, &err);
    insist(status == ASSAY_OK || err.message[0] != '\0');
    assay_network_size read = assay_network_measure(network);
    insist(read.actions + rejects <= lines_of(&text) && read.untimed <= read.actions);
    if (status == ASSAY_OK) {
        insist(read.actions >= 8 * 6 * 3 || json);
        insist(assay_network_find(network, &groups, &n, &err) == ASSAY_OK);
        for (size_t i = 0; i < n; i++)
            check_group(&groups[i]);
    }
    assay_network_free(network);
    assay__buffer_free(&text);
    return 0;
}
