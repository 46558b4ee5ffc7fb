#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "emulator/store/shared_state.hpp"

namespace dbc::emulator {

/// Where the ids of a workspace come from. They are random, unless the workspace was made with a seed: then the same
/// seed and the same requests in the same order give the same ids. Nothing that must be secret is made here.
class IdSource {
 public:
  explicit IdSource(SharedState& state) : state_(&state) {}

  [[nodiscard]] std::uint64_t bits();
  /// Lower-case hexadecimal text of `bytes` bytes.
  [[nodiscard]] std::string hex(std::size_t bytes);
  /// A version 4 UUID in its usual text form.
  [[nodiscard]] std::string uuid();
  /// True where ids must not depend on the clock either.
  [[nodiscard]] bool is_seeded() const { return state_->id_seed().has_value(); }

 private:
  SharedState* state_;
};

}  // namespace dbc::emulator
