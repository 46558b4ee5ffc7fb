#include "dbc/cli/version.hpp"

namespace dbc::cli {
namespace {

constexpr std::string_view k_legacy_version = "0.18.0";  // the release of databricks-cli that dbc stands in for

}  // namespace

std::string_view own_version() { return DBC_VERSION; }

std::string version_line(std::string_view program) {
  const bool legacy = program == "databricks" || program == "dbfs";
  return "Version " + std::string(legacy ? k_legacy_version : own_version()) + "\n";
}

}  // namespace dbc::cli
