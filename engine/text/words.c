/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A skeleton has single blanks and none at its ends, so that splitting is a search. */
#include "text/words.h"

size_t assay__word_count(assay_str skeleton)
{
    size_t n = skeleton.len > 0;
    for (size_t i = 0; i < skeleton.len; i++)
        n += skeleton.ptr[i] == ' ';
    return n;
}

size_t assay__words(assay_str skeleton, assay__word words[])
{
    size_t n = 0, begin = 0;
    for (size_t i = 0; i <= skeleton.len; i++) {
        if (i < skeleton.len && skeleton.ptr[i] != ' ')
            continue;
        if (i > begin)
            words[n++] = (assay__word){assay__word_hash(skeleton.ptr + begin, i - begin),
                                       (uint32_t)begin, (uint32_t)(i - begin)};
        begin = i + 1;
    }
    return n;
}
