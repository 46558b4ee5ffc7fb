#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// Typed reads of a request's JSON object. Clients are loose with types, so a number or a truth value may come as
/// text; null counts as absent. What cannot be read is MALFORMED_REQUEST, and names the field.
class Fields {
 public:
  /// `object` must outlive this view.
  explicit Fields(const Json& object) : object_(&object) {}

  [[nodiscard]] Result<std::optional<std::string>> text(std::string_view name) const;
  [[nodiscard]] Result<std::optional<std::int64_t>> integer(std::string_view name) const;
  [[nodiscard]] Result<std::optional<bool>> boolean(std::string_view name) const;
  /// The bytes of a base64 text, in which line breaks count for nothing. INVALID_PARAMETER_VALUE for other text.
  [[nodiscard]] Result<std::optional<std::string>> bytes(std::string_view name) const;
  /// A list of texts; one text (with commas between several) stands for a list, as queries have it.
  [[nodiscard]] Result<std::vector<std::string>> texts(std::string_view name) const;
  /// nullptr where absent.
  [[nodiscard]] Result<const Json*> object(std::string_view name) const;
  [[nodiscard]] Result<const Json*> array(std::string_view name) const;

  /// A text that must be there and not be empty: else "Missing required field: <name>".
  [[nodiscard]] Result<std::string> required_text(std::string_view name) const;

  [[nodiscard]] const Json& json() const { return *object_; }
  /// The raw member, nullptr where absent or null.
  [[nodiscard]] const Json* find(std::string_view name) const;

 private:
  const Json* object_;
};

/// "Could not parse request object: Expected '<TYPE>' for field '<name>'"
[[nodiscard]] Error wrong_type(std::string_view type, std::string_view name);

/// Loose conversions of one value, empty where it cannot be read so.
[[nodiscard]] std::optional<std::int64_t> to_integer(const Json& value);
[[nodiscard]] std::optional<bool> to_boolean(const Json& value);
/// Text of a scalar: `true` for a truth value, digits for a number.
[[nodiscard]] std::optional<std::string> to_text(const Json& value);

}  // namespace dbc::emulator
