#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace dbc::emulator {

/// A part of a file that a client asks for.
struct ByteRange {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  bool is_satisfiable = true;
};

/// Reads `Range: bytes=2-5`, `2-` or `-3` against a file of `size` bytes. Nothing where there is no such header, or one
/// to be ignored: another unit, several ranges, or no range at all.
[[nodiscard]] std::optional<ByteRange> parse_byte_range(std::string_view header, std::uint64_t size);

}  // namespace dbc::emulator
