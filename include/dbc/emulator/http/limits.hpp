#pragma once

#include <cstddef>

namespace dbc::emulator {

/// What a request may weigh, through whichever door.
constexpr std::size_t k_max_body_bytes = 10 * 1024 * 1024;
constexpr std::size_t k_max_header_bytes = 64 * 1024;

}  // namespace dbc::emulator
