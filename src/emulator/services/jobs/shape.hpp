#pragma once

#include <span>
#include <string>
#include <string_view>

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"

namespace dbc::emulator {

struct Shape;

/// What a member of a JSON object may be.
enum class ShapeKind {
  text,
  integer,
  boolean,
  object,   ///< kept as it is
  objects,  ///< a list of objects that are kept as they are
  text_map,
  texts,
  choice,      ///< one of `ShapeField::choices`
  structure,   ///< an object of `ShapeField::shape`
  structures,  ///< a list of such objects
  cluster,     ///< a cluster's spec, in the sense of the clusters service
};

/// Whether a member must be there.
enum class Need {
  optional,
  present,  ///< may be an empty text
  filled,   ///< an empty text counts as absent
};

struct ShapeField {
  std::string_view name;
  ShapeKind kind = ShapeKind::text;
  Need need = Need::optional;
  const Shape* shape = nullptr;
  std::span<const std::string_view> choices = {};
};

/// The known members of a JSON object, as plain data.
struct Shape {
  std::span<const ShapeField> fields;
};

/// The known members of `object` in the order of the shape, with their types settled (numbers that came as text, and
/// the reverse). Unknown members and nulls are dropped. A member of a wrong type is MALFORMED_REQUEST; one that is
/// missing is named by its whole path, which starts with `path`.
[[nodiscard]] Result<Json> read_shape(const Json& object, const Shape& shape, const std::string& path);

[[nodiscard]] bool has_field(const Shape& shape, std::string_view name);

}  // namespace dbc::emulator
