/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Profiles. A person's followers, following and posts share a latent (correlations
 * about 0.5 as among genuine accounts); a posing profile has what its maker gave it:
 * a day of birth shared with its batch, words from a short list, an ending of as many
 * figures as its neighbours'. */
#include "people.h"

#include <math.h>
#include <string.h>

static const char *const MODELS[] = {
#define SIM_ROW(name, text) text,
    SIM_MODEL_TABLE(SIM_ROW)
#undef SIM_ROW
};
static const char *const KINDS[] = {
#define SIM_ROW(name, text) text,
    SIM_KIND_TABLE(SIM_ROW)
#undef SIM_ROW
};

const char *sim_kind_name(sim_kind kind)
{
    return KINDS[kind];
}

const char *sim_model_name(sim_model model)
{
    return MODELS[model];
}

/** What profiles of a kind look like: medians and spreads of the log. */
typedef struct look {
    double followers, followers_sd, following, following_sd, posts, posts_sd;
    double no_posts, picture, words, closed, digits; /**< shares */
    double young, old;                               /**< age when they come, days */
    double one_day; /**< usual share of a batch that is made on one day */
    double local;   /**< share that says it is from the account's country */
    double quiet;   /**< days since their last post, median */
} look;

/* Following of the posing ones around the 2,084 of the labelled fakes; a hacked account
 * is a person's, a freemium one a person's who follows for points. */
static const look LOOKS[SIM_MODELS] = {
    [SIM_MODEL_EMPTY] = {18, 1.4, 2400, 1.4, 1, 0.8, 0.75, 0.60, 0.08, 0.15, 0.75, 3, 90,
                         0.45, 0.15, 200},
    [SIM_MODEL_COPIED] = {120, 1.2, 2800, 1.1, 8, 0.7, 0.12, 0.99, 0.75, 0.25, 0.55, 20,
                          300, 0.30, 0.25, 150},
    [SIM_MODEL_AGED] = {260, 1.3, 1500, 1.2, 14, 1.1, 0.06, 0.97, 0.45, 0.30, 0.35, 700,
                        2600, 0.15, 0.30, 120},
    [SIM_MODEL_HACKED] = {330, 1.5, 1800, 1.2, 40, 1.5, 0.08, 0.98, 0.45, 0.30, 0.22, 900,
                          3200, 0.0, 0.08, 420},
    [SIM_MODEL_FREEMIUM] = {380, 1.3, 3800, 0.7, 45, 1.4, 0.06, 0.98, 0.50, 0.30, 0.25,
                            200, 2500, 0.0, 0.25, 12},
    [SIM_MODEL_CLONE] = {160, 1.1, 1000, 1.2, 5, 0.9, 0.15, 0.98, 0.35, 0.20, 0.60, 40,
                         400, 0.35, 0.95, 60},
};

/* Somewhat above the medians measured, which hold those who only look as well: the
 * columns of LOOKS for people, without what only batches have. */
static const look PERSON = {540,  1.70, 570,  1.36, 110,  1.65, 0.05, 0.985,
                            0.48, 0.3,  0.18, 60,   3300, 0,    0.8,  9};

/* Weights of the models by vendor, in the order of the table of vendors. Held-out ones
 * mix what the others sell. */
static const double SOLD[][SIM_MODELS] = {
    {8, 2, 0, 0, 0, 0}, {1, 3, 0, 0, 0, 6}, {0, 0, 7, 3, 0, 0}, {9, 0, 0, 0, 0, 1},
    {0, 0, 2, 2, 6, 0}, {6, 4, 0, 0, 0, 0}, {0, 6, 0, 0, 0, 4}, {0, 0, 5, 0, 5, 0},
    {5, 0, 0, 0, 0, 5}, {0, 5, 0, 5, 0, 0},
};

static size_t weighted(gsl_rng *rng, const double weight[], size_t n)
{
    double total = 0;
    for (size_t i = 0; i < n; i++) {
        total += weight[i];
    }
    double u = gsl_rng_uniform(rng) * total;
    for (size_t i = 0; i < n; i++) {
        u -= weight[i];
        if (u < 0) {
            return i;
        }
    }
    return n - 1;
}

sim_model sim_model_of(const sim_vendor *vendor, unsigned level, gsl_rng *rng)
{
    static const double CAREFUL[SIM_MODELS] = {0, 1, 5, 2, 2, 2};
    static const double CARE[SIM_LEVELS] = {0, 0, 0.4, 0.9}; /* pays for better ones */
    size_t v = 0;
    while (v + 1 < sizeof SOLD / sizeof *SOLD && sim_vendor_at(v) != vendor) {
        v++;
    }
    bool careful = sim_chance(rng, CARE[level]);
    return (sim_model)weighted(rng, careful ? CAREFUL : SOLD[v], SIM_MODELS);
}

sim_batch sim_batch_draw(sim_model model, int64_t when, gsl_rng *rng)
{
    const look *l = &LOOKS[model];
    double age = exp(sim_between(rng, log(l->young), log(l->old)));
    sim_batch batch = {.model = model};
    batch.key = (uint64_t)(gsl_rng_uniform(rng) * 0x1p53);
    batch.made = (when / SIM_DAY - (int64_t)age) * SIM_DAY;
    batch.one_day = l->one_day * sim_between(rng, 0.4, 1.3);
    return batch;
}

sim_list sim_list_draw(const sim_plan *plan, gsl_rng *rng)
{
    bool photos = plan->platform == SIM_ON_INSTAGRAM || plan->platform == SIM_ON_FACEBOOK;
    sim_list list = {0};
    list.numbers = sim_chance(rng, 0.9);
    list.picture = sim_chance(rng, 0.85);
    list.words = sim_chance(rng, 0.45);
    list.has_words = list.words || sim_chance(rng, 0.3);
    list.privacy = sim_chance(rng, 0.75);
    list.country = sim_chance(rng, 0.4);
    list.region = list.country && sim_chance(rng, 0.6);
    list.language = sim_chance(rng, 0.35);
    list.created = sim_chance(rng, 0.55);
    list.followed = sim_chance(rng, 0.25);
    list.last_post = sim_chance(rng, 0.3);
    list.position = sim_chance(rng, 0.9);
    list.names = sim_chance(rng, 0.9);
    list.closed = plan->platform == SIM_ON_FACEBOOK || sim_chance(rng, 0.2);
    list.private = photos ? sim_between(rng, 0.2, 0.72) : sim_between(rng, 0.03, 0.25);
    list.abroad = gsl_ran_beta(rng, 1.5, 9);
    list.idle = sim_between(rng, 0.06, 0.26);
    list.mass = sim_between(rng, 0.02, 0.10);
    list.known = sim_between(rng, 0.004, 0.03);
    return list;
}

/** Numbers of a profile before they are shown or hidden. */
typedef struct profile {
    double followers, following, posts;
    bool picture, words, closed;
    int64_t created, last_post;
} profile;

static double rounded(double x, double low, double high)
{
    return floor(sim_clamp(x, low, high));
}

static profile draw_profile(const look *l, int64_t when, gsl_rng *rng)
{
    double shared = gsl_ran_gaussian_ziggurat(rng, 1);
    double a = 0.7 * shared + 0.714 * gsl_ran_gaussian_ziggurat(rng, 1);
    double b = 0.7 * shared + 0.714 * gsl_ran_gaussian_ziggurat(rng, 1);
    double c = 0.7 * shared + 0.714 * gsl_ran_gaussian_ziggurat(rng, 1);
    bool none = sim_chance(rng, l->no_posts);
    profile p = {0};
    p.followers = rounded(l->followers * exp(l->followers_sd * a), 0, 5e6);
    p.following = rounded(l->following * exp(l->following_sd * b), 1, 7500);
    p.posts = none ? 0 : rounded(l->posts * exp(l->posts_sd * c), 1, 2e4);
    p.picture = sim_chance(rng, l->picture);
    p.words = sim_chance(rng, l->words);
    p.closed = sim_chance(rng, l->closed);
    double age = sim_between(rng, l->young, l->old);
    p.created = when - (int64_t)(age * SIM_DAY);
    p.last_post = when - (int64_t)(sim_lognormal(rng, l->quiet, 1.2) * SIM_DAY);
    return p;
}

/* Genuine people by what they do: those who only look, those who follow thousands, the
 * known, the new, and those who come for prizes. */
static profile draw_person(const sim_list *list, const sim_who *who, gsl_rng *rng)
{
    look l = PERSON;
    l.closed = list->private;
    switch (who->kind) {
    case SIM_KIND_INACTIVE:
        l.followers = 60;
        l.posts = 3;
        l.no_posts = 0.45;
        l.words = 0.15;
        l.picture = 0.85;
        l.quiet = 500;
        break;
    case SIM_KIND_MASS:
    case SIM_KIND_HUNTER:
        l.following = 2600;
        l.following_sd = 0.45;
        l.posts = who->kind == SIM_KIND_HUNTER ? 12 : 60;
        break;
    case SIM_KIND_INFLUENCER:
        l.followers = 14000;
        l.followers_sd = 0.9;
        l.following = 700;
        l.following_sd = 0.4;
        l.posts = 400;
        l.posts_sd = 0.8;
        l.words = 0.95;
        l.closed = 0.02;
        break;
    case SIM_KIND_NEWCOMER:
        l.followers = 8;
        l.following = 60;
        l.posts = 1;
        l.no_posts = 0.6;
        l.words = 0.15;
        l.picture = 0.8;
        l.young = 0;
        l.old = 4;
        break;
    case SIM_KIND_REAL:
    case SIM_KIND_BASELINE:
    case SIM_KIND_BOUGHT:
    case SIM_KINDS:
        break;
    }
    return draw_profile(&l, who->known, rng);
}

static profile draw_posing(const sim_who *who, gsl_rng *rng)
{
    const sim_batch *batch = who->batch;
    const look *l = &LOOKS[batch->model];
    profile p = draw_profile(l, who->known, rng);
    bool same_day = sim_chance(rng, batch->one_day);
    double second = gsl_rng_uniform(rng) * SIM_DAY;
    double around = gsl_ran_gaussian_ziggurat(rng, 0.15 * (l->old - l->young));
    if (l->one_day > 0) {
        double off = same_day ? second : second + SIM_DAY * around;
        int64_t made = batch->made + (int64_t)off;
        p.created = made < who->known - 3600 ? made : who->known - 3600;
    }
    return p;
}

/* Ids as the platforms form them: they grow with the date of creation. `row` makes them
 * different within an account, scattered so that it tells nothing of the order. */
static assay_str member_id(const sim_plan *plan, sim_bench *bench, const sim_who *who,
                           int64_t created, sim_text *scratch)
{
    static const uint64_t SINCE = 1262304000; /* 2010 */
    uint64_t noise = (who->row * UINT64_C(2654435) + who->salt) & 0x3FFFFFU;
    uint64_t second = created > (int64_t)SINCE ? (uint64_t)created - SINCE : 0;
    uint64_t id = plan->platform == SIM_ON_TIKTOK ? (uint64_t)created << 32 | noise
                  : plan->platform == SIM_ON_X    ? second * 1000 << 22 | noise
                                                  : second * 10000000U + noise;
    char figures[24];
    size_t n = 0;
    do {
        figures[n++] = (char)('0' + (char)(id % 10));
        id /= 10;
    } while (id > 0);
    scratch->length = 0;
    while (n > 0) {
        sim_text_putc(scratch, figures[--n]);
    }
    return assay_arena_copy(bench->arena, (assay_str){scratch->bytes, scratch->length});
}

/* A name ending in as many figures as the others of its batch. */
static void batch_handle(unsigned language, const sim_batch *batch, gsl_rng *rng,
                         sim_text *out)
{
    size_t figures = 2 + 2 * (size_t)(batch->key % 4);
    bool word = batch->model == SIM_MODEL_EMPTY && batch->key % 3 == 0;
    if (word) {
        sim_text_puts(out, "user");
    } else {
        sim_person_handle(language, 0, rng, out);
    }
    bool ends = sim_chance(rng, LOOKS[batch->model].digits);
    for (size_t i = 0; (ends || word) && i < figures; i++) {
        sim_text_putc(out, (char)('0' + (char)sim_below(rng, 10)));
    }
}

static bool is_own(const sim_who *who)
{
    return who->batch && LOOKS[who->batch->model].one_day > 0;
}

static unsigned tongue(const sim_who *who, bool local)
{
    return local ? who->language : who->language == 1 ? 2 : 1;
}

static assay_str kept(sim_bench *bench, const sim_text *scratch)
{
    return assay_arena_copy(bench->arena, (assay_str){scratch->bytes, scratch->length});
}

static void show_names(sim_bench *bench, const sim_who *who, bool local,
                       sim_text *scratch, assay_member *m)
{
    scratch->length = 0;
    unsigned language = tongue(who, local);
    if (who->handle.ptr) {
        sim_text_add(scratch, who->handle.ptr, who->handle.len);
    } else if (is_own(who)) {
        batch_handle(language, who->batch, bench->rng, scratch);
    } else {
        sim_person_handle(language, PERSON.digits, bench->rng, scratch);
    }
    double figures = 0;
    for (size_t i = 0; i < scratch->length && !scratch->failed; i++) {
        figures += scratch->bytes[i] >= '0' && scratch->bytes[i] <= '9';
    }
    m->username_length = (double)scratch->length;
    m->username_digits = figures;
    m->username = kept(bench, scratch);
}

/* Words of a profile: people's own; of a batch one of a few that it was given. */
static void show_words(sim_bench *bench, const sim_who *who, bool local,
                       sim_text *scratch, assay_member *m)
{
    gsl_rng *rng = bench->rng;
    scratch->length = 0;
    uint64_t pick = sim_below(rng, 6);
    sim_voice voice = {tongue(who, local), (unsigned)sim_below(rng, SIM_TOPICS), 1};
    if (is_own(who)) {
        sim_rng_key(bench->aside, who->batch->key, pick, 83);
        voice.topic = (unsigned)sim_below(bench->aside, SIM_TOPICS);
        rng = bench->aside;
    }
    sim_say(&voice, "bio", rng, scratch);
    double length = 0;
    for (size_t i = 0; i < scratch->length && !scratch->failed; i++) {
        length += ((unsigned char)scratch->bytes[i] & 0xC0U) != 0x80;
    }
    m->bio = kept(bench, scratch);
    m->bio_length = length;
}

static assay_str fixed(const char *words)
{
    return (assay_str){words, strlen(words)};
}

static void show_place(sim_bench *bench, const sim_list *list, const sim_who *who,
                       bool local, assay_member *m)
{
    static const char *const FARMS[] = {"ID", "IN", "BD", "BR", "TR", "PK", "EG", "RU"};
    static const char *const ABROAD[] = {"US", "KR", "JP", "TW", "AU", "DE", "TH", "FR"};
    static const char *const REGIONS[] = {"VN-SG", "VN-HN", "VN-SG", "VN-HN",
                                          "VN-DN", "VN-CT", "VN-HP", "VN-35",
                                          "VN-34", "VN-57", "VN-39", "VN-26"};
    size_t pick = sim_below(bench->rng, 8);
    size_t region = sim_below(bench->rng, 12);
    const sim_language *home = sim_language_at(who->language);
    assay_str country = local        ? (assay_str){home->countries + 3 * pick, 2}
                        : who->batch ? fixed(FARMS[pick])
                                     : fixed(ABROAD[pick]);
    bool vietnam = country.ptr[0] == 'V' && country.ptr[1] == 'N';
    m->country = list->country ? country : (assay_str){0};
    m->region = list->region && vietnam ? fixed(REGIONS[region]) : (assay_str){0};
    m->language = list->language ? fixed(sim_language_at(tongue(who, local))->code)
                                 : (assay_str){0};
}

static assay_truth said(bool told, bool value)
{
    return !told ? ASSAY_UNKNOWN : value ? ASSAY_YES : ASSAY_NO;
}

static void show_numbers(bool told, const profile *p, assay_member *m)
{
    m->followers = told ? p->followers : ASSAY_NUMBER_UNKNOWN;
    m->following = told ? p->following : ASSAY_NUMBER_UNKNOWN;
    m->posts = told ? p->posts : ASSAY_NUMBER_UNKNOWN;
}

/* The last post, where it can be seen, lies after the day the profile was made. */
static int64_t shown_last_post(const sim_list *list, const profile *p)
{
    if (!list->last_post || p->closed || !(p->posts > 0)) {
        return ASSAY_TIME_UNKNOWN;
    }
    return p->last_post < p->created ? p->created + 3600 : p->last_post;
}

/* What a list tells of a profile; a closed one shows less where the list says so. */
static void show_profile(const sim_list *list, const profile *p, assay_member *m)
{
    bool hidden = p->closed && list->closed;
    show_numbers(list->numbers && !hidden, p, m);
    m->has_picture = said(list->picture, p->picture);
    m->private_ = said(list->privacy, p->closed);
    m->created_at = list->created && !hidden ? p->created : ASSAY_TIME_UNKNOWN;
    m->last_post_at = shown_last_post(list, p);
    bool words = !hidden && (list->words || list->has_words);
    m->has_bio = said(words, p->words);
    if (!words || !list->words) {
        m->bio = (assay_str){0};
    }
    if (!words) {
        m->bio_length = ASSAY_NUMBER_UNKNOWN;
    }
}

static const assay_member NOBODY = {
    .followers = (double)NAN,
    .following = (double)NAN,
    .posts = (double)NAN,
    .friends = (double)NAN,
    .groups = (double)NAN,
    .photos = (double)NAN,
    .created_at = ASSAY_TIME_UNKNOWN,
    .followed_at = ASSAY_TIME_UNKNOWN,
    .last_post_at = ASSAY_TIME_UNKNOWN,
    .position = (double)NAN,
    .age_percentile = (double)NAN,
    .username_length = (double)NAN,
    .username_digits = (double)NAN,
    .bio_length = (double)NAN,
};

bool sim_person_show(const sim_plan *plan, sim_bench *bench, const sim_list *list,
                     const sim_who *who, assay_member *member)
{
    gsl_rng *rng = bench->rng;
    sim_text scratch = {0};
    *member = NOBODY;
    double home = who->batch ? LOOKS[who->batch->model].local : 1 - list->abroad;
    bool local = sim_chance(rng, home);
    profile p = who->batch ? draw_posing(who, rng) : draw_person(list, who, rng);
    member->id = member_id(plan, bench, who, p.created, &scratch);
    show_names(bench, who, local, &scratch, member);
    show_words(bench, who, local, &scratch, member);
    if (!p.words) {
        member->bio = (assay_str){0};
        member->bio_length = 0;
    }
    show_place(bench, list, who, local, member);
    show_profile(list, &p, member);
    member->followed_at = list->followed ? who->followed : ASSAY_TIME_UNKNOWN;
    if (!list->names) {
        member->username = (assay_str){0};
    }
    bool well = member->id.ptr && !scratch.failed;
    sim_text_free(&scratch);
    return well;
}
