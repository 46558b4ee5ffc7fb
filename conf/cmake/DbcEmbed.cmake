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

# dbc_settings_constants(TARGET): the shipped settings (conf/*.toml) as constants, in the generated headers
# "dbc_embedded/settings.hpp" and "dbc_embedded/cluster_tables.hpp". A program of the build reads the files; the product
# does not.
function(dbc_settings_constants target)
  add_executable(dbc_settings_constants_writer "${PROJECT_SOURCE_DIR}/conf/build/settings_constants.cpp")
  target_link_libraries(dbc_settings_constants_writer PRIVATE toml11::toml11)
  if(DBC_STATIC)
    target_link_options(dbc_settings_constants_writer PRIVATE -no-pie) # as it is compiled
  endif()
  set(files "${PROJECT_SOURCE_DIR}/conf/emulator.toml" "${PROJECT_SOURCE_DIR}/conf/node_types.toml"
            "${PROJECT_SOURCE_DIR}/conf/runtimes.toml")
  set(folder "${PROJECT_BINARY_DIR}/embedded/dbc_embedded")
  set(outputs "${folder}/settings.hpp" "${folder}/cluster_tables.hpp")
  file(MAKE_DIRECTORY "${folder}")
  add_custom_command(
    OUTPUT ${outputs}
    COMMAND dbc_settings_constants_writer ${files} "${folder}"
    DEPENDS dbc_settings_constants_writer ${files}
    VERBATIM)
  target_sources(${target} PRIVATE ${outputs})
  target_include_directories(${target} PRIVATE "${PROJECT_BINARY_DIR}/embedded")
endfunction()
