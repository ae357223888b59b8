/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sources of a target fit: each gives a share, what it rests on, and how far a source of
 * its kind strays from the truth.
 *
 * A member counts as much as it is credible. Who is known to be elsewhere counts against;
 * who is known to be nowhere counts neither way. A vendor's share is of all followers, so
 * it is doubted by as much as those in doubt could move it.
 */
#include "score/target.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "text/place.h"

/* How far, in log-odds, a perfect reading of each source usually lies from the share of
 * credible followers: lists of followers are near to it; who likes and comments differs
 * from who follows; vendors' reports of one account differ from each other by some ten
 * points (they tell different members apart); who comments is few of many, and where a
 * language is at home tells a country only roughly; where a creator goes says little of
 * who watches. Judgements, not fits: no public set has all of these for one account. */
static const double STRAYS[ASSAY_TARGET_SOURCES] = {[ASSAY_TARGET_FROM_AUDIENCE] = 0.15,
                                                    [ASSAY_TARGET_FROM_ENGAGERS] = 0.4,
                                                    [ASSAY_TARGET_FROM_DEMOGRAPHICS] =
                                                        0.3,
                                                    [ASSAY_TARGET_FROM_COMMENTS] = 0.5,
                                                    [ASSAY_TARGET_FROM_HASHTAGS] = 1.5};

/* Vendors seldom say how many they looked at, and many looked at alike tell no more. */
static const double VENDOR_SAMPLE = 200, VENDOR_MOST = 2000;

/* ---- matching ---------------------------------------------------------------------- */

static char small(char byte)
{
    if (byte < 'A' || byte > 'Z')
        return byte;
    return (char)(byte - 'A' + 'a');
}

static bool same(assay_str a, const char *b, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (i >= a.len || small(a.ptr[i]) != small(b[i]))
            return false;
    return true;
}

static bool is_word(assay_str text, const char *word)
{
    return text.len == strlen(word) && same(text, word, text.len);
}

/* `vi-VN` is `vi`. */
static bool is_language(assay_str text, const char *code)
{
    size_t len = strlen(code);
    return same(text, code, len) &&
           (text.len == len || text.ptr[len] == '-' || text.ptr[len] == '_');
}

static assay_truth truth_of(assay_str text, bool matches)
{
    if (text.len == 0)
        return ASSAY_UNKNOWN;
    return matches ? ASSAY_YES : ASSAY_NO;
}

/* The country a region of the form CC-X names. */
static assay_str country_of(assay_str country, assay_str region)
{
    bool coded = country.len == 0 && region.len > 3 && region.ptr[2] == '-';
    return coded ? (assay_str){region.ptr, 2} : country;
}

static assay_truth in_country(const assay_target *target, assay_str country,
                              assay_str region)
{
    assay_str known = country_of(country, region);
    return truth_of(known, is_word(known, target->country));
}

/* Whether a place lies in the region, told of those in its country alone. */
static assay_truth in_region(const assay_target *target, assay_str country,
                             assay_str region)
{
    bool named = target->country[0] != '\0';
    if (named && in_country(target, country, region) != ASSAY_YES)
        return ASSAY_UNKNOWN;
    return truth_of(region, is_word(region, target->region));
}

static assay_truth matches(const assay_target *target, const assay_member *member,
                           assay_target_part part)
{
    switch (part) {
    case ASSAY_TARGET_COUNTRY:
        return in_country(target, member->country, member->region);
    case ASSAY_TARGET_REGION:
        return in_region(target, member->country, member->region);
    case ASSAY_TARGET_LANGUAGE:
        return truth_of(member->language,
                        is_language(member->language, target->language));
    case ASSAY_TARGET_PARTS:
        break;
    }
    return ASSAY_UNKNOWN;
}

bool assay__target_excludes(const assay_target *target, const assay_member *member)
{
    const char *const asked[] = {target->country, target->region, target->language};
    for (unsigned part = 0; part < ASSAY_TARGET_PARTS; part++)
        if (asked[part][0] != '\0' &&
            matches(target, member, (assay_target_part)part) == ASSAY_NO)
            return true;
    return false;
}

/* ---- adding up --------------------------------------------------------------------- */

/* Weighed answers: Kish's size counts weights that differ for less. */
typedef struct tally {
    double yes, all, squares;
} tally;

static void count(tally *t, double weight, bool yes)
{
    t->yes += yes ? weight : 0;
    t->all += weight;
    t->squares += weight * weight;
}

static double size_of(const tally *t)
{
    return t->squares > 0 ? t->all * t->all / t->squares : 0;
}

static void add(assay__target_evidence *out, assay_target_source_kind kind,
                assay__logit says, double n)
{
    out->says[out->count] = says;
    out->says[out->count].variance += STRAYS[kind] * STRAYS[kind];
    out->n[out->count] = n;
    out->kind[out->count] = kind;
    out->count++;
}

static void add_tally(assay__target_evidence *out, assay_target_source_kind kind,
                      const tally *t)
{
    double n = size_of(t);
    if (n > 0)
        add(out, kind, assay__logit_of_share(t->yes / t->all, n), n);
}

/* ---- members ----------------------------------------------------------------------- */

static bool is_follower(const assay_member *member)
{
    return member->role.len == 0 || is_word(member->role, "follower");
}

/* Not judged is taken for real: suspicion must be found. */
static double credibility(const assay__target_ground *ground, size_t i)
{
    double suspicious =
        ground->suspicious == NULL ? ASSAY_NUMBER_UNKNOWN : ground->suspicious[i];
    return isnan(suspicious) ? 1 : 1 - suspicious;
}

static void gather_members(const assay__target_ground *ground, assay_target_part part,
                           assay__target_evidence *out)
{
    tally followers = {0, 0, 0}, engagers = {0, 0, 0};
    for (size_t i = 0; i < ground->account->n_audience; i++) {
        const assay_member *member = &ground->account->audience[i];
        assay_truth answer = matches(ground->target, member, part);
        if (answer != ASSAY_UNKNOWN)
            count(is_follower(member) ? &followers : &engagers, credibility(ground, i),
                  answer == ASSAY_YES);
    }
    add_tally(out, ASSAY_TARGET_FROM_AUDIENCE, &followers);
    add_tally(out, ASSAY_TARGET_FROM_ENGAGERS, &engagers);
}

bool assay__target_language_there(const assay__target_ground *ground, assay__logit *out)
{
    const assay_target *target = ground->target;
    tally t = {0, 0, 0};
    for (size_t i = 0; i < ground->account->n_audience; i++) {
        const assay_member *member = &ground->account->audience[i];
        assay_truth country = matches(target, member, ASSAY_TARGET_COUNTRY);
        assay_truth region = matches(target, member, ASSAY_TARGET_REGION);
        assay_truth language = matches(target, member, ASSAY_TARGET_LANGUAGE);
        bool there = target->country[0] != '\0'
                         ? country == ASSAY_YES && region != ASSAY_NO
                         : region == ASSAY_YES;
        if (target->region[0] == '\0')
            there = country == ASSAY_YES;
        if (there && language != ASSAY_UNKNOWN)
            count(&t, credibility(ground, i), language == ASSAY_YES);
    }
    if (!(size_of(&t) > 0))
        return false;
    *out = assay__logit_of_share(t.yes / t.all, size_of(&t));
    return true;
}

/* ---- what vendors report ----------------------------------------------------------- */

/* One dimension of the followers' demographics, or of whoever else is reported. */
typedef struct listing {
    double share, n;   /* of the code asked for; NaN share: not listed */
    double all, least; /* sum and smallest of all that are listed */
    size_t rows;
    bool of_followers;
} listing;

static bool is_dimension(assay_str name, assay_target_part part)
{
    static const struct {
        assay_target_part part;
        const char *word;
    } WORDS[] = {
        {ASSAY_TARGET_COUNTRY, "country"},     {ASSAY_TARGET_COUNTRY, "countries"},
        {ASSAY_TARGET_COUNTRY, "geo_country"}, {ASSAY_TARGET_REGION, "region"},
        {ASSAY_TARGET_REGION, "state"},        {ASSAY_TARGET_REGION, "province"},
        {ASSAY_TARGET_LANGUAGE, "language"},   {ASSAY_TARGET_LANGUAGE, "languages"},
        {ASSAY_TARGET_LANGUAGE, "lang"}};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (WORDS[i].part == part && is_word(name, WORDS[i].word))
            return true;
    return false;
}

static bool is_asked_for(const assay_target *target, assay_target_part part,
                         assay_str code)
{
    if (part == ASSAY_TARGET_LANGUAGE)
        return is_language(code, target->language);
    return is_word(code, part == ASSAY_TARGET_COUNTRY ? target->country : target->region);
}

static listing list_of(const assay__target_ground *ground, assay_target_part part,
                       bool of_followers)
{
    listing found = {ASSAY_NUMBER_UNKNOWN, ASSAY_NUMBER_UNKNOWN, 0, 1, 0, of_followers};
    for (size_t i = 0; i < ground->account->n_demographics; i++) {
        const assay_demographic *row = &ground->account->demographics[i];
        bool followers = row->of.len == 0 || is_word(row->of, "followers");
        if (followers != of_followers || !is_dimension(row->dimension, part) ||
            !(row->share >= 0 && row->share <= 1))
            continue;
        found.rows++;
        found.all += row->share;
        found.least = fmin(found.least, row->share);
        if (!is_asked_for(ground->target, part, row->code))
            continue;
        found.share = row->share;
        found.n = row->n;
    }
    return found;
}

/* Followers where they are reported, else those who like or comment. */
static listing best_list(const assay__target_ground *ground, assay_target_part part)
{
    listing found = list_of(ground, part, true);
    return found.rows > 0 ? found : list_of(ground, part, false);
}

/* Lists are cut off at the top: what is not listed has at most as much as the last. */
static double share_of(const listing *list, bool *listed)
{
    *listed = !isnan(list->share);
    if (*listed)
        return list->share;
    return 0.5 * fmax(0, fmin(list->least, 1 - list->all));
}

/* Followers in doubt may all be in the target or none: a share s of them moves the share
 * of the credible by s / (1 - s) (f - p), with f anywhere. 0.29 is the standard deviation
 * of a share of which nothing is known. */
static double doubt_of(const assay__target_ground *ground, double p)
{
    double s = ground->suspicious_share.value;
    if (!(s > 0)) /* also when it is not known */
        return 0;
    s = s < 0.9 ? s : 0.9;
    double moved = 0.29 * s / (1 - s) / fmax(p * (1 - p), 0.01);
    return moved * moved;
}

static void gather_reports(const assay__target_ground *ground, assay_target_part part,
                           assay__target_evidence *out)
{
    listing list = best_list(ground, part);
    bool listed;
    if (list.rows == 0)
        return;
    double p = share_of(&list, &listed);
    if (part == ASSAY_TARGET_REGION && ground->target->country[0] != '\0') {
        listing whole = best_list(ground, ASSAY_TARGET_COUNTRY);
        if (!(whole.share > 0))
            return; /* a share of all, where its country's is not known */
        p = fmin(1, p / whole.share);
    }
    double n = isnan(list.n) ? VENDOR_SAMPLE : fmin(fmax(list.n, 1), VENDOR_MOST);
    assay__logit says = assay__logit_of_share(p, n);
    says.variance += doubt_of(ground, p) + (listed ? 0 : 1);
    if (!list.of_followers)
        says.variance +=
            STRAYS[ASSAY_TARGET_FROM_ENGAGERS] * STRAYS[ASSAY_TARGET_FROM_ENGAGERS];
    add(out, ASSAY_TARGET_FROM_DEMOGRAPHICS, says, list.n);
}

/* ---- comments and captions --------------------------------------------------------- */

static void gather_comments(const assay__target_ground *ground, assay_target_part part,
                            assay__target_evidence *out)
{
    const assay_target *target = ground->target;
    const assay__tongues *tongues = ground->tongues;
    double share = 0;
    bool tells = false;
    for (unsigned k = 0; k < ASSAY__LANGUAGE_COUNT; k++) {
        assay__language language = (assay__language)k;
        double at_home;
        const char *home = assay__language_home(language, &at_home);
        bool spoken = part == ASSAY_TARGET_LANGUAGE &&
                      strcmp(assay__language_code(language), target->language) == 0;
        bool lives = part == ASSAY_TARGET_COUNTRY && home != NULL &&
                     strcmp(home, target->country) == 0;
        tells = tells || spoken || lives;
        share += spoken ? tongues->share[k] : 0;
        share += lives ? tongues->share[k] * at_home : 0;
    }
    if (tells && tongues->effective > 0)
        add(out, ASSAY_TARGET_FROM_COMMENTS,
            assay__logit_of_share(share, tongues->effective), tongues->effective);
}

static assay_status gather_hashtags(const assay__target_ground *ground,
                                    assay_target_part part, assay__target_evidence *out,
                                    assay_error *err)
{
    const assay_str nobody = {NULL, 0};
    tally t = {0, 0, 0};
    for (size_t i = 0; i < ground->account->n_posts; i++) {
        size_t place;
        ASSAY__TRY(assay__place_read(ground->account->posts[i].caption, ground->arena,
                                     &place, err));
        if (place == ASSAY__NO_PLACE)
            continue;
        assay_str code = assay__str(assay__place_code(place));
        bool region = code.len > 2;
        assay_member there = {.country = region ? nobody : code,
                              .region = region ? code : nobody};
        assay_truth answer = matches(ground->target, &there, part);
        if (answer != ASSAY_UNKNOWN)
            count(&t, 1, answer == ASSAY_YES);
    }
    add_tally(out, ASSAY_TARGET_FROM_HASHTAGS, &t);
    return ASSAY_OK;
}

assay_status assay__target_gather(const assay__target_ground *ground,
                                  assay_target_part part, assay__target_evidence *out,
                                  assay_error *err)
{
    out->count = 0;
    gather_members(ground, part, out);
    gather_reports(ground, part, out);
    gather_comments(ground, part, out);
    if (part == ASSAY_TARGET_LANGUAGE)
        return ASSAY_OK;
    return gather_hashtags(ground, part, out, err);
}
