# Language level, warnings and instrumentation for our own targets, through one INTERFACE target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(DBC_CCACHE ccache)
if(DBC_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${DBC_CCACHE}")
endif()

add_library(dbc_flags INTERFACE)
target_compile_options(dbc_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow
  $<$<BOOL:${DBC_WERROR}>:-Werror>)
target_include_directories(dbc_flags INTERFACE "${PROJECT_SOURCE_DIR}/include")
if(DBC_SANITIZE)
  add_compile_options(-fsanitize=${DBC_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${DBC_SANITIZE})
endif()
