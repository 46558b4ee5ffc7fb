#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// One entry of an archive. Folders have names that end in a slash, and no content.
struct ZipEntry {
  std::string name;
  std::string content = {};
};

/// What an archive may hold; more is refused, since a small archive can unfold to any size.
struct ZipLimits {
  std::size_t entries;
  std::size_t bytes;  ///< of all contents together
};

[[nodiscard]] bool is_zip(std::string_view bytes);
/// INVALID_PARAMETER_VALUE for what is no archive, is encrypted or broken, or exceeds the limits.
[[nodiscard]] Result<std::vector<ZipEntry>> read_zip(std::string_view bytes, const ZipLimits& limits);
/// An archive of these entries in their order; the same entries give the same bytes.
[[nodiscard]] Result<std::string> write_zip(const std::vector<ZipEntry>& entries);

}  // namespace dbc::emulator
