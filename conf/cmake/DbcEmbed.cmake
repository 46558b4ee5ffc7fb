# dbc_embed(TARGET FILE...) compiles files into TARGET. Each FILE, named from the top of the project (or absolute),
# becomes a `constexpr std::string_view dbc::embedded::SYMBOL`, byte for byte, in the generated header
# "dbc_embedded/SYMBOL.hpp"; SYMBOL is FILE's name as a C identifier: conf/seed.sql -> conf_seed_sql.
function(dbc_embed target)
  set(script "${PROJECT_SOURCE_DIR}/conf/cmake/embed_file.cmake")
  foreach(file IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY "${PROJECT_SOURCE_DIR}" OUTPUT_VARIABLE input)
    if(IS_ABSOLUTE "${file}")
      cmake_path(GET file FILENAME file)
    endif()
    string(MAKE_C_IDENTIFIER "${file}" symbol)
    set(output "${PROJECT_BINARY_DIR}/embedded/dbc_embedded/${symbol}.hpp")
    add_custom_command(
      OUTPUT "${output}"
      COMMAND "${CMAKE_COMMAND}" "-DINPUT=${input}" "-DOUTPUT=${output}" "-DSYMBOL=${symbol}" -P "${script}"
      DEPENDS "${input}" "${script}"
      VERBATIM)
    target_sources(${target} PRIVATE "${output}")
  endforeach()
  target_include_directories(${target} PRIVATE "${PROJECT_BINARY_DIR}/embedded")
endfunction()

# dbc_embed_folder(TARGET FOLDER PATTERN) embeds every file of FOLDER that matches PATTERN, and lists them in the generated
# header "dbc_embedded/SYMBOL_files.hpp": a `constexpr std::array` of {path below FOLDER, content}, SYMBOL_files.
function(dbc_embed_folder target folder pattern)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}/${folder}" "${PROJECT_SOURCE_DIR}/${folder}/${pattern}")
  string(MAKE_C_IDENTIFIER "${folder}" list)
  set(includes "")
  set(rows "")
  foreach(file IN LISTS files)
    dbc_embed(${target} "${folder}/${file}")
    string(MAKE_C_IDENTIFIER "${folder}/${file}" symbol)
    string(APPEND includes "#include \"dbc_embedded/${symbol}.hpp\"\n")
    string(APPEND rows "    std::pair<std::string_view, std::string_view>{\"${file}\", ${symbol}},\n")
  endforeach()
  file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/embedded/dbc_embedded/${list}_files.hpp" @ONLY CONTENT "#pragma once

#include <array>
#include <string_view>
#include <utility>

${includes}
namespace dbc::embedded {
inline constexpr std::array ${list}_files{
${rows}};
}  // namespace dbc::embedded
")
endfunction()
