# usage: cmake -DCHECK=check_layers.cmake -DSCRATCH=DIR -P check_layers_test.cmake
# Runs the check on small trees: one that holds to the arrows, and one for each way to break them.
cmake_minimum_required(VERSION 3.25)

function(run_check out_code out_text path text)
  file(REMOVE_RECURSE "${SCRATCH}")
  file(WRITE "${SCRATCH}/arrows" "base: \nnet: base\nemulator: base\ncli/emulator: emulator base\ncli: cli/emulator net base\n")
  file(WRITE "${SCRATCH}/include/dbc/base/text.hpp" "#pragma once\n")
  file(WRITE "${SCRATCH}/src/net/wire.hpp" "#pragma once\n")
  file(WRITE "${SCRATCH}/${path}" "#include <string>\n${text}\n")
  execute_process(
    COMMAND "${CMAKE_COMMAND}" "-DARROWS=${SCRATCH}/arrows" "-DROOT=${SCRATCH}" -P "${CHECK}"
    RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  set(${out_code} "${code}" PARENT_SCOPE)
  set(${out_text} "${output}" PARENT_SCOPE)
endfunction()

function(expect_good path text)
  run_check(code output "${path}" "${text}")
  if(NOT code EQUAL 0)
    message(SEND_ERROR "${path} with ${text} should pass, but: ${output}")
  endif()
endfunction()

function(expect_bad path text complaint)
  run_check(code output "${path}" "${text}")
  string(FIND "${output}" "${complaint}" at)
  if(code EQUAL 0 OR at EQUAL -1)
    message(SEND_ERROR "${path} with ${text} should fail with \"${complaint}\", but exit ${code}: ${output}")
  endif()
endfunction()

expect_good(src/net/wire.cpp "#include \"dbc/base/text.hpp\"")
expect_good(src/net/wire.cpp "#include \"net/wire.hpp\"")
expect_good(src/cli/main.cpp "#include \"dbc/cli/emulator/group.hpp\"")
expect_good(src/cli/emulator/start.cpp "#include \"dbc/emulator/server.hpp\"")
expect_bad(src/base/text.cpp "#include \"dbc/net/http.hpp\"" "src/base/text.cpp: base may not include net")
expect_bad(src/base/text.cpp "  #  include <dbc/net/http.hpp>" "base may not include net")
expect_bad(src/base/text.cpp "#include \"net/wire.hpp\"" "base may not include net")
expect_bad(include/dbc/base/up.hpp "#include \"dbc/cli/x.hpp\"" "include/dbc/base/up.hpp: base may not include cli")
expect_bad(src/cli/run.cpp "#include \"dbc/emulator/server.hpp\"" "src/cli/run.cpp: cli may not include emulator")
expect_bad(src/net/wire.cpp "#include \"dbc/nett/wire.hpp\"" "\"nett/wire.hpp\" belongs to no layer")
expect_bad(src/net/wire.cpp "#include \"../base/text.hpp\"" "not with ../")
expect_bad(src/stray/file.cpp "" "src/stray/file.cpp: belongs to no layer")
