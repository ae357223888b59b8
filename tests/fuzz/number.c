/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text: what is read is what libc reads, and survives being printed. */
#include "base/number.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { MOST = 4000 };
    char text[MOST + 1], printed[ASSAY__NUMBER_ROOM];
    double number, again;
    int64_t integer;
    if (size > MOST)
        return 0;
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    if (assay__integer_read((assay_str){text, size}, &integer) &&
        integer != strtoll(text, NULL, 10))
        abort();
    if (!assay__number_read((assay_str){text, size}, &number))
        return 0;
    if (number != strtod(text, NULL))
        abort();
    size_t length = assay__number_print(number, printed);
    if (!assay__number_read((assay_str){printed, length}, &again) ||
        memcmp(&again, &number, sizeof again) != 0)
        abort();
    return 0;
}
