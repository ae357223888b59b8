/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model that comes with the library, models/default.json, put into it as it is. */
#include <assay/model.h>

__asm__(".section .rodata\n"
        ".balign 16\n"
        "assay__default_model:\n"
        ".incbin \"" ASSAY_DEFAULT_MODEL "\"\n"
        "assay__default_model_end:\n"
        ".byte 0\n"
        ".previous\n");

extern const char assay__default_model[];
extern const char assay__default_model_end[];

assay_str assay_model_default_file(void)
{
    size_t len = (size_t)(assay__default_model_end - assay__default_model);
    return (assay_str){assay__default_model, len};
}

assay_status assay_model_default(assay_model **out, assay_error *err)
{
    return assay_model_load(assay_model_default_file(), out, err);
}
