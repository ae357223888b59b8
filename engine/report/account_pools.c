/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People shared with other creators, on a page and on a card: one sentence a group, the
 * verdict's own. The owner's page leaves it out, for it names other accounts. */
#include "report/account_pools.h"
#include "report/account_page.h"
#include "report/pools_json.h"

void assay__put_pools(const assay__page *p, const assay_verdict *verdict)
{
    const assay_network_findings *network = &verdict->findings->network;
    if (p->owner || network->n_pools == 0)
        return;
    assay__put(p, "<section>");
    assay__put_heading(p, 1, ASSAY__SAY_POOLS_TITLE);
    assay__put(p, "<ul>");
    for (size_t i = 0; i < network->n_pools; i++) {
        assay_buffer line = {0};
        assay__say_pool(&line, &network->pools[i], p->language);
        assay__put(p, "<li>");
        assay__put_text(p, (assay_str){line.bytes, line.len});
        assay__put(p, "</li>");
        p->out->failed = p->out->failed || line.failed;
        assay__buffer_free(&line);
    }
    assay__put(p, "</ul>\n</section>");
}

void assay__card_pools(const assay__card *c)
{
    const assay_network_findings *network = &c->verdict->findings->network;
    if (network->n_pools == 0)
        return;
    assay__card_heading(c, ASSAY__SAY_POOLS_TITLE);
    for (size_t i = 0; i < network->n_pools; i++) {
        assay_buffer line = {0};
        assay__say_pool(&line, &network->pools[i], c->language);
        assay__card_bullet(c, 2, (assay_str){line.bytes, line.len});
        c->out->failed = c->out->failed || line.failed;
        assay__buffer_free(&line);
    }
}
