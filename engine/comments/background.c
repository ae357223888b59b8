/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "comments/background.h"

#include <math.h>

/* Half a sighting in this many comments is what an unseen text is worth before a model
 * has counted: the size of a usual background. */
static const double PRIOR_COMMENTS = 20000;

static bool find(const assay__background *background, uint64_t phrase, size_t *at)
{
    size_t low = 0, high = background->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (background->phrases[middle] < phrase)
            low = middle + 1;
        else
            high = middle;
    }
    *at = low;
    return low < background->n && background->phrases[low] == phrase;
}

/* Short texts repeat by chance, the more so the shorter; praise from the lexicon above
 * all: one comment in fifty is the same single word of praise. */
static double prior_rate(const assay__background *background, const assay__remark *remark)
{
    double words = remark->n_words > 0 ? remark->n_words : 1;
    if (remark->generic)
        return 0.02 * exp2(1 - words);
    double seen =
        background->comments > PRIOR_COMMENTS ? background->comments : PRIOR_COMMENTS;
    double unseen = 0.5 / seen, by_length = 4e-3 * exp2(2 * (1 - words));
    return by_length > unseen ? by_length : unseen;
}

double assay__background_rate(const assay__background *background,
                              const assay__remark *remark)
{
    size_t at;
    if (find(background, remark->text_hash, &at))
        return (double)background->rates[at];
    return prior_rate(background, remark);
}

double assay__surprise(double voices, double expected)
{
    if (voices < 2 || !(expected > 0))
        return 0;
    return voices * log10((1 + expected) / expected);
}
