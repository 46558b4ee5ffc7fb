#include "emulator/services/workspace_objects/workspace_object.hpp"

#include <array>

namespace dbc::emulator {
namespace {

constexpr std::array<std::string_view, 4> k_names{"DIRECTORY", "NOTEBOOK", "FILE", "REPO"};

}  // namespace

std::string_view name_of(ObjectKind kind) { return k_names.at(static_cast<std::size_t>(kind)); }

std::optional<ObjectKind> object_kind_of(std::string_view name) {
  for (std::size_t i = 0; i < k_names.size(); ++i)
    if (k_names.at(i) == name) return static_cast<ObjectKind>(i);
  return std::nullopt;
}

bool is_folder(ObjectKind kind) { return kind == ObjectKind::directory || kind == ObjectKind::repo; }

}  // namespace dbc::emulator
