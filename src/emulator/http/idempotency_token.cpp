#include "emulator/http/idempotency_token.hpp"

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_length = 64;

}  // namespace

Result<std::optional<std::string>> read_idempotency_token(const Fields& fields) {
  DBC_TRY(auto token, fields.text("idempotency_token"));
  if (!token || token->empty()) return std::optional<std::string>{};
  if (count_code_points(*token) > k_max_length)
    return invalid_parameter("The idempotency_token is longer than " + std::to_string(k_max_length) + " characters");
  return token;
}

}  // namespace dbc::emulator
