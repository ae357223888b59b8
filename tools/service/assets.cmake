# SPDX-License-Identifier: GPL-3.0-or-later
# Embeds the files of the page: `.incbin` of each as it is and gzipped, and a table with
# path, media type and SHA-256. Called as assay_embed_assets(FOLDER OUTPUT_VARIABLE).
set(ASSAY_MEDIA_TYPES
  "html=text/html\; charset=utf-8" "js=text/javascript\; charset=utf-8"
  "css=text/css\; charset=utf-8" "svg=image/svg+xml" "png=image/png" "ico=image/x-icon"
  "json=application/json" "woff2=font/woff2" "txt=text/plain\; charset=utf-8"
  "webmanifest=application/manifest+json" "map=application/json")

function(assay_media_type file out)
  get_filename_component(extension "${file}" LAST_EXT)
  string(SUBSTRING "${extension}" 1 -1 extension)
  set(${out} "application/octet-stream" PARENT_SCOPE)
  foreach(row IN LISTS ASSAY_MEDIA_TYPES)
    if(row MATCHES "^${extension}=(.*)$")
      set(${out} "${CMAKE_MATCH_1}" PARENT_SCOPE)
    endif()
  endforeach()
endfunction()

function(assay_embed_assets folder out)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE "${folder}" "${folder}/*")
  if(NOT "index.html" IN_LIST files)
    message(FATAL_ERROR "${folder} has no index.html: it is committed; see tools/web")
  endif()
  set(work "${CMAKE_CURRENT_BINARY_DIR}/assets")
  set(n 0)
  set(symbols "")
  set(externs "")
  set(rows "")
  set(packed_files "")
  foreach(file IN LISTS files)
    set(source "${folder}/${file}")
    set(packed "${work}/${n}.gz")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${source}")
    file(SHA256 "${source}" sha256)
    assay_media_type("${file}" type)
    set(path "/${file}")
    if(file STREQUAL "index.html")
      set(path "/")
    endif()
    add_custom_command(OUTPUT "${packed}" DEPENDS "${source}" VERBATIM
      COMMAND "${CMAKE_COMMAND}" -E make_directory "${work}"
      COMMAND sh -c "gzip -9 -n -c \"$1\" >\"$2\"" sh "${source}" "${packed}")
    list(APPEND packed_files "${packed}")
    foreach(part "plain;${source}" "packed;${packed}")
      list(GET part 0 name)
      list(GET part 1 bytes)
      string(APPEND symbols ".global asset_${n}_${name}\n.hidden asset_${n}_${name}\n"
        "asset_${n}_${name}:\n.incbin \"${bytes}\"\n"
        ".global asset_${n}_${name}_end\n.hidden asset_${n}_${name}_end\n"
        "asset_${n}_${name}_end:\n")
      string(APPEND externs
        "extern const char asset_${n}_${name}[], asset_${n}_${name}_end[];\n")
    endforeach()
    string(APPEND rows "    {\"${path}\", \"${type}\", \"\\\"${sha256}\\\"\",\n"
      "     asset_${n}_plain, asset_${n}_plain_end, asset_${n}_packed, "
      "asset_${n}_packed_end},\n")
    math(EXPR n "${n} + 1")
  endforeach()
  file(CONFIGURE OUTPUT "${work}/assets.S" @ONLY CONTENT
    ".section .rodata\n@symbols@.section .note.GNU-stack,\"\",%progbits\n")
  file(CONFIGURE OUTPUT "${work}/table.c" @ONLY CONTENT
    "/* Written by assets.cmake. */\n#include \"service/assets.h\"\n\n@externs@\nconst asset ASSETS[] = {\n@rows@};\n\nconst size_t ASSET_COUNT = @n@;\n")
  set_property(SOURCE "${work}/assets.S" APPEND PROPERTY OBJECT_DEPENDS "${packed_files}")
  foreach(file IN LISTS files)
    set_property(SOURCE "${work}/assets.S" APPEND PROPERTY OBJECT_DEPENDS
      "${folder}/${file}")
  endforeach()
  set(${out} "${work}/assets.S" "${work}/table.c" PARENT_SCOPE)
endfunction()
