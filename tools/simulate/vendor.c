/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ten invented vendors, six to learn from and four held out.
 *
 * Delivery and retention spread around what was measured on bought engagement: 89 %
 * within a day and 93 % there after four weeks in 2022, 80 % in 2019 (NATO StratCom),
 * with a tail of vendors whose accounts fall to a half. */
#include "sim.h"

/* name, held out, jitter, over, kept, purged, aged, bank, digits, plain script */
static const sim_vendor VENDORS[] = {
    {"kite", false, 0.02, 0.05, 0.97, 0.45, 0.10, 24, 0.70, 0.30},
    {"lotus", false, 0.06, 0.10, 0.93, 0.30, 0.35, 40, 0.45, 0.10},
    {"quartz", false, 0.12, 0.03, 0.99, 0.15, 0.70, 0, 0.30, 0.20},
    {"ember", false, 0.04, 0.08, 0.80, 0.60, 0.05, 16, 0.60, 0.45},
    {"tide", false, 0.20, 0.00, 0.90, 0.40, 0.50, 60, 0.35, 0.15},
    {"plum", false, 0.08, 0.10, 0.55, 0.70, 0.00, 12, 0.55, 0.60},
    {"moss", true, 0.05, 0.07, 0.95, 0.35, 0.25, 30, 0.50, 0.25},
    {"cobalt", true, 0.15, 0.02, 0.98, 0.20, 0.60, 0, 0.40, 0.15},
    {"fern", true, 0.03, 0.10, 0.85, 0.55, 0.10, 20, 0.65, 0.35},
    {"heron", true, 0.10, 0.05, 0.65, 0.65, 0.15, 36, 0.30, 0.50},
};

size_t sim_vendor_count(void)
{
    return sizeof VENDORS / sizeof *VENDORS;
}

const sim_vendor *sim_vendor_at(size_t i)
{
    return &VENDORS[i];
}
