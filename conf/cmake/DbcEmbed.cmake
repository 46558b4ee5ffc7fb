# dbc_embed(TARGET FILE... ) compiles text files into TARGET as std::string_view, through
# `dbc::embedded_text("conf/node_types.toml")`-style symbols declared in the generated header dbc_embedded/<symbol>.hpp.
function(dbc_embed target)
  foreach(file IN LISTS ARGN)
    string(MAKE_C_IDENTIFIER "${file}" symbol)
    set(output "${CMAKE_BINARY_DIR}/embedded/dbc_embedded/${symbol}.hpp")
    add_custom_command(
      OUTPUT "${output}"
      COMMAND "${CMAKE_COMMAND}" -DINPUT=${PROJECT_SOURCE_DIR}/${file} -DOUTPUT=${output} -DSYMBOL=${symbol}
              -P "${PROJECT_SOURCE_DIR}/conf/cmake/embed_file.cmake"
      DEPENDS "${PROJECT_SOURCE_DIR}/${file}" "${PROJECT_SOURCE_DIR}/conf/cmake/embed_file.cmake"
      VERBATIM)
    target_sources(${target} PRIVATE "${output}")
  endforeach()
  target_include_directories(${target} PRIVATE "${CMAKE_BINARY_DIR}/embedded")
endfunction()
