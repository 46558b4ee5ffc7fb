#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What a request may weigh, through whichever door, and how long its parts may take. `request_limits` tells people the
// same numbers; docs/emulator.md has them from there.

namespace dbc::emulator {

constexpr std::size_t k_max_body_bytes = 10 * 1024 * 1024;  ///< of JSON and other fields
constexpr std::size_t k_max_header_bytes = 64 * 1024;       ///< request line, and each chunk's head and trailer
constexpr std::size_t k_max_header_fields = 128;
constexpr std::size_t k_max_unknown_body_bytes = 64 * 1024;       ///< what may arrive before the sender is known
constexpr std::size_t k_max_body_in_memory = 2 * 1024 * 1024;     ///< the rest of a larger one waits in a file
constexpr std::size_t k_max_bodies_in_memory = 64 * 1024 * 1024;  ///< of all requests of a workspace together

constexpr std::size_t k_max_json_values = 200'000;
constexpr std::size_t k_max_json_members = 2'000;  ///< of one object
constexpr std::size_t k_max_query_fields = 1'000;  ///< of a query or a form

constexpr std::size_t k_max_object_bytes = 10 * 1024 * 1024;  ///< what import and export of the workspace's tree carry
constexpr std::size_t k_max_notebook_cells = 10'000;
constexpr std::size_t k_max_notebook_values = 1'000'000;  ///< of a notebook's JSON, which holds what its cells printed
constexpr std::size_t k_max_archive_entries = 10'000;
constexpr std::size_t k_max_archive_bytes = 64 * 1024 * 1024;  ///< what it holds, unpacked

constexpr std::size_t k_max_connections = 512;
constexpr std::size_t k_max_unknown_connections = 256;  ///< of one address, without a token
constexpr std::chrono::seconds k_idle_timeout{75};
constexpr std::chrono::seconds k_header_timeout{20};
constexpr std::chrono::seconds k_transfer_timeout{60};

/// A line of the table of limits.
struct RequestLimit {
  std::string_view what;
  std::string value;  ///< with its unit
  std::string_view beyond;
};

[[nodiscard]] std::vector<RequestLimit> request_limits();

}  // namespace dbc::emulator
