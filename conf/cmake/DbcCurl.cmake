# CURL::libcurl: the system's shared one, or with DBC_STATIC a static one built once per machine by static_curl.sh.
# -DDBC_CURL_PREFIX=DIR names one that is there already.
if(NOT DBC_STATIC)
  find_package(CURL REQUIRED)
  return()
endif()

set(DBC_CURL_PREFIX "" CACHE PATH "Prefix of a static libcurl (HTTP, OpenSSL, nghttp2, c-ares, zlib); empty: build one")
set(curl_prefix "${DBC_CURL_PREFIX}")
if(NOT curl_prefix)
  execute_process(
    COMMAND "${CMAKE_COMMAND}" -E env "CC=${CMAKE_C_COMPILER}" "${PROJECT_SOURCE_DIR}/conf/build/static_curl.sh"
    OUTPUT_VARIABLE curl_prefix OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
endif()
message(STATUS "Static libcurl: ${curl_prefix}")

find_package(ZLIB REQUIRED)
find_library(DBC_NGHTTP2_LIBRARY nghttp2 REQUIRED)
find_library(DBC_CARES_LIBRARY cares REQUIRED)

add_library(CURL::libcurl STATIC IMPORTED)
set_target_properties(CURL::libcurl PROPERTIES IMPORTED_LOCATION "${curl_prefix}/lib/libcurl.a")
target_include_directories(CURL::libcurl INTERFACE "${curl_prefix}/include")
target_compile_definitions(CURL::libcurl INTERFACE CURL_STATICLIB)
target_link_libraries(CURL::libcurl INTERFACE
  "${DBC_NGHTTP2_LIBRARY}" "${DBC_CARES_LIBRARY}" OpenSSL::SSL OpenSSL::Crypto ZLIB::ZLIB Threads::Threads)
