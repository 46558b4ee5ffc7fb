#pragma once

#include <cstdint>

#include "dbc/base/random.hpp"

namespace dbc::emulator {

/// A random id of 15 or 16 decimal digits: below 2^53, so that every JSON reader keeps all digits.
[[nodiscard]] inline std::int64_t make_decimal_id() {
  constexpr std::uint64_t k_least = 100'000'000'000'000;
  return static_cast<std::int64_t>(k_least + random_uint64() % (89 * k_least));
}

}  // namespace dbc::emulator
