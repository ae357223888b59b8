/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records and truths as lines of tables, and whole rosters as folders. */
#ifndef SIMULATE_TABLES_H
#define SIMULATE_TABLES_H

#include "bytes.h"
#include "sim.h"

/** Stands for the tables that need --shared instead of --tables. */
#define SIM_SHARED (1U << 31)

/* clang-format off */
/** file, whether it is truth (and not input), which further tables it needs (0: none),
 * head of the table. */
#define SIM_TABLE_TABLE(ROW)                              \
    ROW(ACCOUNTS, "accounts.csv", false, 0,               \
        "platform,handle,name,bio,category,country,language,verified,has_picture,"        \
        "created_at,followers,following,posts_count,fee,currency\n")                      \
    ROW(GROWTH, "growth.csv", false, 0,                   \
        "platform,handle,at,followers,following,posts,views,likes\n")                     \
    ROW(POSTS, "posts.csv", false, 0,                     \
        "platform,handle,post,at,kind,caption,likes,comments,shares,saves,views,"         \
        "sponsored,seen_at\n")                            \
    ROW(COMMENTS, "comments.csv", false, 0,               \
        "platform,handle,id,post,at,author,text,likes,reply_to,by_creator,"               \
        "author_followers\n")                             \
    ROW(NDJSON, "accounts.ndjson", false, 0, "")          \
    ROW(LABELS, "labels.csv", true, 0,                    \
        "platform,handle,inflated,mechanism,level,confounder,vendor,bought_share\n")      \
    ROW(EVENTS, "truth_events.csv", true, 0,              \
        "platform,handle,from,to,gained,cause\n")         \
    ROW(COMMENT_LABELS, "comment_labels.csv", true, 0, "id,inauthentic\n")                \
    ROW(ORDERS, "truth_orders.csv", true, 0,              \
        "platform,handle,mechanism,vendor,from,to,ordered,delivered\n")                   \
    ROW(SHARES, "truth_shares.csv", true, 0,              \
        "platform,handle,followers,likes,views,comments,idle_followers\n")                \
    ROW(AUDIENCE, "audience.csv", false, SIM_BIT(SIM_TELLS_AUDIENCE),                     \
        "platform,handle,id,role,username,bio,followers,following,posts,has_picture,"     \
        "has_bio,private,country,region,language,created_at,followed_at,last_post_at,"    \
        "position,username_length,username_digits,bio_length\n")                          \
    ROW(LIVESTREAMS, "livestreams.csv", false, SIM_BIT(SIM_TELLS_LIVESTREAMS),            \
        "platform,handle,stream,at,viewers,comments,likes,gifts,orders\n")                \
    ROW(SALES, "sales.csv", false, SIM_BIT(SIM_TELLS_SALES),                              \
        "platform,handle,at,code,channel,clicks,orders,revenue,new_customers,"            \
        "commission,currency\n")                          \
    ROW(EXPLANATIONS, "explanations.csv", false, SIM_BIT(SIM_TELLS_EXPLANATIONS),         \
        "platform,handle,from,to,cause,note\n")           \
    ROW(OUTCOMES, "outcomes.csv", false, SIM_BIT(SIM_TELLS_OUTCOMES),                     \
        "platform,handle,from,to,cost,clicks,orders,revenue,new_customers,"               \
        "brand_followers,currency\n")                     \
    ROW(DEMOGRAPHICS, "demographics.csv", false, SIM_BIT(SIM_TELLS_DEMOGRAPHICS),         \
        "platform,handle,of,dimension,code,share,n\n")    \
    ROW(AUDIENCE_LABELS, "audience_labels.csv", true, SIM_BIT(SIM_TELLS_AUDIENCE),        \
        "platform,handle,id,inauthentic,kind,model\n")    \
    ROW(AUDIENCE_TRUTH, "truth_audience.csv", true, SIM_BIT(SIM_TELLS_AUDIENCE),          \
        "platform,handle,n,inauthentic,share,design,crowd\n")                             \
    ROW(STREAM_LABELS, "stream_labels.csv", true, SIM_BIT(SIM_TELLS_LIVESTREAMS),         \
        "platform,handle,stream,inauthentic,share,ordered,luck\n")                        \
    ROW(WITNESS_TRUTH, "truth_witnesses.csv", true,       \
        SIM_BIT(SIM_TELLS_LIVESTREAMS) | SIM_BIT(SIM_TELLS_SALES),                        \
        "platform,handle,viewers,orders\n")               \
    ROW(EXPLANATION_TRUTH, "truth_explanations.csv", true,                                \
        SIM_BIT(SIM_TELLS_EXPLANATIONS), "platform,handle,from,to,cause,true\n")          \
    ROW(ACTIONS, "actions.csv", false, SIM_BIT(SIM_TELLS_ACTIONS), "actor,object,at\n")   \
    ROW(POOLS, "truth_pools.csv", true, SIM_SHARED,       \
        "platform,handle,group,kind,actor,table\n")
/* clang-format on */

typedef enum sim_table {
#define SIM_ROW(name, file, truth, needs, head) SIM_TABLE_##name,
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
/** The same of the further tables: lines, NDJSON (after the first keys), truth. */
void sim_lines_more_csv(const assay_account *account, sim_lines *lines);
void sim_lines_more_json(const assay_account *account, sim_text *out);
void sim_lines_more_truth(const assay_account *account, const sim_truth *truth,
                          sim_lines *lines);
/** A cell of text after a comma, quoted where it must be. */
void sim_cell_text(sim_text *out, assay_str value);
/** The first two cells of every row. */
void sim_cell_account(sim_text *out, const assay_account *account);
/** A JSON string with its quotes. */
void sim_json_quote(sim_text *out, assay_str value);
bool sim_lines_failed(const sim_lines *lines);
void sim_lines_free(sim_lines *lines);

/** Make the accounts asked for and write their tables, whole or not at all.
 * @errors USAGE, IO, NO_MEMORY   @cost a core makes some hundred accounts a second */
ASSAY_CHECKED assay_status sim_roster_write(const sim_settings *settings,
                                            const sim_output *output, assay_error *err);

#endif
