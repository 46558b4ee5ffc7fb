# The headers that nearly every file ends up with are read once per build. Files include what they use all the same:
# clang-tidy and a build with -DDBC_PRECOMPILED=OFF see them without this help.
option(DBC_PRECOMPILED "Read the common headers of libraries once" ON)

set(common_headers
  <algorithm> <array> <charconv> <chrono> <cstdint> <filesystem> <functional> <map> <memory> <optional> <set> <span>
  <string> <string_view> <utility> <variant> <vector>
  <nlohmann/json.hpp>)

# dbc_precompile(TARGET [FROM OTHER] [HEADERS header...]): TARGET reads the common headers and HEADERS precompiled, from
# the same file as OTHER where it is given.
function(dbc_precompile target)
  cmake_parse_arguments(PRECOMPILE "" "FROM" "HEADERS" ${ARGN})
  if(NOT DBC_PRECOMPILED)
    return()
  endif()
  if(PRECOMPILE_FROM AND NOT PRECOMPILE_FROM STREQUAL target)
    target_precompile_headers(${target} REUSE_FROM ${PRECOMPILE_FROM})
  else()
    target_precompile_headers(${target} PRIVATE ${common_headers} ${PRECOMPILE_HEADERS})
  endif()
endfunction()
