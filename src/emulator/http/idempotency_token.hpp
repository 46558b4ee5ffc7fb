#pragma once

#include <optional>
#include <string>

#include "dbc/base/result.hpp"
#include "emulator/http/fields.hpp"

namespace dbc::emulator {

/// The `idempotency_token` of a request; nothing where absent or empty. Its length is bounded.
[[nodiscard]] Result<std::optional<std::string>> read_idempotency_token(const Fields& fields);

}  // namespace dbc::emulator
