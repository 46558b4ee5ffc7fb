#pragma once

#include <span>
#include <string_view>

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"

namespace dbc::emulator {

enum class FieldType {
  text,
  integer,
  number,
  boolean,
  choice,    ///< one of `choices`, of the type `type_name`
  record,    ///< an object of `fields`
  object,    ///< any object, kept as it is but for a registry's password
  text_map,  ///< values that come as numbers or truth values become texts
  text_list,
  object_list,
  record_list,  ///< a list of objects of `fields`
};

/// A field that a request may have.
struct FieldRule {
  std::string_view name;
  FieldType type = FieldType::text;
  std::span<const std::string_view> choices = {};
  std::string_view type_name = {};
  std::span<const FieldRule> fields = {};
};

/// The fields of `input` that the rules name, in their order and with their types settled (numbers that came as text,
/// and the reverse); others and nulls are dropped. MALFORMED_REQUEST names a field of a wrong type.
[[nodiscard]] Result<Json> read_record(const Json& input, std::span<const FieldRule> rules);

}  // namespace dbc::emulator
