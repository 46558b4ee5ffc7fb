#include "golden.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>

namespace dbc::test {
namespace {

std::string read_golden(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

bool accepts_changes() {
  const char* value = std::getenv("DBC_ACCEPT_GOLDEN");
  return value != nullptr && std::string_view(value) == "1";
}

}  // namespace

void check_golden(const std::string& name, const std::string& text) {
  const std::filesystem::path file = std::filesystem::path(DBC_GOLDEN_FOLDER) / name;
  if (!accepts_changes()) {
    INFO(file.string() << " differs; DBC_ACCEPT_GOLDEN=1 rewrites it");
    CHECK(read_golden(file) == text);
    return;
  }
  if (read_golden(file) == text) return;
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
  FAIL_CHECK(file.string() << " was rewritten; look at the change");
}

}  // namespace dbc::test
