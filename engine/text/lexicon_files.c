/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files under models/lexicons as they were when the library was built; the list of
 * them is written by the build. */
#include "text/embed.h"
#include "text/lexicon.h"

#define ROW(language, kind, path) ASSAY__EMBED(assay__lexicon_##language##_##kind, path);
#include "lexicon_files.inc"
#undef ROW

typedef struct row {
    const char *language, *kind, *begin, *end;
} row;

static const row FILES[] = {
#define ROW(language, kind, path)                                                        \
    {#language, #kind, assay__lexicon_##language##_##kind,                               \
     assay__lexicon_##language##_##kind##_end},
#include "lexicon_files.inc"
#undef ROW
};

size_t assay__lexicon_files(void)
{
    return sizeof FILES / sizeof *FILES;
}

assay__lexicon_file assay__lexicon_file_at(size_t i)
{
    const row *file = &FILES[i];
    return (assay__lexicon_file){
        file->language, file->kind, {file->begin, (size_t)(file->end - file->begin)}};
}
