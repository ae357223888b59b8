/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A few dozen phrases by which creators announce what brings followers, searched as
 * skeletons, so that case, diacritics and decoration do not matter. Giveaways are also
 * known to the lexicon of the comments model, which users extend. A phrase that the
 * account writes under every fifth post announces nothing. */
#include "events/captions.h"

#include <math.h>

#include "base/str.h"
#include "comments/judge.h"
#include "text/fold.h"
#include "text/lexicon.h"

/* An account that says it in this share of its captions says it always. */
static const double ALWAYS = 0.2;
/* Other captions read to know an account's habits: a fifth of 20 is told from one in 50,
 * and folding captions is the dearest thing the events do. */
static const double HABIT_POSTS = 20;
/* Subjects of a caption nobody has asked for yet. */
static const uint8_t NOT_READ = 0xFF;

/** A phrase as a skeleton, and what it tells. */
typedef struct phrase {
    assay__saying says;
    const char *text;
} phrase;

static const phrase PHRASES[] = {
    {ASSAY__SAYS_GIVEAWAY, "giveaway"},
    {ASSAY__SAYS_GIVEAWAY, "give away"},
    {ASSAY__SAYS_GIVEAWAY, "minigame"},
    {ASSAY__SAYS_GIVEAWAY, "mini game"},
    {ASSAY__SAYS_GIVEAWAY, "lucky draw"},
    {ASSAY__SAYS_GIVEAWAY, "win a"},
    {ASSAY__SAYS_GIVEAWAY, "to win"},
    {ASSAY__SAYS_GIVEAWAY, "tag 0"},
    {ASSAY__SAYS_GIVEAWAY, "tag two friends"},
    {ASSAY__SAYS_GIVEAWAY, "tag thre friends"},
    {ASSAY__SAYS_GIVEAWAY, "tang qua"},
    {ASSAY__SAYS_GIVEAWAY, "phan qua"},
    {ASSAY__SAYS_GIVEAWAY, "qua tang"},
    {ASSAY__SAYS_GIVEAWAY, "trung thuong"},
    {ASSAY__SAYS_GIVEAWAY, "trung giai"},
    {ASSAY__SAYS_GIVEAWAY, "quay so"},
    {ASSAY__SAYS_GIVEAWAY, "boc tham"},
    {ASSAY__SAYS_GIVEAWAY, "share cong khai"},
    {ASSAY__SAYS_GIVEAWAY, "chia se cong khai"},
    {ASSAY__SAYS_GIVEAWAY, "hadiah"},
    {ASSAY__SAYS_GIVEAWAY, "undian"},
    {ASSAY__SAYS_GIVEAWAY, "sorteo"},
    {ASSAY__SAYS_GIVEAWAY, "sorteio"},
    {ASSAY__SAYS_GIVEAWAY, "แจก"},
    {ASSAY__SAYS_TOGETHER, "colab"},
    {ASSAY__SAYS_TOGETHER, "feat"},
    {ASSAY__SAYS_TOGETHER, "ft"},
    {ASSAY__SAYS_TOGETHER, "duet"},
    {ASSAY__SAYS_TOGETHER, "together with"},
    {ASSAY__SAYS_TOGETHER, "hop tac cung"},
    {ASSAY__SAYS_TOGETHER, "ket hop cung"},
    {ASSAY__SAYS_TOGETHER, "cung voi"},
    {ASSAY__SAYS_PAID, "sponsored"},
    {ASSAY__SAYS_PAID, "paid partnership"},
    {ASSAY__SAYS_PAID, "promoted"},
    {ASSAY__SAYS_PAID, "quang cao"},
    {ASSAY__SAYS_PAID, "tai tro"},
    {ASSAY__SAYS_PAID, "ad"},
    {ASSAY__SAYS_PRESS, "interview"},
    {ASSAY__SAYS_PRESS, "on tv"},
    {ASSAY__SAYS_PRESS, "as sen on"},
    {ASSAY__SAYS_PRESS, "newspaper"},
    {ASSAY__SAYS_PRESS, "talkshow"},
    {ASSAY__SAYS_PRESS, "talk show"},
    {ASSAY__SAYS_PRESS, "gameshow"},
    {ASSAY__SAYS_PRESS, "phong van"},
    {ASSAY__SAYS_PRESS, "truyen hinh"},
    {ASSAY__SAYS_PRESS, "len bao"},
    {ASSAY__SAYS_PRESS, "len song"},
    {ASSAY__SAYS_PRESS, "vtv"},
};
enum { PHRASES_COUNT = sizeof PHRASES / sizeof *PHRASES };

const char *assay__caption_phrase(size_t i)
{
    return i < PHRASES_COUNT ? PHRASES[i].text : NULL;
}

/* Whole words: the phrase stands at the start of `text` and a word ends behind it. */
static bool begins_with(assay_str text, const char *words)
{
    size_t i = 0;
    while (i < text.len && words[i] != '\0' && text.ptr[i] == words[i])
        i++;
    return words[i] == '\0' && (i == text.len || text.ptr[i] == ' ');
}

static unsigned phrases_in(assay_str skeleton)
{
    unsigned found = 0;
    for (size_t i = 0; i < skeleton.len; i++) {
        if (i > 0 && skeleton.ptr[i - 1] != ' ')
            continue;
        assay_str rest = {skeleton.ptr + i, skeleton.len - i};
        for (size_t p = 0; p < PHRASES_COUNT; p++)
            if (PHRASES[p].text[0] == *rest.ptr && begins_with(rest, PHRASES[p].text))
                found |= 1U << PHRASES[p].says;
    }
    return found;
}

/* A name with @ that no address goes before. */
static bool names_somebody(assay_str text)
{
    for (size_t i = 0; i + 1 < text.len; i++) {
        char next = text.ptr[i + 1];
        bool begins = i == 0 || text.ptr[i - 1] == ' ' || text.ptr[i - 1] == '\n';
        if (begins && text.ptr[i] == '@' && next != ' ' && next != '@')
            return true;
    }
    return false;
}

/* True when the model's lexicon finds a giveaway. */
static bool lexicon_finds(assay__captions *captions, assay_str skeleton)
{
    const assay__lexicon *lexicon;
    if (captions->model == NULL || skeleton.len == 0)
        return false;
    size_t n = assay__word_count(skeleton);
    assay__word *words = assay_arena_array(captions->arena, n, sizeof *words);
    if (words == NULL ||
        assay__lexicon_of(captions->model, captions->arena, &lexicon, NULL) != ASSAY_OK) {
        captions->status = ASSAY_NO_MEMORY;
        return false;
    }
    assay__phrases phrases;
    assay__lexicon_find(lexicon, skeleton, words, assay__words(skeleton, words),
                        &phrases);
    return (phrases.found & ASSAY__PHRASE_BIT(GIVEAWAY)) != 0;
}

static unsigned read_caption(assay__captions *captions, const assay_post *post)
{
    unsigned found = post->sponsored == ASSAY_YES ? 1U << ASSAY__SAYS_PAID : 0;
    if (!assay__str_known(post->caption))
        return found;
    assay__folded folded;
    if (assay__fold(post->caption, captions->arena, &folded, NULL) != ASSAY_OK) {
        captions->status = ASSAY_NO_MEMORY;
        return found;
    }
    found |= phrases_in(folded.skeleton);
    if (lexicon_finds(captions, folded.skeleton))
        found |= 1U << ASSAY__SAYS_GIVEAWAY;
    if (names_somebody(post->caption))
        found |= 1U << ASSAY__SAYS_TOGETHER;
    return found;
}

assay_status assay__captions_new(const assay_account *account, const assay_norms *norms,
                                 assay_arena *arena, assay__captions *out,
                                 assay_error *err)
{
    uint8_t *subjects = assay_arena_array(arena, account->n_posts, sizeof *subjects);
    if (subjects == NULL)
        return assay_fail(err, ASSAY_NO_MEMORY, "%zu captions do not fit into memory",
                          account->n_posts);
    for (size_t i = 0; i < account->n_posts; i++)
        subjects[i] = NOT_READ;
    *out = (assay__captions){account, norms->comments, arena, subjects, ASSAY_OK};
    return ASSAY_OK;
}

unsigned assay__caption_subjects(assay__captions *captions, size_t i)
{
    if (captions->subjects[i] == NOT_READ)
        captions->subjects[i] =
            (uint8_t)read_caption(captions, &captions->account->posts[i]);
    return captions->subjects[i];
}

static bool published_in(const assay_post *post, assay_span near)
{
    return post->at != ASSAY_TIME_UNKNOWN && post->at > near.from && post->at <= near.to;
}

/* A post without caption still speaks by its mark. */
static bool speaks(const assay_post *post)
{
    return assay__str_known(post->caption) || post->sponsored != ASSAY_UNKNOWN;
}

/* Count subjects over the posts inside `near`, or over some of those outside it. */
static double count(assay__captions *captions, assay_span near, bool inside,
                    double said[])
{
    double posts = 0, most = inside ? HUGE_VAL : HABIT_POSTS;
    for (size_t i = 0; i < captions->account->n_posts && posts < most; i++) {
        const assay_post *post = &captions->account->posts[i];
        if (!speaks(post) || published_in(post, near) != inside)
            continue;
        unsigned subjects = assay__caption_subjects(captions, i);
        for (unsigned s = 0; s < ASSAY__SAYINGS; s++)
            said[s] += (double)(subjects >> s & 1U);
        posts++;
    }
    return posts;
}

assay__caption_counts assay__captions_say(assay__captions *captions, assay_span near)
{
    assay__caption_counts counts = {{0}};
    double habits[ASSAY__SAYINGS] = {0}, said = 0;
    double posts = count(captions, near, true, counts.of);
    for (size_t s = 0; s < ASSAY__SAYINGS; s++)
        said += counts.of[s];
    double others = said > 0 ? count(captions, near, false, habits) : 0;
    for (size_t s = 0; s < ASSAY__SAYINGS; s++) {
        if (others > 0 && habits[s] >= ALWAYS * others)
            counts.of[s] = 0;
        if (posts <= 0)
            counts.of[s] = ASSAY_NUMBER_UNKNOWN;
    }
    return counts;
}
