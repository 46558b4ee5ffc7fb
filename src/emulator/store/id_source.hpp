#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/store/shared_state.hpp"

namespace dbc::emulator {

/// Where the ids of a workspace come from. They are random, unless the workspace was made with a seed: then the same
/// seed and the same requests in the same order give the same ids. Nothing that must be secret is made here.
class IdSource {
 public:
  explicit IdSource(SharedState& state) : state_(&state) {}

  [[nodiscard]] std::uint64_t bits();
  /// 16 decimal digits, as the service's numbers have: below 2^53, so that every JSON reader keeps all of them.
  [[nodiscard]] std::int64_t long_number();
  /// Lower-case hexadecimal text of `bytes` bytes.
  [[nodiscard]] std::string hex(std::size_t bytes);
  /// A version 4 UUID in its usual text form.
  [[nodiscard]] std::string uuid();
  /// True where ids must not depend on the clock either.
  [[nodiscard]] bool is_seeded() const { return state_->id_seed().has_value(); }

  /// For what is otherwise counted, so that what was made before counts for nothing; nothing without a seed.
  [[nodiscard]] std::optional<std::int64_t> number_for_seeded();
  /// With a seed, the ids from here on follow from that and the key, whatever was made before; with an empty key they
  /// go on where they were. Only while one thread uses the workspace.
  void derive_from(std::string_view key);

 private:
  /// A sequence of its own, beside that of the workspace.
  struct Derivation {
    std::uint64_t origin;
    std::uint64_t drawn = 0;
  };
  SharedState* state_;
  std::optional<Derivation> derivation_ = {};
};

}  // namespace dbc::emulator
