#pragma once

#include <cstdint>

#include "emulator/store/id_source.hpp"

namespace dbc::emulator {

/// A new id of 15 or 16 decimal digits: below 2^53, so that every JSON reader keeps all digits.
[[nodiscard]] inline std::int64_t make_decimal_id(IdSource& ids) {
  constexpr std::uint64_t k_least = 100'000'000'000'000;
  return static_cast<std::int64_t>(k_least + ids.bits() % (89 * k_least));
}

}  // namespace dbc::emulator
