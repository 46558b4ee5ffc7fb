# Language level, warnings, instrumentation and the way to link, through one INTERFACE target and one function.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# No path of the machine goes into the objects, so a fresh clone elsewhere finds them in ccache. It wants to be told
# that a precompiled header hides from it which macros were looked at: none of ours are.
find_program(DBC_CCACHE ccache)
if(DBC_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    "${CMAKE_COMMAND}" -E env "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}"
    "CCACHE_SLOPPINESS=pch_defines,time_macros" "${DBC_CCACHE}")
endif()

add_library(dbc_flags INTERFACE)
target_compile_options(dbc_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow
  $<$<BOOL:${DBC_WERROR}>:-Werror>
  "-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=")
target_include_directories(dbc_flags INTERFACE "${PROJECT_SOURCE_DIR}/include")

# Development builds link a dozen programs of 80 MB each; lld takes a seventh of the time that ld takes for one.
find_program(DBC_LLD ld.lld)
if(DBC_LLD AND NOT DBC_STATIC)
  add_link_options(-fuse-ld=lld)
endif()

if(DBC_SANITIZE)
  # The instrumentation makes GCC 12 see uninitialised values and narrow buffers in headers of libraries.
  add_compile_options("$<$<CXX_COMPILER_ID:GNU>:-Wno-error=maybe-uninitialized;-Wno-error=array-bounds>")
  # ThreadSanitizer does not follow fences; what lies between ours is atomic by itself.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND DBC_SANITIZE STREQUAL "thread")
    add_compile_options(-Wno-tsan)
  endif()
  add_compile_options(-fsanitize=${DBC_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${DBC_SANITIZE})
endif()
if(DBC_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()
if(DBC_STATIC)
  add_compile_options(-fno-pie -ffunction-sections -fdata-sections)
endif()

# dbc_static_executable(TARGET): TARGET is a program that a user gets. It lies at the top of the build folder and, with
# DBC_STATIC, needs no file of the machine it runs on.
function(dbc_static_executable target)
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
  if(DBC_STATIC)
    # glibc's linker warnings tell of name lookups that libraries could make through shared modules. Names are looked up
    # by c-ares here, so they are no news. They are shown all the same: ld's --no-warnings also lets a program pass whose
    # symbols are not all there.
    target_link_options(${target} PRIVATE -static -no-pie -Wl,--gc-sections $<$<CONFIG:Release>:-s>)
  endif()
endfunction()
