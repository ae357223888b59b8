/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How well the causes of events are told on invented accounts, and what each clue says:
 * a confusion table and the log score of the posterior. With --rows also every event's
 * clues, which bench/events_learn.py learns from beside those of simulated rosters.
 *
 *     events_causes [accounts a cause] [--rows] [--bare]      --bare: the curve alone
 */
#include <time.h>

#include "events/causes.h"
#include "invented.h"

enum { DAYS = 240, EVENT_DAY_LOW = 70, EVENT_DAY_HIGH = 170 };

/** An account with a curve and one planted event. */
typedef struct story {
    invented a;
    assay_reading readings[DAYS];
    double daily[DAYS]; /* followers the event adds a day */
    int64_t from, to;   /* truth */
    double gained;
    size_t day;
} story;

/* Evenly over `days`, begun at any hour: the first and last reading get their part. */
static void spread_even(story *s, double gained, double days, double jitter)
{
    double weight[DAYS], sum = 0, begin = assay__random_uniform(&s->a.random);
    size_t n = (size_t)ceil(begin + days);
    for (size_t d = 0; d < n; d++) {
        double from = fmax((double)d, begin), to = fmin((double)d + 1, begin + days);
        weight[d] = (to - from) * fmax(0.05, 1 + jitter * normal(&s->a.random));
        sum += weight[d];
    }
    for (size_t d = 0; d < n && s->day + d < DAYS; d++)
        s->daily[s->day + d] += gained * weight[d] / sum;
    s->to = s->from + (int64_t)n * INVENTED_DAY;
}

/* Omori relaxation with noise, to the end of the curve. */
static void spread_decaying(story *s, double gained, double exponent, double delay)
{
    double weight[DAYS], sum = 0, begin = assay__random_uniform(&s->a.random);
    for (size_t d = 0; d < 40; d++) {
        double age = d == 0 ? 0 : (double)d - begin;
        weight[d] = pow(age + delay, -exponent) * exp(0.25 * normal(&s->a.random));
        weight[d] *= d == 0 ? 1 - begin : 1;
        sum += weight[d];
    }
    for (size_t d = 0; d < 40 && s->day + d < DAYS; d++)
        s->daily[s->day + d] += gained * weight[d] / sum;
    s->to = s->from + (int64_t)7 * INVENTED_DAY;
}

/* Up and down again, no edge anywhere. */
static void spread_hill(story *s, double gained, size_t days)
{
    double weight[DAYS], sum = 0, middle = (double)days / 2;
    for (size_t d = 0; d < days; d++) {
        double height = 1 - fabs((double)d + 0.5 - middle) / middle;
        weight[d] = fmax(0.02, height) * exp(0.4 * normal(&s->a.random));
        sum += weight[d];
    }
    for (size_t d = 0; d < days && s->day + d < DAYS; d++)
        s->daily[s->day + d] += gained * weight[d] / sum;
    s->to = s->from + (int64_t)days * INVENTED_DAY;
}

static void lose(story *s, double followers, size_t from, size_t days)
{
    for (size_t d = 0; d < days && from + d < DAYS; d++)
        s->daily[from + d] -= followers / (double)days;
}

static assay_post *post_near(story *s, double days_before)
{
    int64_t wanted = s->from - (int64_t)(days_before * INVENTED_DAY);
    size_t best = 0;
    for (size_t i = 0; i < s->a.account.n_posts; i++)
        if (llabs(s->a.posts[i].at - wanted) < llabs(s->a.posts[best].at - wanted))
            best = i;
    s->a.posts[best].at = wanted;
    return &s->a.posts[best];
}

static void multiply(assay_post *post, double factor)
{
    post->views = floor(post->views * factor);
    post->likes = floor(post->likes * pow(factor, 0.92));
    post->comments = floor(post->comments * pow(factor, 0.82));
    post->shares = floor(post->shares * factor);
}

/* Posts after the event answer the followers it brought. */
static void answer(story *s, double followers, double elasticity)
{
    double factor = pow(1 + s->gained / followers, elasticity);
    for (size_t i = 0; i < s->a.account.n_posts; i++)
        if (s->a.posts[i].at > s->to)
            multiply(&s->a.posts[i], factor);
}

static void say(assay_post *post, const char *words)
{
    post->caption = (assay_str){words, strlen(words)};
}

static double package(assay__random *r, double about)
{
    static const double sizes[] = {1, 2, 2.5, 5, 10};
    double decade = pow(10, floor(log10(about)));
    double size = sizes[assay__random_below(r, 5)] * decade;
    return size * (1 + 0.1 * assay__random_uniform(r));
}

static void stage(story *s, assay_cause cause, double followers)
{
    assay__random *r = &s->a.random;
    double chance = assay__random_uniform(r);
    s->gained = followers * exp(uniform_in(r, log(0.012), log(0.3)));
    switch (cause) {
    case ASSAY_CAUSE_PURCHASE:
        if (chance < 0.7)
            s->gained = package(r, s->gained);
        spread_even(s, s->gained,
                    assay__random_uniform(r) < 0.5 ? uniform_in(r, 0.1, 2.5)
                                                   : uniform_in(r, 3, 30),
                    0.3 * assay__random_uniform(r));
        lose(s, s->gained * 0.2 * assay__random_uniform(r), s->day + 20, 30);
        answer(s, followers, 0.05);
        break;
    case ASSAY_CAUSE_VIRAL:
        multiply(post_near(s, uniform_in(r, 0, 1.5)), exp(uniform_in(r, 1.2, 3.5)));
        spread_decaying(s, s->gained, uniform_in(r, 0.6, 1.5), uniform_in(r, 0.3, 2));
        answer(s, followers, uniform_in(r, 0.3, 0.9));
        break;
    case ASSAY_CAUSE_GIVEAWAY: {
        assay_post *post = post_near(s, uniform_in(r, 0, 1));
        if (chance < 0.85)
            say(post, "Giveaway! follow + tag 3 friends");
        post->comments = floor(post->comments * uniform_in(r, 3, 10));
        multiply(post, uniform_in(r, 1, 3));
        spread_even(s, s->gained, uniform_in(r, 1, 4), 0.4);
        lose(s, s->gained * uniform_in(r, 0.2, 0.6), s->day + 4, 14);
        answer(s, followers, uniform_in(r, 0, 0.4));
        break;
    }
    case ASSAY_CAUSE_PRESS:
        if (chance < 0.3)
            say(post_near(s, -1), "cảm ơn truyền hình, interview trên VTV");
        spread_decaying(s, s->gained, uniform_in(r, 0.9, 1.5), uniform_in(r, 0.3, 1.5));
        answer(s, followers, uniform_in(r, 0.3, 0.8));
        break;
    case ASSAY_CAUSE_ADS: {
        double days = uniform_in(r, 7, 14);
        if (chance < 0.4)
            post_near(s, -1)->sponsored = ASSAY_YES;
        if (chance > 0.3)
            multiply(post_near(s, 0.5), uniform_in(r, 1.5, 3));
        spread_even(s, s->gained, days, uniform_in(r, 0.2, 0.5));
        answer(s, followers, uniform_in(r, 0.4, 0.9));
        break;
    }
    case ASSAY_CAUSE_COLLABORATION: {
        assay_post *post = post_near(s, uniform_in(r, 0, 1));
        if (chance < 0.75)
            say(post, "cafe cùng @somebody.else");
        multiply(post, uniform_in(r, 1.5, 4));
        spread_decaying(s, s->gained, uniform_in(r, 1.0, 1.8), uniform_in(r, 0.3, 1));
        answer(s, followers, uniform_in(r, 0.5, 1));
        break;
    }
    case ASSAY_CAUSE_TRACKER: {
        size_t days = 1 + (size_t)assay__random_below(r, 4);
        s->daily[s->day] += s->gained;
        s->daily[s->day + days] -= s->gained;
        s->to = s->from + INVENTED_DAY;
        break;
    }
    case ASSAY_CAUSE_PURGE:
        s->gained = -followers * uniform_in(r, 0.02, 0.08);
        s->daily[s->day] += s->gained;
        s->to = s->from + INVENTED_DAY;
        break;
    case ASSAY_CAUSE_OTHER: /* another pace for some weeks, or a hill of days; ragged */
    case ASSAY_CAUSE_COUNT:
        if (chance < 0.5)
            spread_even(s, s->gained, uniform_in(r, 10, 40), 0.6);
        else
            spread_hill(s, s->gained, 4 + (size_t)assay__random_below(r, 20));
        answer(s, followers, uniform_in(r, 0.2, 1));
        break;
    }
}

/* Gamma-Poisson noise of the ordinary days. */
static double ordinary_day(assay__random *r, double mean, double shape)
{
    double gamma = 0;
    for (int i = 0; i < (int)shape; i++)
        gamma -= log(1 - assay__random_uniform(r));
    return poisson(r, mean * gamma / floor(shape));
}

static void tell(story *s, assay_cause cause, uint64_t seed)
{
    assay__random draw = {seed * 77 + 5, 0};
    double followers = exp(uniform_in(&draw, log(5e3), log(5e5)));
    size_t posts = 30 + (size_t)assay__random_below(&draw, 50);
    memset(s, 0, sizeof *s);
    invent(&s->a, seed, posts, DAYS - 1, followers);
    for (size_t i = 0; i < posts; i++)
        say(&s->a.posts[i],
            assay__random_uniform(&draw) < 0.06 ? "với @ban.than" : "một ngày đẹp trời");
    s->day = EVENT_DAY_LOW +
             (size_t)assay__random_below(&draw, EVENT_DAY_HIGH - EVENT_DAY_LOW);
    s->from = INVENTED_START + (int64_t)(s->day - 1) * INVENTED_DAY;
    stage(s, cause, followers);
    double pace = followers * exp(uniform_in(&draw, log(0.0003), log(0.002)));
    double shape = 2 + floor(8 * assay__random_uniform(&draw)), now = followers;
    for (size_t d = 0; d < DAYS; d++) {
        now += ordinary_day(&s->a.random, pace, shape) + floor(s->daily[d] + 0.5);
        s->readings[d] = (assay_reading){
            .at = INVENTED_START + (int64_t)d * INVENTED_DAY,
            .followers = fmax(0, now),
            .following = (double)NAN,
            .posts = (double)NAN,
            .views = (double)NAN,
            .likes = (double)NAN,
        };
    }
    s->a.account.growth = s->readings;
    s->a.account.n_growth = DAYS;
    s->a.account.followers = now;
}

/* The event that overlaps the truth most; NULL when none was found. */
static const assay_event *found_event(const story *s, const assay_events *events)
{
    const assay_event *best = NULL;
    double most = 0;
    for (size_t i = 0; i < events->n_events; i++) {
        const assay_event *e = &events->events[i];
        if ((e->gained > 0) != (s->gained > 0))
            continue;
        double overlap = (double)((e->to < s->to ? e->to : s->to) -
                                  (e->from > s->from ? e->from : s->from));
        if (overlap > most) {
            most = overlap;
            best = e;
        }
    }
    return best;
}

static const char *const CLUE_NAME[ASSAY__CLUE_COUNT] = {
#define LEFT_OVER(...)
#define CLUE(name, ...) #name,
#include "events/evidence.def"
#undef CLUE
#undef LEFT_OVER
};

/* One line an event: truth, days it was delivered in, clues. */
static void print_row(const story *s, assay_cause cause, const assay__evidence *evidence)
{
    printf("row,%s,%.0f,%.4f,%.4f", assay_cause_name(cause),
           (double)(s->to - s->from) / INVENTED_DAY, evidence->elasticity,
           evidence->elasticity_sd);
    for (size_t k = 0; k < ASSAY__CLUE_COUNT; k++)
        printf(",%.4f", evidence->clue[k]);
    printf("\n");
}

static void print_header(void)
{
    printf("row,cause,days,elasticity,elasticity_sd");
    for (size_t k = 0; k < ASSAY__CLUE_COUNT; k++)
        printf(",%s", CLUE_NAME[k]);
    printf("\n");
}

/** What came out for the accounts of one cause. */
typedef struct tally {
    double confusion[ASSAY_CAUSE_COUNT], accounts, found, log_score, bought, elsewhere,
        covered;
} tally;

/** What stays the same over all accounts. */
typedef struct bench {
    assay_norms norms;
    assay_arena *arena;
    bool rows, bare;
    clock_t inside;
} bench;

static bool analyse(bench *b, const story *s, assay_findings *findings)
{
    assay_arena_reset(b->arena);
    *findings = (assay_findings){.growth = {.n_pulses = 0}};
    if (assay_growth_analyse(&s->a.account, &b->norms, NULL, b->arena, &findings->growth,
                             NULL) != ASSAY_OK ||
        assay_engagement_analyse(&s->a.account, &b->norms, NULL, b->arena,
                                 &findings->engagement, NULL) != ASSAY_OK)
        return false;
    clock_t before = clock();
    bool done = assay_events_analyse(&s->a.account, &b->norms, NULL, b->arena, findings,
                                     NULL) == ASSAY_OK;
    b->inside += clock() - before;
    return done;
}

static void judge(bench *b, const story *s, assay_cause cause,
                  const assay_findings *findings, tally *t)
{
    const assay_event *event = found_event(s, &findings->events);
    t->accounts++;
    for (size_t e = 0; e < findings->events.n_events; e++)
        t->elsewhere += &findings->events.events[e] != event &&
                        findings->events.events[e].cause[ASSAY_CAUSE_PURCHASE] > 0.5;
    assay_interval amount = findings->events.bought_followers;
    double truth = cause == ASSAY_CAUSE_PURCHASE ? s->gained : 0;
    t->covered += amount.low <= truth && truth <= amount.high;
    if (event == NULL)
        return;
    size_t best = 0;
    for (size_t c = 1; c < ASSAY_CAUSE_COUNT; c++)
        if (event->cause[c] > event->cause[best])
            best = c;
    t->found++;
    t->confusion[best]++;
    t->bought += event->cause[ASSAY_CAUSE_PURCHASE];
    t->log_score += log(event->cause[cause]);
    assay__captions captions;
    if (!b->rows || assay__captions_new(&s->a.account, &b->norms, b->arena, &captions,
                                        NULL) != ASSAY_OK)
        return;
    for (size_t p = 0; p < findings->growth.n_pulses; p++) {
        double scratch[2 * INVENTED_POSTS];
        assay__evidence evidence = assay__evidence_collect(
            findings, &findings->growth.pulses[p], &captions, scratch);
        /* what the account's ordinary days threw up has no cause of ours */
        print_row(s, p == event->pulse ? cause : ASSAY_CAUSE_OTHER, &evidence);
    }
}

static void print_tally(assay_cause cause, const tally *t)
{
    printf("%-14s %.2f  ", assay_cause_name(cause), t->found / t->accounts);
    for (size_t c = 0; c < ASSAY_CAUSE_COUNT; c++)
        printf("%8.2f", t->found > 0 ? t->confusion[c] / t->found : 0);
    printf("%8.2f %9.3f %10.3f %9.2f\n", t->log_score / t->found, t->bought / t->found,
           t->elsewhere / t->accounts, t->covered / t->accounts);
}

int main(int argc, char **argv)
{
    size_t n = 100;
    bench b = {.norms = invented_norms()};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--rows") == 0)
            b.rows = true;
        else if (strcmp(argv[i], "--bare") == 0)
            b.bare = true;
        else
            n = (size_t)strtoul(argv[i], NULL, 10);
    }
    story *s = malloc(sizeof *s);
    if (s == NULL || assay_arena_new(0, NULL, &b.arena, NULL) != ASSAY_OK)
        return 4;
    assay_initialise();
    double log_score = 0, found = 0;
    if (b.rows)
        print_header();
    printf("%-14s found  ", "truth");
    for (size_t c = 0; c < ASSAY_CAUSE_COUNT; c++)
        printf("%8.7s", assay_cause_name((assay_cause)c));
    printf("     log P(purchase) elsewhere  covered\n");
    for (size_t cause = 0; cause < ASSAY_CAUSE_COUNT; cause++) {
        tally t = {.found = 0};
        for (size_t i = 0; i < n; i++) {
            assay_findings findings;
            /* rows are to learn from, the table to judge by: other seeds */
            tell(s, (assay_cause)cause, 100000 * (cause + 1) + i + (b.rows ? 50000 : 0));
            if (b.bare)
                s->a.account.n_posts = 0;
            if (!analyse(&b, s, &findings))
                return 5;
            judge(&b, s, (assay_cause)cause, &findings, &t);
        }
        print_tally((assay_cause)cause, &t);
        log_score += t.log_score;
        found += t.found;
    }
    printf("mean log score %.3f; events %.1f us an account\n", log_score / found,
           1e6 * (double)b.inside / CLOCKS_PER_SEC / (double)(n * ASSAY_CAUSE_COUNT));
    assay_arena_free(b.arena);
    free(s);
    return 0;
}
