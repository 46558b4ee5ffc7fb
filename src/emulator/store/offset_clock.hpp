#pragma once

#include "dbc/base/clock.hpp"
#include "emulator/store/shared_state.hpp"

namespace dbc::emulator {

/// The machine's clock with the workspace's offset, as each process that uses the workspace sees it.
class OffsetClock final : public Clock {
 public:
  OffsetClock(const Clock& base, const SharedState& state) : base_(base), state_(state) {}
  [[nodiscard]] TimePoint now() const override { return base_.now() + state_.clock_offset(); }

 private:
  const Clock& base_;
  const SharedState& state_;
};

}  // namespace dbc::emulator
