# Everything comes from the distribution. Headers are SYSTEM, so that our warnings stay ours.
# The imported targets have the same names whether they are static or shared.
if(DBC_STATIC)
  # Nothing but archives is looked for, so a missing one is an error here and no riddle at the last link.
  set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
  set(OPENSSL_USE_STATIC_LIBS ON)
endif()
find_package(Threads REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 REQUIRED)
find_package(toml11 REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(SQLite3 REQUIRED)
# Debian's package of PCRE2 has no CMake files.
find_library(DBC_PCRE2_LIBRARY pcre2-8 REQUIRED)
find_path(DBC_PCRE2_INCLUDE pcre2.h REQUIRED)
add_library(PCRE2::8 UNKNOWN IMPORTED)
set_target_properties(PCRE2::8 PROPERTIES IMPORTED_LOCATION "${DBC_PCRE2_LIBRARY}"
                      INTERFACE_INCLUDE_DIRECTORIES "${DBC_PCRE2_INCLUDE}")
find_package(ZLIB REQUIRED)
find_library(DBC_MINIZIP_LIBRARY minizip REQUIRED)
# As a target with a location, so that zlib comes after it at the link.
add_library(minizip::minizip UNKNOWN IMPORTED)
set_target_properties(minizip::minizip PROPERTIES IMPORTED_LOCATION "${DBC_MINIZIP_LIBRARY}"
                      INTERFACE_LINK_LIBRARIES ZLIB::ZLIB)
include(DbcCurl)

if(DBC_STATIC)
  # The distribution compiles spdlog and fmt as shared libraries only; their headers are enough.
  find_package(fmt REQUIRED)
  find_path(DBC_SPDLOG_INCLUDE spdlog/spdlog.h REQUIRED)
  add_library(spdlog::spdlog INTERFACE IMPORTED)
  target_include_directories(spdlog::spdlog INTERFACE "${DBC_SPDLOG_INCLUDE}")
  target_compile_definitions(spdlog::spdlog INTERFACE SPDLOG_FMT_EXTERNAL)
  target_link_libraries(spdlog::spdlog INTERFACE fmt::fmt-header-only Threads::Threads)
else()
  find_package(spdlog REQUIRED)
endif()
