#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "dbc/base/result.hpp"

// Compiled once, in json.cpp, and not again in every file that includes this one. The serializer is what `operator<<`
// needs, which test frameworks print values with.
extern template class nlohmann::basic_json<nlohmann::ordered_map>;
extern template class nlohmann::detail::serializer<nlohmann::ordered_json>;

namespace dbc {

/// JSON that keeps the order of its keys. An integer too large for 64 bits is kept letter by letter (see
/// `is_verbatim_number`), because a reply or a request body passes through unchanged.
using Json = nlohmann::ordered_json;

/// Parses one JSON text. The error names the byte offset, and is of kind `input`.
[[nodiscard]] Result<Json> parse_json(std::string_view text);

/// True for a number that no C++ integer holds; its digits are `verbatim_number(value)`.
[[nodiscard]] bool is_verbatim_number(const Json& value);
[[nodiscard]] std::string verbatim_number(const Json& value);

/// A string member, or `fallback` where the key is absent, null or not a string.
[[nodiscard]] std::string string_or(const Json& object, std::string_view key, std::string_view fallback);

/// A member of an object, or nullptr where absent.
[[nodiscard]] const Json* find_member(const Json& object, std::string_view key);

/// How `write_json` lays text out. The fields mirror the knobs of the dialects we must print like.
struct JsonStyle {
  int indent = -1;               ///< blanks per level; negative puts everything on one line
  bool escape_non_ascii = true;  ///< write everything outside 0x20..0x7e as \uXXXX
  bool spaced = true;            ///< blank after ',' and ':' in the one-line form
  bool escape_html = false;      ///< write < > & as \u003c \u003e \u0026, as Go does
};

/// Text in the form of Python's json module: numbers in shortest round-trip form, `1e5` as 100000.0.
[[nodiscard]] std::string write_json(const Json& value, const JsonStyle& style);

/// A floating point number as Python's repr() writes it.
[[nodiscard]] std::string python_float(double value);

}  // namespace dbc
