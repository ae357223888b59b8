# SPDX-License-Identifier: GPL-3.0-or-later
# What `cmake --install` lays down: library, headers, package files.
include(CMakePackageConfigHelpers)
install(TARGETS assay EXPORT assayTargets FILE_SET HEADERS)
