/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the public scope is told: enough to decide, too little to probe with. */
#ifndef ASSAY_SERVICE_PUBLIC_H
#define ASSAY_SERVICE_PUBLIC_H

#include "strbuf.h"

#include <assay/verdict.h>

/** A verdict of which only state, decision, rounded integrity and rounded probability
 * are left: no features, reasons, estimates or events. As JSON, without a line end. */
void public_verdict(const assay_verdict *verdict, strbuf *out);

#endif
