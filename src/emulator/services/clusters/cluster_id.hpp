#pragma once

#include <string>

#include "dbc/base/clock.hpp"
#include "emulator/store/id_source.hpp"

namespace dbc::emulator {

/// A new cluster id: MMDD-hhmmss of `now` in UTC, and 8 letters and digits. Where ids come from a seed, so does the
/// time.
[[nodiscard]] std::string make_cluster_id(IdSource& ids, TimePoint now);

/// A new pool id: MMDD-hhmmss, a word with a number, and pool- with 8 letters and digits.
[[nodiscard]] std::string make_pool_id(IdSource& ids, TimePoint now);

/// A new spark context id: decimal, below 2^53.
[[nodiscard]] std::int64_t make_spark_context_id(IdSource& ids);

}  // namespace dbc::emulator
