/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comments: who writes when under which post, and what.
 *
 * A sample of the newest posts' comments, in which real, bought and pod comments stand
 * in the proportion of the counters. Real ones decay after the post, come from people
 * some of whom return, and speak of it; short reactions repeat among strangers. Bought
 * ones come in waves from a vendor's accounts, by its bank of texts or, with care, as
 * people write. Pods are the same real people under every post, within the hour. A few
 * lures reach anybody. */
#include "sim.h"
#include "words.h"

#include <math.h>
#include <stdlib.h>

enum { POSTS_SAMPLED = 40 };

/** A comment before it has words. */
typedef struct draft {
    int64_t at;
    sim_author who;
    uint64_t author, order; /* order breaks ties of time */
    size_t answers;         /* number of the draft it replies to; SIZE_MAX: none */
    sim_someone known;      /* of a circle that others share, or nobody */
} draft;

/** What all comments of an account share. */
typedef struct desk {
    const sim_plan *plan;
    sim_bench *bench;
    const sim_post *posted; /* of the record's first post */
    assay_account *account;
    sim_truth *truth;
    int64_t until;
    double fans, pod, lures;
    double mix[12]; /* [N_KINDS] of this account's audience */
    double lower, emphatic, short_forms, digits, slow;
    bool tells_likes, tells_followers;
    draft *drafts;
    size_t n_drafts, room;
    sim_text scratch;
    assay_str mates[SIM_MATES]; /* creators of the pod */
    size_t n_mates;
} desk;

static int by_time(const void *a, const void *b)
{
    const draft *x = a;
    const draft *y = b;
    if (x->at != y->at) {
        return x->at < y->at ? -1 : 1;
    }
    return x->order < y->order ? -1 : x->order > y->order;
}

/* Seconds until a real comment, heavy-tailed, within the age of the post. */
static int64_t real_delay(gsl_rng *rng, double c, double age)
{
    double u = gsl_rng_uniform(rng) * (1 - pow(1 + age / c, -0.9));
    return (int64_t)(c * (pow(1 - u, -1 / 0.9) - 1));
}

/** When the wave of a post's bought comments begins, and how long it lasts, seconds. */
typedef struct wave {
    double begins, lasts;
} wave;

static wave draw_wave(const sim_plan *plan, gsl_rng *rng, double age)
{
    static const double LATEST[SIM_LEVELS] = {3, 12, 24, 24}; /* hours */
    static const double LASTS[SIM_LEVELS] = {0.6, 3, 10, 24};
    double begins = sim_between(rng, 0.05, LATEST[plan->level]) * 3600;
    double lasts = sim_between(rng, 0.1, 1) * LASTS[plan->level] * 3600;
    return (wave){fmin(begins, age * 0.6), fmin(lasts, age * 0.39)};
}

static int64_t bought_delay(const desk *d, gsl_rng *rng, const wave *w, double age)
{
    const sim_plan *plan = d->plan;
    if (plan->level == 3) {
        return real_delay(rng, d->slow, age);
    }
    double u = gsl_rng_uniform(rng);
    bool again = plan->level == 2 && sim_chance(rng, 0.4);
    double at = w->begins + u * w->lasts;
    return (int64_t)(again ? fmin(at * 2.5, age * 0.99) : at);
}

static void put(desk *d, sim_author who, int64_t at, uint64_t author, size_t answers)
{
    if (d->n_drafts < d->room) {
        d->drafts[d->n_drafts] = (draft){at, who, author, d->n_drafts, answers, {0}};
        d->n_drafts++;
    }
}

static uint64_t pick_author(const desk *d, gsl_rng *rng, sim_author who)
{
    const sim_plan *plan = d->plan;
    if (who == SIM_MATE) {
        return sim_below(rng, (size_t)d->pod);
    }
    if (who == SIM_CREW) {
        /* the vendor's accounts at work for this customer; more of them with care */
        static const size_t CREW[SIM_LEVELS] = {40, 120, 400, 2000};
        uint64_t first = sim_mix(plan->settings->seed, plan->index, 77) % 3000;
        return (first + sim_below(rng, CREW[plan->level])) % 5000;
    }
    if (who == SIM_LURE) {
        return sim_below(rng, 400);
    }
    return (uint64_t)(d->fans * pow(gsl_rng_uniform(rng), 1.7));
}

static sim_author pick_role(const desk *d, const sim_post *post, gsl_rng *rng)
{
    double all = post->comments + post->bought_comments + post->pod_comments;
    double u = gsl_rng_uniform(rng) * fmax(all, 1);
    if (u < post->bought_comments) {
        return SIM_CREW;
    }
    if (u < post->bought_comments + post->pod_comments) {
        return SIM_MATE;
    }
    return sim_chance(rng, d->lures) ? SIM_LURE : SIM_REAL;
}

static int64_t delay(const desk *d, gsl_rng *rng, sim_author who, const wave *w,
                     double age)
{
    if (who == SIM_CREW) {
        return bought_delay(d, rng, w, age);
    }
    if (who == SIM_MATE) {
        return (int64_t)(fmin(3600, age) * pow(gsl_rng_uniform(rng), 1.3));
    }
    return real_delay(rng, d->slow, age);
}

/* The creator answers the last draft, within hours. */
static void answer(desk *d, gsl_rng *rng)
{
    int64_t wait = (int64_t)sim_lognormal(rng, 5400, 1.2);
    int64_t at = d->drafts[d->n_drafts - 1].at + 30 + wait;
    put(d, SIM_CREATOR, at < d->until ? at : d->until, 0, d->n_drafts - 1);
}

/* The drafts of one post: `quota` comments, some of them answers by the creator. */
static void draft_post(desk *d, const sim_post *post, size_t quota)
{
    gsl_rng *rng = d->bench->rng;
    double age = fmax((double)(d->until - post->at) - 60, 60);
    wave w = draw_wave(d->plan, rng, age);
    size_t first = d->n_drafts;
    for (size_t i = 0; i < quota && d->n_drafts - first < quota; i++) {
        sim_author who = pick_role(d, post, rng);
        int64_t after = delay(d, rng, who, &w, age);
        uint64_t author = pick_author(d, rng, who);
        put(d, who, post->at + 20 + after, author, SIZE_MAX);
        if (d->plan->settings->shared) {
            bool mate = author < d->n_mates;
            d->drafts[d->n_drafts - 1].known = sim_shared_author(
                d->plan, rng, mate ? author : SIZE_MAX, who, post->giveaway);
        }
        double warm = who == SIM_REAL || who == SIM_MATE ? 1 : 0.4;
        if (sim_chance(rng, d->plan->chatty * warm) && d->n_drafts - first < quota) {
            answer(d, rng);
        }
    }
}

/* Kinds of comment and how usual they are; every account has its own mixture. */
static const struct {
    const char *rule;
    double usual;
} KINDS[] = {{"short", 34},    {"emoji", 6},  {"topical", 18},
             {"question", 11}, {"story", 10}, {"praise", 8},
             {"tag", 6},       {"chat", 5},   {"buyer", 3}};
enum { N_KINDS = sizeof KINDS / sizeof *KINDS };

static void draw_mix(gsl_rng *rng, double mix[])
{
    double total = 0;
    for (size_t i = 0; i < N_KINDS; i++) {
        mix[i] = KINDS[i].usual * sim_lognormal(rng, 1, 0.6);
        total += mix[i];
    }
    for (size_t i = 0; i < N_KINDS; i++) {
        mix[i] /= total;
    }
}

static size_t pick_kind(gsl_rng *rng, const double mix[])
{
    double u = gsl_rng_uniform(rng);
    size_t i = 0;
    while (i + 1 < N_KINDS && u >= mix[i]) {
        u -= mix[i];
        i++;
    }
    return i;
}

static void say_kind(const desk *d, const sim_post *post, gsl_rng *rng, sim_text *out)
{
    size_t kind = pick_kind(rng, d->mix);
    sim_voice voice = {d->plan->language, post->topic, kind == 0 ? 1.8 : 1};
    sim_say(&voice, KINDS[kind].rule, rng, out);
}

static void say_real(const desk *d, const draft *c, const sim_post *post, gsl_rng *rng,
                     sim_text *out)
{
    sim_voice voice = {d->plan->language, post->topic, 1};
    bool fan = c->known.circle && c->known.circle->kind == SIM_SHARES_FANS;
    if (fan && sim_chance(rng, 0.5)) {
        sim_say(&voice, "story", rng, out); /* fans write at length */
    } else if (post->giveaway && sim_chance(rng, 0.75)) {
        sim_say(&voice, "entry", rng, out);
    } else {
        say_kind(d, post, rng, out);
    }
}

/* A line of the vendor's bank, the same for all its customers: finished for the naive
 * (`fresh` NULL), else a template of which the words are chosen anew. Banks were once
 * copied from people, so their kinds are people's. */
static void say_banked(const desk *d, const sim_post *post, gsl_rng *rng, gsl_rng *fresh,
                       sim_text *out)
{
    const sim_plan *plan = d->plan;
    size_t bank = plan->vendor->bank ? plan->vendor->bank : 90;
    uint64_t line = sim_below(rng, bank);
    uint64_t name = (uint64_t)(unsigned char)plan->vendor->name[0];
    gsl_rng *aside = d->bench->aside;
    double mix[N_KINDS];
    sim_rng_key(aside, name, 0, plan->language);
    draw_mix(aside, mix);
    sim_rng_key(aside, name, line + 1, plan->language);
    const char *rule = KINDS[pick_kind(aside, mix)].rule;
    unsigned topic = (unsigned)sim_below(aside, SIM_TOPICS);
    uint64_t which = (uint64_t)(gsl_rng_uniform(aside) * 1e6);
    sim_voice voice = {plan->language, fresh ? post->topic : topic, 1};
    if (fresh) {
        sim_say_template(&voice, rule, which, fresh, out);
    } else {
        sim_say(&voice, rule, aside, out);
    }
}

static void say_bought(const desk *d, const sim_post *post, gsl_rng *rng, sim_text *out)
{
    static const double BANKED[SIM_LEVELS] = {1, 1, 0.4, 0};
    unsigned level = d->plan->level;
    if (sim_chance(rng, BANKED[level])) {
        say_banked(d, post, rng, level == 0 ? NULL : rng, out);
    } else {
        say_kind(d, post, rng, out);
    }
}

static void say(const desk *d, const draft *c, const sim_post *post, gsl_rng *rng,
                sim_text *out)
{
    sim_voice voice = {d->plan->language, post->topic, 1};
    switch (c->who) {
    case SIM_REAL:
        say_real(d, c, post, rng, out);
        break;
    case SIM_CREW:
        say_bought(d, post, rng, out);
        break;
    case SIM_MATE:
        /* polite and general: members see dozens of posts a day */
        if (sim_chance(rng, 0.25)) {
            sim_say(&voice, "praise", rng, out);
        } else {
            say_kind(d, post, rng, out);
        }
        break;
    case SIM_LURE:
        sim_say(&voice, "lure", rng, out);
        break;
    case SIM_CREATOR:
        sim_say(&voice, "reply", rng, out);
        break;
    }
}

/** A person: how they type, what they are called, how many follow them. */
typedef struct person {
    sim_hand hand;
    assay_str handle;
    double followers;
} person;

/* People are keyed by who they are, so they return with the same handle and hand. */
static person meet(desk *d, const draft *c)
{
    const sim_plan *plan = d->plan;
    gsl_rng *aside = d->bench->aside;
    bool crew = c->who == SIM_CREW;
    uint64_t circle = crew ? (uint64_t)(unsigned char)plan->vendor->name[0]
                           : 1000 + plan->index * 8 + (uint64_t)c->who;
    sim_rng_key(aside, sim_mix(plan->settings->seed, circle, 31), c->author, 0);
    double aged = plan->level == 3 ? 0.9 : plan->vendor->aged;
    bool young = crew && !sim_chance(aside, aged);
    double plain = crew ? plan->vendor->plain_script : 1 - plan->diacritics;
    person p = {0};
    p.hand.plain = sim_chance(aside, plain);
    p.hand.decomposed = sim_chance(aside, 0.08);
    p.hand.short_forms = sim_chance(aside, d->short_forms);
    p.hand.lower = sim_chance(aside, d->lower);
    p.hand.emphatic = sim_chance(aside, d->emphatic);
    p.followers = floor(sim_lognormal(aside, young ? 25 : 180, 1.3));
    double digits = young ? plan->vendor->digits : d->digits;
    sim_text *scratch = &d->scratch;
    scratch->length = 0;
    sim_person_handle(plan->language, digits, aside, scratch);
    p.handle =
        assay_arena_copy(d->bench->arena, (assay_str){scratch->bytes, scratch->length});
    return p;
}

static assay_str number_id(desk *d, uint64_t key)
{
    d->scratch.length = 0;
    sim_text_count(&d->scratch, (double)(1 + key % UINT64_C(8999999)));
    sim_text_count(&d->scratch, (double)(1000000 + (key >> 24) % UINT64_C(8999999)));
    sim_text_count(&d->scratch, (double)(10000 + (key >> 44) % UINT64_C(89999)));
    return assay_arena_copy(d->bench->arena,
                            (assay_str){d->scratch.bytes, d->scratch.length});
}

static double draw_likes(const draft *c, gsl_rng *rng)
{
    double early = sim_lognormal(rng, 0.6, 1.4);
    double quiet = sim_chance(rng, 0.25) ? 1 : 0.2;
    return sim_count(rng,
                     c->who == SIM_CREW || c->who == SIM_LURE ? early * quiet : early, 2);
}

static bool write_one(desk *d, const draft *c, const sim_post *post, assay_str post_id)
{
    gsl_rng *rng = d->bench->rng;
    size_t n = d->account->n_comments++;
    assay_comment *comment = &d->account->comments[n];
    d->truth->inauthentic[n] =
        c->who == SIM_CREW || c->who == SIM_MATE || c->who == SIM_LURE;
    d->truth->authors[n] = c->who;
    comment->post = post_id;
    comment->at = c->at;
    comment->by_creator = c->who == SIM_CREATOR ? ASSAY_YES : ASSAY_UNKNOWN;
    person p = meet(d, c);
    bool well = true;
    if (c->known.circle) {
        bool mate = c->known.circle->kind == SIM_SHARES_PODS;
        p.handle = mate ? d->mates[c->known.number]
                        : sim_shared_handle(d->plan, d->bench, c->known);
        well = sim_shared_met(d->bench, d->truth, c->known, p.handle, "comments");
    }
    if (c->who == SIM_CREATOR) {
        p.handle = d->account->handle;
        p.followers = d->account->followers;
        p.hand = (sim_hand){0};
    }
    comment->author = p.handle;
    double likes = draw_likes(c, rng);
    comment->likes = d->tells_likes ? likes : ASSAY_NUMBER_UNKNOWN;
    comment->author_followers = d->tells_followers ? p.followers : ASSAY_NUMBER_UNKNOWN;
    d->scratch.length = 0;
    say(d, c, post, rng, &d->scratch);
    sim_retype(d->plan->language, &p.hand, rng, &d->scratch, 0);
    comment->text = assay_arena_copy(d->bench->arena,
                                     (assay_str){d->scratch.bytes, d->scratch.length});
    return well && comment->text.ptr && comment->author.ptr && !d->scratch.failed;
}

/* Give the drafts of a post words, in order of time; then ids, which tell nothing. */
static bool write_post(desk *d, const sim_post *post, assay_str post_id)
{
    size_t first = d->account->n_comments;
    assay_str *ids = assay_arena_array(d->bench->arena, d->n_drafts + 1, sizeof *ids);
    if (!ids) {
        return false;
    }
    const sim_plan *plan = d->plan;
    for (size_t i = 0; i < d->n_drafts; i++) {
        uint64_t key = sim_mix(plan->settings->seed + plan->index, (uint64_t)post->at,
                               (uint64_t)(first + i));
        ids[i] = number_id(d, key);
    }
    qsort(d->drafts, d->n_drafts, sizeof *d->drafts, by_time);
    for (size_t i = 0; i < d->n_drafts; i++) {
        const draft *c = &d->drafts[i];
        if (!ids[c->order].ptr || !write_one(d, c, post, post_id)) {
            return false;
        }
        assay_comment *comment = &d->account->comments[first + i];
        comment->id = ids[c->order];
        comment->reply_to = c->answers == SIZE_MAX ? (assay_str){0} : ids[c->answers];
    }
    d->n_drafts = 0;
    return true;
}

/* How many comments of each sampled post: fewer of the loud ones than their share. */
static size_t draw_quotas(const desk *d, size_t first, size_t n, size_t quota[])
{
    double total = 0;
    double weight[POSTS_SAMPLED];
    double wanted = (double)d->plan->settings->comments;
    for (size_t i = 0; i < n; i++) {
        const sim_post *p = &d->posted[first + i];
        weight[i] = pow(p->comments + p->bought_comments + p->pod_comments, 0.7);
        total += weight[i];
    }
    size_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        const sim_post *p = &d->posted[first + i];
        double there = p->comments + p->bought_comments + p->pod_comments;
        double part = total > 0 ? wanted * weight[i] / total : 0;
        double left = wanted - (double)sum;
        quota[i] = (size_t)fmin(fmin(there, floor(part + 0.5)), left);
        sum += quota[i];
    }
    return sum;
}

static double pod_size(const desk *d, size_t first, size_t n)
{
    double most = 5;
    for (size_t i = 0; i < n; i++) {
        most = fmax(most, d->posted[first + i].pod_comments);
    }
    return floor(most * 1.15) + 1;
}

static bool take_memory(desk *d, size_t sum)
{
    assay_arena *arena = d->bench->arena;
    d->room = sum + 1;
    d->drafts = assay_arena_array(arena, d->room, sizeof *d->drafts);
    d->account->comments =
        assay_arena_array(arena, sum + 1, sizeof *d->account->comments);
    d->truth->inauthentic = assay_arena_array(arena, sum + 1, sizeof(bool));
    d->truth->authors = assay_arena_array(arena, sum + 1, sizeof *d->truth->authors);
    return d->drafts && d->account->comments && d->truth->inauthentic &&
           d->truth->authors;
}

/* How this account's people type, and how fast they come. */
static void draw_hands(desk *d, gsl_rng *rng)
{
    d->lower = sim_between(rng, 0.35, 0.85);
    d->emphatic = sim_between(rng, 0.02, 0.2);
    d->short_forms = sim_between(rng, 0.08, 0.5);
    d->digits = sim_between(rng, 0.25, 0.6);
    d->slow = sim_clamp(sim_lognormal(rng, 5400, 0.6), 900, 40000);
}

assay_status sim_comments_write(const sim_plan *plan, sim_bench *bench,
                                const sim_days *days, assay_account *account,
                                sim_truth *truth, assay_error *err)
{
    gsl_rng *rng = bench->rng;
    size_t n_posts = account->n_posts;
    desk d = {.plan = plan, .bench = bench, .account = account, .truth = truth};
    d.posted = days->posted + (days->n_posted - n_posts);
    d.until = plan->settings->until + plan->clock;
    d.lures = sim_clamp(sim_lognormal(rng, 0.008, 0.9), 0, 0.08);
    d.tells_likes = sim_chance(rng, 0.6);
    d.tells_followers = sim_chance(rng, 0.35);
    draw_mix(rng, d.mix);
    draw_hands(&d, rng);
    double loyal = sim_between(rng, 0.5, 3);
    size_t n = n_posts < POSTS_SAMPLED ? n_posts : POSTS_SAMPLED;
    size_t first = n_posts - n;
    size_t quota[POSTS_SAMPLED] = {0};
    size_t sum = draw_quotas(&d, first, n, quota);
    d.fans = fmax(25, (double)sum * loyal);
    d.pod = pod_size(&d, first, n);
    d.n_mates = sim_shared_mates(plan, bench, d.mates);
    account->n_comments = 0;
    bool well = take_memory(&d, sum);
    for (size_t i = 0; i < n && well; i++) {
        draft_post(&d, &d.posted[first + i], quota[i]);
        well = write_post(&d, &d.posted[first + i], account->posts[first + i].id);
    }
    sim_text_free(&d.scratch);
    return well ? ASSAY_OK : assay_fail(err, ASSAY_NO_MEMORY, "no memory for comments");
}
