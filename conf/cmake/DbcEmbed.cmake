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
