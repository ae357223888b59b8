/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files as bytes of the library, put there by the assembler. */
#ifndef ASSAY_TEXT_EMBED_H
#define ASSAY_TEXT_EMBED_H

/** Puts the file at `path` (a literal) into read-only memory between `symbol` and
 * `symbol_end`, with a zero behind it. The build must know the file as a dependency. */
#define ASSAY__EMBED(symbol, path)                                                       \
    __asm__(".pushsection .rodata,\"a\",%progbits\n" #symbol ":\n.incbin \"" path        \
            "\"\n" #symbol "_end:\n.byte 0\n.popsection\n");                             \
    extern __attribute__((visibility("hidden"))) const char(symbol)[];                   \
    extern __attribute__((visibility("hidden"))) const char symbol##_end[]

#endif
