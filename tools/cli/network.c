/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assay network: groups that act together, from actions or from a roster's comments. */
#include "actions.h"
#include "facts.h"
#include "models.h"
#include "network_rows.h"
#include "pipeline.h"
#include "progress.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct network_settings {
    double bin;
    uint64_t lockstep, groups, shuffles;
    double alpha;
} network_settings;

static const cli_option OPTIONS[] = {
    {"bin", 'b', OPTION_NUMBER, offsetof(network_settings, bin), "DAYS", "3", 0.001, 3660,
     "width of the windows in which a delivery lies"},
    {"lockstep", 0, OPTION_COUNT, offsetof(network_settings, lockstep), "SECONDS", "60",
     0, 86400, "width of the finest windows, for acts in lockstep; 0: none"},
    {"groups", 'n', OPTION_COUNT, offsetof(network_settings, groups), "N", "20", 1, 1000,
     "at most so many groups of each width of window"},
    {"shuffles", 0, OPTION_COUNT, offsetof(network_settings, shuffles), "N", NULL, 3, 64,
     "shuffled networks to compare with; 20, fewer for many actions"},
    {"alpha", 0, OPTION_NUMBER, offsetof(network_settings, alpha), "P", "0.01", 1e-9, 1,
     "largest p-value of a group that is told"},
};

static const example EXAMPLES[] = {
    {"assay network actions.csv", "from rows of actor,object,at"},
    {"assay network roster/ --jobs 2", "from the comments and audiences of a roster"},
    {"assay network actions.csv --bin 7 --lockstep 5", "wider and finer windows"},
};

const cli_form network_form = {
    .operands = "INPUT",
    .operands_low = 1,
    .operands_high = 1,
    FORM_OPTIONS(OPTIONS),
    FORM_EXAMPLES(EXAMPLES),
    .settings_bytes = sizeof(network_settings),
    .shares = SHARES_MODELS | SHARES_JOBS | SHARES_JSON,
    .about =
        "Finds groups that come to the same objects in the same windows of time, again\n"
        "and again, more than chance would bring them. INPUT is a table of actions with\n"
        "the columns actor, object and at, or a roster, whose commenters and followers\n"
        "act on its accounts. What else is known of an act helps to tell fans and pools\n"
        "apart: the actor's followers, the object's language and creator (whose it is "
        "on\n"
        "several platforms), post and posted_at. A row is a member: "
        "group,kind,member,score,p_value,windows.\n"
        "\n"
        "member is actor:NAME or object:NAME. score is the share of the group's objects\n"
        "that an actor came to, or of its actors that came to an object. p_value is of\n"
        "the group, against networks whose actors are dealt anew among each object's\n"
        "times. windows counts deliveries more than seven days apart.\n"
        "\n"
        "kind is shared_pool (three windows or more; many objects, or few whose\n"
        "languages differ or whose actors have far fewer followers than others there),\n"
        "coordinated_promotion (one or two windows, as a prize draw; up to seven where\n"
        "the actors' profiles look real), fans (few objects, met again\n"
        "and again), pod (creators that act on each other within an hour) or near_copy\n"
        "(objects with one audience). A group is a fact about timing; it does not say\n"
        "who arranged it.",
};

/* ---- reading ---------------------------------------------------------------------- */

/* Standard input from its beginning, where it has one. */
static void rewind_input(const char *path)
{
    if (strcmp(path, "-") == 0)
        (void)lseek(STDIN_FILENO, 0, SEEK_SET);
}

/* Whether a file is a table of actions, by its header. */
static bool holds_actions(const char *path)
{
    assay_table *table = NULL;
    rewind_input(path);
    if (assay_table_open(path, &table, NULL) != ASSAY_OK)
        return false;
    bool there = assay_table_column(table, "actor") != SIZE_MAX ||
                 assay_table_column(table, "object") != SIZE_MAX;
    assay_table_close(table);
    return there;
}

/* What is read into a network. */
typedef struct gathering {
    input in;
    models models;
    assay_network *network;
} gathering;

static assay_status read_roster(gathering *g, assay_error *err)
{
    input *in = &g->in;
    assay_reader *reader = NULL;
    assay_arena *arena = NULL;
    assay_status status = assay_arena_new(1 << 18, NULL, &arena, err);
    if (status == ASSAY_OK)
        status = input_open(in, &reader, err);
    progress line = progress_begin(in->call, "reading");
    while (status == ASSAY_OK) {
        const assay_account *account = NULL;
        assay_arena_reset(arena);
        status = assay_reader_next(reader, arena, &account, err);
        if (status == ASSAY_OK) {
            in->accounts++;
            status =
                facts_add_to_network(g->network, account, g->models.profiles, arena, err);
            progress_show(&line, assay_reader_where(reader));
        }
    }
    progress_end(&line);
    assay_reader_close(reader);
    assay_arena_free(arena);
    return status == ASSAY_END ? ASSAY_OK : status;
}

/* A folder: its actions, and the tables of a roster if there are any. */
static assay_status read_folder(gathering *g, assay_error *err)
{
    bool any = false;
    assay_error why = {ASSAY_OK, ""};
    assay_status status = actions_of_folder(&g->in, g->network, &any, err);
    if (status != ASSAY_OK)
        return status;
    status = read_roster(g, &why);
    if (status == ASSAY_BAD_SYNTAX && any && g->in.accounts == 0)
        return ASSAY_OK; /* no other table in the folder */
    if (status == ASSAY_OK && any)
        actions_tell_outside(&g->in, g->network);
    if (status != ASSAY_OK && err != NULL)
        *err = why;
    return status;
}

static assay_status gather(gathering *g, assay_error *err)
{
    input *in = &g->in;
    struct stat about;
    if (stat(in->path, &about) == 0 && S_ISDIR(about.st_mode))
        return read_folder(g, err);
    assay_status status = input_keep(in, err);
    if (status != ASSAY_OK)
        return status;
    bool actions = holds_actions(in->path);
    rewind_input(in->path);
    if (actions)
        return actions_read(in, in->path, g->network, err);
    return read_roster(g, err);
}

/* ---- writing ---------------------------------------------------------------------- */

static assay_status flush_rows(assay_rows *rows, output *out, assay_error *err)
{
    assay_str text = {NULL, 0};
    assay_status status = assay_rows_view(rows, &text, err);
    if (status == ASSAY_OK)
        output_put(out, text);
    assay_rows_clear(rows);
    return status;
}

static assay_status put_groups(const cli_call *call, const assay_group groups[], size_t n,
                               assay_error *err)
{
    output out = {0};
    assay_rows *rows = NULL;
    assay_rows_form form = call->shared->json ? ASSAY_ROWS_NDJSON : ASSAY_ROWS_CSV;
    assay_status status =
        assay_rows_new(form, network_columns, NETWORK_COLUMNS, &rows, err);
    if (status == ASSAY_OK)
        status = output_open(&out, NULL, err);
    if (status == ASSAY_OK) {
        assay_rows_header(rows);
        status = flush_rows(rows, &out, err);
    }
    for (size_t g = 0; status == ASSAY_OK && g < n; g++) {
        status = network_put_group(&groups[g], g + 1, rows, err);
        if (status == ASSAY_OK)
            status = flush_rows(rows, &out, err);
    }
    assay_rows_free(rows);
    return status == ASSAY_OK ? output_close(&out, err) : status;
}

/* ---- the command ------------------------------------------------------------------ */

static void on_progress(const char *stage, double done, void *ctx)
{
    (void)ctx;
    (void)fprintf(stderr, "\r\033[Klooking for %s, %.0f %%", stage, 100 * done);
}

static assay_network_options options_of(const cli_call *call, bool shown)
{
    const network_settings *s = call->settings;
    return (assay_network_options){.bin_seconds = (int64_t)(s->bin * 86400),
                                   .lockstep_seconds =
                                       s->lockstep == 0 ? -1 : (int64_t)s->lockstep,
                                   .most_groups = (size_t)s->groups,
                                   .shuffles = (size_t)s->shuffles,
                                   .alpha = s->alpha,
                                   .jobs = pipeline_jobs(call),
                                   .progress = shown ? on_progress : NULL};
}

static assay_status search(const cli_call *call, assay_network *network, bool shown,
                           assay_error *err)
{
    const assay_group *groups = NULL;
    size_t n = 0;
    assay_status status = assay_network_find(network, &groups, &n, err);
    if (shown)
        (void)fputs("\r\033[K", stderr);
    return status == ASSAY_OK ? put_groups(call, groups, n, err) : status;
}

static void tell_size(const cli_call *call, const assay_network *network)
{
    assay_network_size size = assay_network_measure(network);
    command_note(call, "actions: %zu, actors: %zu, objects: %zu", size.actions,
                 size.actors, size.objects);
    if (size.untimed > 0)
        command_note(call, "%zu of them without a time: looked at for near-copies alone",
                     size.untimed);
}

int run_network(const cli_call *call)
{
    assay_error err = {0};
    gathering g = {.in = {.call = call, .path = call->operands[0]}};
    bool shown = !call->shared->quiet && isatty(STDERR_FILENO) == 1;
    assay_network_options options = options_of(call, shown);
    assay_status status = models_load(call, &g.models, &err);
    if (status == ASSAY_OK)
        status = assay_network_new(&options, &g.network, &err);
    if (status == ASSAY_OK)
        status = gather(&g, &err);
    if (status == ASSAY_OK)
        status = search(call, g.network, shown, &err);
    if (status == ASSAY_OK)
        tell_size(call, g.network);
    assay_network_free(g.network);
    models_free(&g.models);
    if (status != ASSAY_OK)
        return command_failed(&err);
    uint64_t faults = g.in.faults;
    if (faults > 0)
        command_note(call, "%llu record%s could not be used", (unsigned long long)faults,
                     faults == 1 ? "" : "s");
    return faults > 0 ? assay_status_exit_code(ASSAY_UNUSABLE) : 0;
}
