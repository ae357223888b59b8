# SPDX-License-Identifier: GPL-3.0-or-later
# What `cmake --install` lays down: library, headers, and the files by which CMake
# (`find_package(assay)`, target assay::assay) and pkg-config (`assay`) find them.
include(CMakePackageConfigHelpers)
set(ASSAY_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/assay)

install(TARGETS assay EXPORT assayTargets FILE_SET HEADERS)
install(EXPORT assayTargets NAMESPACE assay:: DESTINATION ${ASSAY_CMAKE_DIR})

configure_package_config_file(engine/assayConfig.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/assayConfig.cmake INSTALL_DESTINATION ${ASSAY_CMAKE_DIR})
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/assayConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/assayConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/assayConfigVersion.cmake
        DESTINATION ${ASSAY_CMAKE_DIR})

configure_file(engine/assay.pc.in ${CMAKE_CURRENT_BINARY_DIR}/assay.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/assay.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
