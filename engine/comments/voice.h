/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the audience says: questions, wishes to buy, liking, and whether it is answered. */
#ifndef ASSAY_COMMENTS_VOICE_H
#define ASSAY_COMMENTS_VOICE_H

#include "comments/sample.h"

/** Everything unknown and uncounted. */
assay_audience_voice assay__voice_unknown(void);

/** Count what judged comments say.
 *
 * @param checks  [account->n_comments] as judged
 * @errors NO_MEMORY   @cost O(bytes of short texts' marks), about 10 us for 300 comments
 */
ASSAY_CHECKED assay_status assay__voice_read(const assay__sample *sample,
                                             const assay_comment_check checks[],
                                             assay_arena *arena,
                                             assay_audience_voice *out, assay_error *err);

#endif
