/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is seen of an account: tracker, profile, posts; and the truth in those terms.
 *
 * The tracker cuts counts to three figures, misses days, repeats a cached reading,
 * errs for a day. Events are told as spans (from, to] between readings that exist,
 * with the gain as the difference of these readings, so that the truth is what a
 * perfect reader could say. */
#include "sim.h"
#include "words.h"

#include <math.h>
#include <string.h>

/** The tables of an account while they are put together. */
typedef struct sheet {
    const sim_plan *plan;
    sim_bench *bench;
    sim_days *days;
    assay_account *account;
    sim_truth *truth;
    bool *seen;      /* [steps + 1] a reading was taken */
    double *shown;   /* [steps + 1] what it said of followers */
    int64_t *moment; /* [steps + 1] when */
    size_t glitch;   /* step of a reading that errs; SIZE_MAX: none */
    sim_text scratch;
} sheet;

static bool has(const sheet *s, sim_confounder confounder)
{
    return (s->plan->confounders & SIM_BIT(confounder)) != 0;
}

/* Three significant figures, cut off: the public counts of YouTube. */
static double cut(double count)
{
    if (count < 1000) {
        return count;
    }
    double unit = pow(10, floor(log10(count)) - 2);
    return floor(count / unit) * unit;
}

/* Days on which the tracker reads: daily, every few days, or weekly. */
static void draw_rhythm(sheet *s, gsl_rng *rng)
{
    double habit = s->plan->settings->daily ? 0 : gsl_rng_uniform(rng);
    size_t steps = s->plan->steps;
    size_t step = SIM_WARM;
    while (step <= steps) {
        s->seen[step] = true;
        size_t skip = habit < 0.8 ? 1 : habit < 0.92 ? 1 + sim_below(rng, 3) : 7;
        step += skip;
    }
    s->seen[steps] = true;
}

static void draw_gaps(sheet *s, gsl_rng *rng)
{
    size_t n = 1 + sim_below(rng, 4);
    size_t days = s->plan->steps - SIM_WARM;
    for (size_t i = 0; i < n && days > 30; i++) {
        size_t length = 3 + sim_below(rng, 20);
        size_t from = SIM_WARM + 1 + sim_below(rng, days - 1);
        for (size_t step = from; step < from + length && step < s->plan->steps; step++) {
            s->seen[step] = false;
        }
    }
}

static void draw_stale(sheet *s, gsl_rng *rng)
{
    size_t n = 1 + sim_below(rng, 5);
    size_t days = s->plan->steps - SIM_WARM;
    for (size_t i = 0; i < n && days > 10; i++) {
        size_t length = 1 + sim_below(rng, 4);
        size_t from = SIM_WARM + 1 + sim_below(rng, days - 1);
        for (size_t step = from; step < from + length && step < s->plan->steps; step++) {
            s->shown[step] = s->shown[from - 1];
        }
    }
}

/* One reading far off, right again at the next. */
static void draw_glitch(sheet *s, gsl_rng *rng)
{
    size_t days = s->plan->steps - SIM_WARM;
    size_t at = SIM_WARM + 1 + sim_below(rng, days > 2 ? days - 2 : 1);
    double off = sim_between(rng, 0.06, 0.4) * (sim_chance(rng, 0.5) ? 1 : -1);
    if (s->seen[at] && at < s->plan->steps) {
        s->shown[at] = floor(s->shown[at] * (1 + off));
        s->glitch = at;
    }
}

static void watch(sheet *s, gsl_rng *rng)
{
    const sim_plan *plan = s->plan;
    for (size_t step = 0; step <= plan->steps; step++) {
        int64_t late = plan->dated ? 0 : (int64_t)sim_below(rng, 900);
        s->shown[step] = s->days->followers[step];
        s->moment[step] = sim_plan_day(plan, step) * SIM_DAY + plan->clock + late;
    }
    s->moment[plan->steps] = plan->settings->until + plan->clock;
    draw_rhythm(s, rng);
    s->glitch = SIZE_MAX;
    if (has(s, SIM_STALE)) {
        draw_stale(s, rng);
    }
    if (has(s, SIM_GAPS)) {
        draw_gaps(s, rng);
    }
    if (has(s, SIM_GLITCH)) {
        draw_glitch(s, rng);
    }
    for (size_t step = 0; has(s, SIM_TRUNCATION) && step <= plan->steps; step++) {
        s->shown[step] = cut(s->shown[step]);
    }
}

static double known_if(bool known, double value)
{
    return known ? value : ASSAY_NUMBER_UNKNOWN;
}

static bool fill_growth(sheet *s)
{
    const sim_plan *plan = s->plan;
    assay_account *a = s->account;
    a->growth = assay_arena_array(s->bench->arena, plan->steps + 1, sizeof *a->growth);
    if (!a->growth) {
        return false;
    }
    for (size_t step = SIM_WARM; step <= plan->steps && !plan->settings->thin; step++) {
        if (!s->seen[step]) {
            continue;
        }
        assay_reading *r = &a->growth[a->n_growth++];
        r->at = s->moment[step];
        r->followers = s->shown[step];
        r->following = known_if(plan->tells_following, s->days->following[step]);
        r->posts = known_if(plan->tells_posts, s->days->posts[step]);
        r->views = known_if(plan->tells_views, s->days->views[step]);
        r->likes = known_if(plan->tells_likes, s->days->likes[step]);
    }
    a->growth_dated = plan->dated;
    return true;
}

static assay_str kept(sheet *s)
{
    return assay_arena_copy(s->bench->arena,
                            (assay_str){s->scratch.bytes, s->scratch.length});
}

static assay_str fixed(const char *words)
{
    return (assay_str){words, strlen(words)};
}

/* Ids as the platforms form them: 19 figures, or 11 letters and figures. */
static assay_str post_id(sheet *s, uint64_t key)
{
    static const char LETTERS[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    s->scratch.length = 0;
    bool figures = s->plan->platform == SIM_ON_TIKTOK || s->plan->platform == SIM_ON_X ||
                   s->plan->platform == SIM_ON_FACEBOOK;
    if (figures) {
        sim_text_count(&s->scratch, (double)(71 + (key >> 60) % 5));
        sim_text_count(&s->scratch, (double)(10000000 + (key & 0xFFFFFFFU) % 89999999));
        sim_text_count(&s->scratch, (double)(100000000 + (key >> 30) % 899999999));
        return kept(s);
    }
    sim_text_putc(&s->scratch, s->plan->platform == SIM_ON_YOUTUBE ? 'v' : 'D');
    for (size_t i = 0; i < 10; i++) {
        sim_text_putc(&s->scratch, LETTERS[(key >> (6 * i)) & 63U]);
    }
    return kept(s);
}

static const char *kind_of(const sim_plan *plan, const sim_post *post, gsl_rng *rng)
{
    bool other = sim_chance(rng, 0.3);
    if (plan->platform == SIM_ON_YOUTUBE) {
        return other ? "short" : "video";
    }
    if (post->video) {
        return plan->platform == SIM_ON_INSTAGRAM ? "reel" : "video";
    }
    return other ? "carousel" : "photo";
}

static assay_str caption_of(sheet *s, const sim_post *post, gsl_rng *rng)
{
    sim_voice voice = {s->plan->language, post->topic, 1};
    const char *rule = post->giveaway    ? "caption_giveaway"
                       : post->collab    ? "caption_collab"
                       : post->sponsored ? "caption_sponsored"
                                         : "caption";
    s->scratch.length = 0;
    sim_say(&voice, rule, rng, &s->scratch);
    return kept(s);
}

/* Views are public where the post is a video; photos of most platforms have none. */
static bool views_public(const sim_plan *plan, const sim_post *post)
{
    return plan->platform != SIM_ON_THREADS &&
           (post->video || plan->platform == SIM_ON_X);
}

/* By the second of the post; a further post of the same second takes a further key. */
static uint64_t post_key(const sheet *s, const sim_post *post)
{
    const sim_plan *plan = s->plan;
    uint64_t key = sim_mix(plan->settings->seed, plan->index, (uint64_t)post->at);
    for (const sim_post *p = post; p > s->days->posted && p[-1].step == post->step; p--) {
        if (p[-1].at == post->at) {
            key = sim_mix(key, plan->index, (uint64_t)post->at);
        }
    }
    return key;
}

static void fill_post(sheet *s, const sim_post *from, assay_post *to, gsl_rng *rng)
{
    const sim_plan *plan = s->plan;
    to->id = post_id(s, post_key(s, from));
    to->at = from->at;
    to->seen_at = s->moment[plan->steps];
    const char *kind = kind_of(plan, from, rng);
    to->kind = plan->tells_kind ? fixed(kind) : (assay_str){0};
    assay_str caption = caption_of(s, from, rng);
    to->caption = plan->tells_captions ? caption : (assay_str){0};
    bool told = from->sponsored && sim_chance(rng, 0.85);
    to->sponsored = !plan->tells_kind ? ASSAY_UNKNOWN : told ? ASSAY_YES : ASSAY_NO;
    to->likes = from->likes + from->bought_likes;
    to->comments = from->comments + from->bought_comments + from->pod_comments;
    to->views = known_if(views_public(plan, from), from->views + from->bought_views);
    to->shares = known_if(plan->tells_shares, from->shares);
    to->saves = known_if(plan->tells_saves, from->saves);
    to->reach = to->clicks = ASSAY_NUMBER_UNKNOWN;
}

static bool fill_posts(sheet *s, gsl_rng *rng)
{
    const sim_plan *plan = s->plan;
    assay_account *a = s->account;
    size_t seen = 0;
    for (size_t i = 0; i < s->days->n_posted; i++) {
        seen += s->days->posted[i].step > SIM_WARM;
    }
    size_t n = seen < plan->settings->posts ? seen : plan->settings->posts;
    size_t first = s->days->n_posted - n;
    a->posts = assay_arena_array(s->bench->arena, n + 1, sizeof *a->posts);
    if (!a->posts) {
        return false;
    }
    double since = sim_chance(rng, 0.5) ? 0 : gsl_rng_uniform(rng);
    for (size_t i = 0; i < n; i++) {
        fill_post(s, &s->days->posted[first + i], &a->posts[i], rng);
        if (has(s, SIM_HIDDEN_LIKES) && (double)i >= since * (double)n) {
            a->posts[i].likes = ASSAY_NUMBER_UNKNOWN;
        }
    }
    a->n_posts = n;
    return true;
}

static void fill_profile(sheet *s, gsl_rng *rng)
{
    const sim_plan *plan = s->plan;
    assay_account *a = s->account;
    const sim_language *language = sim_language_at(plan->language);
    sim_voice voice = {plan->language, plan->topic, 1};
    a->platform = fixed(sim_platform_name(plan->platform));
    s->scratch.length = 0;
    sim_creator_handle(plan->language, plan->index, rng, &s->scratch);
    a->handle = kept(s);
    s->scratch.length = 0;
    sim_creator_name(plan->language, plan->index, &s->scratch);
    assay_str name = kept(s);
    s->scratch.length = 0;
    sim_say(&voice, "bio", rng, &s->scratch);
    assay_str bio = kept(s);
    size_t country = 3 * sim_below(rng, 8);
    bool verified = sim_chance(rng, plan->followers > 1e5 ? 0.3 : 0.02);
    double age = sim_between(rng, 1.2, 9);
    double paid = sim_chance(rng, 0.3);
    double fee = sim_lognormal(rng, 0.02, 0.5) * plan->followers;
    a->country = (assay_str){language->countries + country, 2};
    a->language = fixed(language->code);
    a->followers = s->shown[plan->steps];
    if (!plan->tells_profile) {
        return;
    }
    a->name = plan->tells_names ? name : (assay_str){0};
    a->bio = plan->tells_names ? bio : (assay_str){0};
    a->category = fixed(sim_topic_name(plan->topic));
    a->verified = verified ? ASSAY_YES : ASSAY_NO;
    a->has_picture = ASSAY_YES;
    a->following = s->days->following[plan->steps];
    a->posts_count = s->days->posts[plan->steps];
    a->created_at = (plan->settings->until / SIM_DAY - (int64_t)(age * 365)) * SIM_DAY;
    if (paid > 0) {
        bool dong = plan->language == 0;
        a->fee = dong ? floor(fee * 25) * 1000 : floor(fee);
        a->currency = fixed(dong ? "VND" : "USD");
    }
}

/* The span of steps from..to in readings that exist; false when no reading tells it. */
static bool told_span(const sheet *s, size_t from, size_t to, sim_event *event)
{
    size_t left = from;
    size_t right = to < s->plan->steps ? to : s->plan->steps;
    if (from < SIM_WARM || from >= s->plan->steps) {
        return false;
    }
    while (left > SIM_WARM && !s->seen[left]) {
        left--;
    }
    while (right < s->plan->steps && !s->seen[right]) {
        right++;
    }
    event->from = s->moment[left];
    event->to = s->moment[right];
    event->gained = s->shown[right] - s->shown[left];
    return true;
}

/* How many days a burst takes to bring most of what it brings. */
static size_t main_days(const sim_burst *burst)
{
    double sum = 0;
    double most = burst->order && burst->length < 8 ? 0.995 : 0.8;
    for (size_t t = 0; t < burst->length; t++) {
        sum += burst->weight[t];
        if (sum >= most && (burst->length > 30 || burst->cause != ASSAY_CAUSE_ADS)) {
            return t + 1;
        }
    }
    return burst->length;
}

static void tell_burst(sheet *s, const sim_burst *burst)
{
    sim_event event = {.cause = burst->cause};
    /* a burst that starts in step k changes the reading after step k */
    if (!burst->shown || burst->start <= SIM_WARM ||
        !told_span(s, burst->start - 1, burst->start - 1 + main_days(burst), &event)) {
        return;
    }
    sim_truth *truth = s->truth;
    truth->events[truth->n_events++] = event;
    if (burst->order) {
        truth->orders[truth->n_orders++] = (sim_order){
            burst->mechanism, event.from, event.to, burst->ordered, burst->arrived};
    }
}

static bool tell_events(sheet *s)
{
    sim_truth *truth = s->truth;
    truth->events =
        assay_arena_array(s->bench->arena, s->plan->n_bursts + 2, sizeof *truth->events);
    truth->orders = assay_arena_array(s->bench->arena, s->plan->n_bursts + SIM_MECHANISMS,
                                      sizeof *truth->orders);
    if (!truth->events || !truth->orders) {
        return false;
    }
    for (size_t i = 0; i < s->plan->n_bursts; i++) {
        tell_burst(s, &s->plan->bursts[i]);
    }
    sim_event purge = {.cause = ASSAY_CAUSE_PURGE};
    size_t day = s->plan->purge.step;
    if (day != SIZE_MAX && told_span(s, day - 1, day, &purge)) {
        truth->events[truth->n_events++] = purge;
    }
    sim_event error = {.cause = ASSAY_CAUSE_TRACKER};
    if (s->glitch != SIZE_MAX && told_span(s, s->glitch - 1, s->glitch, &error)) {
        truth->events[truth->n_events++] = error;
    }
    return true;
}

typedef struct sums {
    double likes, views, comments, bought_likes, bought_views, bought_comments, pod;
} sums;

static double share(double bought, double real)
{
    return bought + real > 0 ? bought / (bought + real) : 0;
}

static void tell_orders(sheet *s, const sums *t)
{
    const double delivered[] = {t->bought_likes, t->bought_views, t->bought_comments,
                                t->pod};
    const assay_account *a = s->account;
    sim_truth *truth = s->truth;
    for (size_t i = 0; i < 4 && a->n_posts > 0; i++) {
        sim_mechanism m = (sim_mechanism)(SIM_LIKES + (int)i);
        if (delivered[i] > 0) {
            truth->orders[truth->n_orders++] =
                (sim_order){m, a->posts[0].at, a->posts[a->n_posts - 1].seen_at,
                            delivered[i], delivered[i]};
        }
    }
}

/* Shares over the posts told of; an account is inflated from 5 % of followers or 20 % of
 * likes, views or comments on. */
static void tell_shares(sheet *s)
{
    static const double MARK[SIM_METRICS] = {0.05, 0.2, 0.2, 0.2};
    sums t = {0};
    const sim_plan *plan = s->plan;
    sim_truth *truth = s->truth;
    for (size_t i = s->days->n_posted - s->account->n_posts; i < s->days->n_posted; i++) {
        const sim_post *p = &s->days->posted[i];
        t.likes += p->likes;
        t.views += p->views;
        t.comments += p->comments;
        t.bought_likes += p->bought_likes;
        t.bought_views += p->bought_views;
        t.bought_comments += p->bought_comments;
        t.pod += p->pod_comments;
    }
    double followers = s->days->followers[plan->steps];
    double bought = s->days->bought[plan->steps];
    truth->share[SIM_FOLLOWERS] = followers > 0 ? bought / followers : 0;
    truth->share[SIM_LIKES_METRIC] = share(t.bought_likes, t.likes);
    truth->share[SIM_VIEWS_METRIC] = share(t.bought_views, t.views);
    truth->share[SIM_COMMENTS_METRIC] = share(t.bought_comments + t.pod, t.comments);
    double idle = bought + (followers - bought) * plan->junk;
    truth->idle_share = followers > 0 ? idle / followers : 0;
    truth->inflated = false;
    truth->bought_share = 0;
    for (size_t m = 0; m < SIM_METRICS; m++) {
        truth->inflated |= truth->share[m] >= MARK[m];
    }
    for (size_t m = 0; m < SIM_MECHANISMS; m++) {
        sim_metric metric = sim_mechanism_metric((sim_mechanism)m);
        if (plan->mechanisms & SIM_BIT(m)) {
            truth->bought_share = fmax(truth->bought_share, truth->share[metric]);
        }
    }
    tell_orders(s, &t);
}

assay_str sim_record_handle(const sim_plan *plan, sim_bench *bench)
{
    sim_days none = {0};
    size_t n = plan->steps + 1;
    sim_bench aside = {bench->aside, bench->aside, bench->arena};
    sheet s = {.plan = plan, .bench = &aside, .days = &none};
    s.seen = assay_arena_array(bench->arena, n, sizeof *s.seen);
    s.shown = assay_arena_array(bench->arena, n, sizeof *s.shown);
    s.moment = assay_arena_array(bench->arena, n, sizeof *s.moment);
    none.followers = assay_arena_array(bench->arena, n, sizeof *none.followers);
    if (!s.seen || !s.shown || !s.moment || !none.followers) {
        return (assay_str){0};
    }
    /* what the tracker draws does not depend on what it reads */
    sim_rng_key(bench->aside, plan->settings->seed, plan->index, SIM_FOR_TRACKER);
    watch(&s, bench->aside);
    sim_creator_handle(plan->language, plan->index, bench->aside, &s.scratch);
    assay_str handle = kept(&s);
    sim_text_free(&s.scratch);
    return handle;
}

assay_status sim_record(const sim_plan *plan, sim_bench *bench, sim_days *days,
                        assay_account *account, sim_truth *truth, assay_error *err)
{
    size_t n = plan->steps + 1;
    sheet s = {
        .plan = plan, .bench = bench, .days = days, .account = account, .truth = truth};
    s.seen = assay_arena_array(bench->arena, n, sizeof *s.seen);
    s.shown = assay_arena_array(bench->arena, n, sizeof *s.shown);
    s.moment = assay_arena_array(bench->arena, n, sizeof *s.moment);
    bool well = s.seen && s.shown && s.moment;
    if (well) {
        watch(&s, bench->rng);
        fill_profile(&s, bench->rng);
        well = fill_growth(&s) && fill_posts(&s, bench->rng) && tell_events(&s) &&
               !s.scratch.failed;
    }
    if (well) {
        tell_shares(&s);
    }
    truth->mechanisms = plan->mechanisms;
    truth->confounders = plan->confounders;
    truth->level = plan->level;
    truth->vendor = plan->vendor;
    truth->dated = plan->dated;
    sim_text_free(&s.scratch);
    return well ? ASSAY_OK : assay_fail(err, ASSAY_NO_MEMORY, "no memory for an account");
}
