/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The detectors that detectors.def names. */
#ifndef ASSAY_DETECT_KINDS_H
#define ASSAY_DETECT_KINDS_H

#include "detect/detector.h"

#define DETECTOR(name) extern const assay__detector assay__detector_##name;
#include "detect/detectors.def"
#undef DETECTOR

#endif
