#pragma once

#include <atomic>

#include "dbc/base/clock.hpp"

namespace dbc::test {

/// Time that passes only when a test says so. Starts at 2026-11-21 07:01:02 UTC.
class FakeClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const override { return from_epoch_millis(millis_.load()); }
  void advance(std::chrono::milliseconds by) { millis_ += by.count(); }

 private:
  std::atomic<std::int64_t> millis_{1'795'244'462'000};
};

}  // namespace dbc::test
