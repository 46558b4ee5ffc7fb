#include "emulator/services/workspace_objects/object_format.hpp"

#include <array>

namespace dbc::emulator {
namespace {

constexpr std::array<std::string_view, 7> k_names{"SOURCE", "HTML", "JUPYTER", "DBC", "R_MARKDOWN", "AUTO", "RAW"};

}  // namespace

std::string_view name_of(ObjectFormat format) { return k_names.at(static_cast<std::size_t>(format)); }

Result<ObjectFormat> format_field(const Json& input) {
  DBC_TRY(const auto name, Fields(input).text("format"));
  if (!name || name->empty()) return ObjectFormat::source;
  for (std::size_t i = 0; i < k_names.size(); ++i)
    if (k_names.at(i) == *name) return static_cast<ObjectFormat>(i);
  return wrong_type("ExportFormat", "format");
}

Result<std::optional<NotebookLanguage>> language_field(const Json& input) {
  DBC_TRY(const auto name, Fields(input).text("language"));
  if (!name || name->empty()) return std::optional<NotebookLanguage>{};
  const auto language = language_of_name(*name);
  if (!language || name_of(*language) != *name) return wrong_type("Language", "language");
  return language;
}

}  // namespace dbc::emulator
