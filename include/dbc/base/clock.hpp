#pragma once

#include <chrono>
#include <cstdint>

namespace dbc {

using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;

/// Wall-clock time, injected wherever behaviour depends on it.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual TimePoint now() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const override {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
};

/// Waits, or pretends to in tests.
class Sleeper {
 public:
  virtual ~Sleeper() = default;
  virtual void sleep_for(std::chrono::milliseconds duration) = 0;
};

class ThreadSleeper final : public Sleeper {
 public:
  void sleep_for(std::chrono::milliseconds duration) override;
};

[[nodiscard]] inline std::int64_t to_epoch_millis(TimePoint time) { return time.time_since_epoch().count(); }
[[nodiscard]] inline TimePoint from_epoch_millis(std::int64_t millis) {
  return TimePoint{std::chrono::milliseconds{millis}};
}

}  // namespace dbc
