/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records and truths as lines of tables, and whole rosters as folders. */
#ifndef SIMULATE_TABLES_H
#define SIMULATE_TABLES_H

#include "bytes.h"
#include "sim.h"

/* clang-format off */
/** file, whether it is truth (and not input), head of the table. */
#define SIM_TABLE_TABLE(ROW)                              \
    ROW(ACCOUNTS, "accounts.csv", false,                  \
        "platform,handle,name,bio,category,country,language,verified,has_picture,"        \
        "created_at,followers,following,posts_count,fee,currency\n")                      \
    ROW(GROWTH, "growth.csv", false,                      \
        "platform,handle,at,followers,following,posts,views,likes\n")                     \
    ROW(POSTS, "posts.csv", false,                        \
        "platform,handle,post,at,kind,caption,likes,comments,shares,saves,views,"         \
        "sponsored,seen_at\n")                            \
    ROW(COMMENTS, "comments.csv", false,                  \
        "platform,handle,id,post,at,author,text,likes,reply_to,by_creator,"               \
        "author_followers\n")                             \
    ROW(NDJSON, "accounts.ndjson", false, "")             \
    ROW(LABELS, "labels.csv", true,                       \
        "platform,handle,inflated,mechanism,level,confounder,vendor,bought_share\n")      \
    ROW(EVENTS, "truth_events.csv", true, "platform,handle,from,to,gained,cause\n")       \
    ROW(COMMENT_LABELS, "comment_labels.csv", true, "id,inauthentic\n")                   \
    ROW(ORDERS, "truth_orders.csv", true,                 \
        "platform,handle,mechanism,vendor,from,to,ordered,delivered\n")                   \
    ROW(SHARES, "truth_shares.csv", true,                 \
        "platform,handle,followers,likes,views,comments,idle_followers\n")
/* clang-format on */

typedef enum sim_table {
#define SIM_ROW(name, file, truth, head) SIM_TABLE_##name,
    SIM_TABLE_TABLE(SIM_ROW)
#undef SIM_ROW
        SIM_TABLES
} sim_table;

/** Lines of one or more accounts, a text a table. */
typedef struct sim_lines {
    sim_text text[SIM_TABLES];
} sim_lines;

/** Which tables are written: those of CSV, the NDJSON, the truth always. */
typedef struct sim_output {
    const char *folder, *truth; /**< truth NULL: beside the tables */
    bool csv, ndjson;
    size_t jobs;
} sim_output;

/** Add an account's lines. */
void sim_lines_csv(const assay_account *account, sim_lines *lines);
void sim_lines_json(const assay_account *account, sim_text *out);
void sim_lines_truth(const assay_account *account, const sim_truth *truth,
                     sim_lines *lines);
bool sim_lines_failed(const sim_lines *lines);
void sim_lines_free(sim_lines *lines);

/** Make the accounts asked for and write their tables, whole or not at all.
 * @errors USAGE, IO, NO_MEMORY   @cost a core makes some hundred accounts a second */
ASSAY_CHECKED assay_status sim_roster_write(const sim_settings *settings,
                                            const sim_output *output, assay_error *err);

#endif
