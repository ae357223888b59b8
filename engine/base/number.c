/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/number.h"
#include <stdio.h>
size_t assay__number_print(double number, char text[])
{
    return (size_t)snprintf(text, ASSAY__NUMBER_ROOM, "%.17g", number);
}
