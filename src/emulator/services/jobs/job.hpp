#pragma once

#include <cstdint>
#include <string>

#include "dbc/base/clock.hpp"

namespace dbc::emulator {

/// A job as it is stored.
struct Job {
  std::int64_t sequence = 0;  ///< place in the order of creation; settled by the insertion
  std::int64_t id = 0;
  std::string name = {};
  std::string creator = {};
  TimePoint created_at = {};
  bool is_single_task = false;
  std::string settings = {};  ///< JSON text, in the form of `JobSettings::value`
};

}  // namespace dbc::emulator
