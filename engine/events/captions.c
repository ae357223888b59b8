/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A few dozen phrases by which creators announce what brings followers, searched at the
 * beginning of words, ASCII letters in either case. A phrase that the account writes
 * under every fifth post announces nothing. */
#include "events/captions.h"

#include <assert.h>

#include "base/str.h"

/* An account that says it in this share of its captions says it always. */
static const double ALWAYS = 0.2;

/** A phrase, lower case, and what it tells. */
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
    {ASSAY__SAYS_GIVEAWAY, "win a "},
    {ASSAY__SAYS_GIVEAWAY, "to win"},
    {ASSAY__SAYS_GIVEAWAY, "tag 2"},
    {ASSAY__SAYS_GIVEAWAY, "tag 3"},
    {ASSAY__SAYS_GIVEAWAY, "tag two friends"},
    {ASSAY__SAYS_GIVEAWAY, "tag three friends"},
    {ASSAY__SAYS_GIVEAWAY, "tặng quà"},
    {ASSAY__SAYS_GIVEAWAY, "phần quà"},
    {ASSAY__SAYS_GIVEAWAY, "quà tặng"},
    {ASSAY__SAYS_GIVEAWAY, "trúng thưởng"},
    {ASSAY__SAYS_GIVEAWAY, "trúng giải"},
    {ASSAY__SAYS_GIVEAWAY, "quay số"},
    {ASSAY__SAYS_GIVEAWAY, "bốc thăm"},
    {ASSAY__SAYS_GIVEAWAY, "share công khai"},
    {ASSAY__SAYS_GIVEAWAY, "tang qua"},
    {ASSAY__SAYS_GIVEAWAY, "trung thuong"},
    {ASSAY__SAYS_GIVEAWAY, "boc tham"},
    {ASSAY__SAYS_GIVEAWAY, "bagi-bagi hadiah"},
    {ASSAY__SAYS_GIVEAWAY, "undian"},
    {ASSAY__SAYS_GIVEAWAY, "sorteo"},
    {ASSAY__SAYS_GIVEAWAY, "sorteio"},
    {ASSAY__SAYS_GIVEAWAY, "แจก"},
    {ASSAY__SAYS_TOGETHER, "collab"},
    {ASSAY__SAYS_TOGETHER, "feat."},
    {ASSAY__SAYS_TOGETHER, "ft."},
    {ASSAY__SAYS_TOGETHER, "duet"},
    {ASSAY__SAYS_TOGETHER, "together with"},
    {ASSAY__SAYS_TOGETHER, "hợp tác cùng"},
    {ASSAY__SAYS_TOGETHER, "kết hợp cùng"},
    {ASSAY__SAYS_TOGETHER, "cùng với"},
    {ASSAY__SAYS_TOGETHER, "hop tac cung"},
    {ASSAY__SAYS_PAID, "#ad"},
    {ASSAY__SAYS_PAID, "sponsored"},
    {ASSAY__SAYS_PAID, "paid partnership"},
    {ASSAY__SAYS_PAID, "promoted"},
    {ASSAY__SAYS_PAID, "quảng cáo"},
    {ASSAY__SAYS_PAID, "tài trợ"},
    {ASSAY__SAYS_PAID, "quang cao"},
    {ASSAY__SAYS_PRESS, "interview"},
    {ASSAY__SAYS_PRESS, "on tv"},
    {ASSAY__SAYS_PRESS, "as seen on"},
    {ASSAY__SAYS_PRESS, "newspaper"},
    {ASSAY__SAYS_PRESS, "talkshow"},
    {ASSAY__SAYS_PRESS, "talk show"},
    {ASSAY__SAYS_PRESS, "gameshow"},
    {ASSAY__SAYS_PRESS, "phỏng vấn"},
    {ASSAY__SAYS_PRESS, "truyền hình"},
    {ASSAY__SAYS_PRESS, "lên báo"},
    {ASSAY__SAYS_PRESS, "lên sóng"},
    {ASSAY__SAYS_PRESS, "vtv"},
    {ASSAY__SAYS_PRESS, "phong van"},
    {ASSAY__SAYS_PRESS, "truyen hinh"},
};

static char lower(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    return c;
}

static bool letter(char c)
{
    c = lower(c);
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static bool begins_with(assay_str text, const char *words)
{
    size_t i = 0;
    while (i < text.len && words[i] != '\0' && lower(text.ptr[i]) == words[i])
        i++;
    return words[i] == '\0';
}

/* Subjects of the phrases that begin at the start of `text`. */
static unsigned subjects_here(assay_str text)
{
    assert(text.ptr != NULL && text.len > 0);
    unsigned found = 0;
    char first = lower(*text.ptr);
    for (size_t p = 0; p < sizeof PHRASES / sizeof *PHRASES; p++)
        if (PHRASES[p].text[0] == first && begins_with(text, PHRASES[p].text))
            found |= 1U << PHRASES[p].says;
    if (first == '@' && text.len > 1 && letter(text.ptr[1]))
        found |= 1U << ASSAY__SAYS_TOGETHER;
    return found;
}

unsigned assay__caption_subjects(const assay_post *post)
{
    unsigned found = 0;
    for (size_t i = 0; i < post->caption.len; i++)
        if (i == 0 || !letter(post->caption.ptr[i - 1]))
            found |=
                subjects_here((assay_str){post->caption.ptr + i, post->caption.len - i});
    if (post->sponsored == ASSAY_YES)
        found |= 1U << ASSAY__SAYS_PAID;
    return found;
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

/* Drop the subjects that the account's other captions speak of too. */
static void forget_habits(const assay_account *account, assay_span near,
                          assay__caption_counts *counts)
{
    double others = 0, said[ASSAY__SAYINGS] = {0};
    for (size_t i = 0; i < account->n_posts; i++) {
        const assay_post *post = &account->posts[i];
        if (!speaks(post) || published_in(post, near))
            continue;
        unsigned subjects = assay__caption_subjects(post);
        for (unsigned s = 0; s < ASSAY__SAYINGS; s++)
            said[s] += (double)(subjects >> s & 1U);
        others++;
    }
    for (size_t s = 0; s < ASSAY__SAYINGS; s++)
        if (others > 0 && said[s] >= ALWAYS * others)
            counts->of[s] = 0;
}

assay__caption_counts assay__captions_say(const assay_account *account, assay_span near)
{
    assay__caption_counts counts = {{0}};
    double captions = 0, found = 0;
    for (size_t i = 0; i < account->n_posts; i++) {
        const assay_post *post = &account->posts[i];
        if (!speaks(post) || !published_in(post, near))
            continue;
        unsigned subjects = assay__caption_subjects(post);
        for (unsigned s = 0; s < ASSAY__SAYINGS; s++)
            counts.of[s] += (double)(subjects >> s & 1U);
        found += subjects != 0;
        captions++;
    }
    if (found > 0)
        forget_habits(account, near, &counts);
    for (size_t s = 0; captions == 0 && s < ASSAY__SAYINGS; s++)
        counts.of[s] = ASSAY_NUMBER_UNKNOWN;
    return counts;
}
