#include "dbc/base/environment.hpp"

#include <cstdlib>

namespace dbc {

Environment process_environment() {
  return [](std::string_view name) -> std::optional<std::string> {
    const char* value = std::getenv(std::string(name).c_str());
    if (value == nullptr) return std::nullopt;
    return std::string(value);
  };
}

std::optional<std::string> first_set(const Environment& environment, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    if (auto value = environment(name)) return value;
  }
  return std::nullopt;
}

}  // namespace dbc
