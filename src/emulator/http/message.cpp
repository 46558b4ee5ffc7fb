#include "dbc/emulator/http/message.hpp"

#include "dbc/base/text.hpp"

namespace dbc::emulator {

std::string_view header(const HeaderList& headers, std::string_view name) {
  for (const auto& [key, value] : headers)
    if (equals_ignoring_case(key, name)) return value;
  return {};
}

}  // namespace dbc::emulator
