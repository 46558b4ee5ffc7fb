#include <catch2/catch.hpp>
#include <filesystem>

#include "support/process.hpp"

using namespace dbc::test;

TEST_CASE("completion: bash evaluates the script and asks the binary", "[e2e][completion]") {
  const std::string folder = std::filesystem::path(binary_path()).parent_path().string();
  const std::string script =
      "eval \"$(dbc completion bash)\"\n"
      "COMP_WORDS=(dbc unity-catalog \"tab\"); COMP_CWORD=2; _dbc_completion dbc; printf '%s\\n' \"${COMPREPLY[@]}\"\n"
      "COMP_WORDS=(dbc no-such-group ''); COMP_CWORD=2; _dbc_completion dbc; echo \"${#COMPREPLY[@]}\"\n"
      "complete -p dbc\n";
  const auto result = run_process({"bash", "-c", script},
                                  {.environment = {{"PATH", folder + ":/usr/bin:/bin"}}, .program = "/bin/bash"});
  CHECK(result.err.empty());
  CHECK(result.exit_code == 0);
  CHECK(result.out == "tables\n0\ncomplete -o nosort -F _dbc_completion dbc\n");
}
