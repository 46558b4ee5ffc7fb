#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// One part of a multipart/form-data body.
struct FormPart {
  std::string name;
  bool is_file = false;      ///< it came with a file name
  std::string_view content;  ///< into the body
};

[[nodiscard]] bool is_multipart(std::string_view content_type);

/// The parts of a body, in order. MALFORMED_REQUEST where the content type names no boundary, or the body does not keep
/// to it, or has too many parts.
[[nodiscard]] Result<std::vector<FormPart>> parse_multipart(std::string_view content_type, std::string_view body);

}  // namespace dbc::emulator
