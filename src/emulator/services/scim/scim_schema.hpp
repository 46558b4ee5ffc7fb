#pragma once

#include <span>

#include "dbc/base/json.hpp"
#include "emulator/identity/principal.hpp"

namespace dbc::emulator {

enum class AttributeShape {
  text,
  truth,
  object,
  list,  ///< of objects, told apart by their `value`
};

struct Attribute {
  std::string_view name;
  AttributeShape shape = AttributeShape::text;
  bool is_fixed = false;  ///< nobody changes it
};

/// What SCIM knows of one kind of principals. Plain data.
struct ScimSchema {
  PrincipalKind kind;
  std::string_view title;           ///< in messages
  std::string_view path;            ///< of the collection, e.g. Users
  std::string_view name_attribute;  ///< the attribute that is the principal's name
  std::span<const std::string_view> urns;
  std::span<const Attribute> attributes;

  /// The attribute of that name, which SCIM compares without regard to case; nullptr where unknown.
  [[nodiscard]] const Attribute* find(std::string_view name) const;
  /// What follows one of the schema's URNs and a colon (`urn:...:User:userName`); the whole of a text without one.
  [[nodiscard]] std::string_view unqualified(std::string_view name) const;
  /// True for one of the schema's URNs itself, beside which clients put an object of attributes.
  [[nodiscard]] bool is_urn(std::string_view text) const;
};

[[nodiscard]] const ScimSchema& scim_schema(PrincipalKind kind);

/// Whether an element of a list attribute stands for no element: Terraform's provider sends the entitlement `{}` or
/// `{"value": ""}` for "none".
[[nodiscard]] bool says_none(std::string_view attribute, const Json& element);

}  // namespace dbc::emulator
