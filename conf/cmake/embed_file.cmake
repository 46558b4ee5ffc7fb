# usage: cmake -DINPUT=FILE -DOUTPUT=HEADER -DSYMBOL=NAME -P embed_file.cmake
# Every byte is written as an escape: neither CMake's lists nor C++'s literals can then mistake one for syntax.
cmake_minimum_required(VERSION 3.25)

file(READ "${INPUT}" bytes HEX)
file(SIZE "${INPUT}" size)
string(REPEAT "[0-9a-f][0-9a-f]" 32 line)
string(REGEX REPLACE "(${line})" "\\1\"\n    \"" bytes "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${bytes}")
file(WRITE "${OUTPUT}" "#pragma once

#include <string_view>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored \"-Woverlength-strings\"
namespace dbc::embedded {
inline constexpr std::string_view ${SYMBOL}{
    \"${bytes}\",
    ${size}};
}  // namespace dbc::embedded
#pragma GCC diagnostic pop
")
