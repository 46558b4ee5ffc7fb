#include "dbc/base/error.hpp"

#include <system_error>
#include <utility>

namespace dbc {

Error Error::with_context(std::string_view doing) && {
  context.emplace_back(doing);
  return std::move(*this);
}

Error Error::with_hint(std::string_view next) && {
  hint = next;
  return std::move(*this);
}

Error system_error(int error_number, std::string_view doing) {
  const auto code = std::error_code(error_number, std::generic_category());
  return Error{.kind = ErrorKind::io, .message = std::string(doing) + ": " + code.message()};
}

}  // namespace dbc
