#include "dbc/net/http.hpp"

#include <algorithm>

#include "dbc/base/text.hpp"

namespace dbc::net {

const std::string* Headers::find(std::string_view name) const {
  for (const auto& [key, value] : fields_) {
    if (equals_ignoring_case(key, name)) return &value;
  }
  return nullptr;
}

void Headers::set(std::string_view name, std::string_view value) {
  const auto same = [name](const Field& field) { return equals_ignoring_case(field.first, name); };
  const auto first = std::ranges::find_if(fields_, same);
  if (first == fields_.end()) return add(name, value);
  first->second = value;
  fields_.erase(std::remove_if(first + 1, fields_.end(), same), fields_.end());
}

void Headers::remove(std::string_view name) {
  std::erase_if(fields_, [name](const Field& field) { return equals_ignoring_case(field.first, name); });
}

}  // namespace dbc::net
