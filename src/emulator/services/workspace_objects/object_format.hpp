#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/http/call.hpp"
#include "emulator/notebooks/notebook.hpp"

namespace dbc::emulator {

/// How an object travels.
enum class ObjectFormat {
  source,
  html,
  jupyter,
  dbc,
  r_markdown,
  automatic,
  raw,
};

/// The `format` of a request, SOURCE where absent. MALFORMED_REQUEST for a value that is none.
[[nodiscard]] Result<ObjectFormat> format_field(const Json& input);
/// The `language` of a request.
[[nodiscard]] Result<std::optional<NotebookLanguage>> language_field(const Json& input);
[[nodiscard]] std::string_view name_of(ObjectFormat format);  ///< SOURCE

}  // namespace dbc::emulator
