#pragma once

#include <optional>
#include <vector>

#include "dbc/base/json.hpp"
#include "emulator/services/scim/scim_schema.hpp"

namespace dbc::emulator {

/// A filter such as `userName eq "a@b" and active eq true`. Operators eq, ne, co, sw, ew and pr; and, or, not and
/// parentheses. Values are compared as texts without regard to case; of a list one element is enough.
class ScimFilter {
 public:
  /// SCIM's invalidFilter where the text is none, or names what `schema` does not have.
  [[nodiscard]] static Result<ScimFilter> parse(std::string_view text, const ScimSchema& schema);
  /// A filter on the elements of a list, whose attributes no schema knows.
  [[nodiscard]] static Result<ScimFilter> parse_element_filter(std::string_view text);

  [[nodiscard]] bool matches(const Json& resource) const;
  /// An element that the filter finds, of nothing but what it asks for; nothing where it asks for more than equality.
  [[nodiscard]] std::optional<Json> sample() const;

 private:
  friend class ScimFilterParser;
  enum class Kind {
    every,    ///< of `parts`
    some,     ///< of `parts`
    negated,  ///< the one of `parts`
    present,
    equal,
    contains,
    starts,
    ends,
  };
  Kind kind_ = Kind::every;
  std::string attribute_;  ///< dotted
  std::string value_;      ///< in lower case
  std::string written_;    ///< the same as it was written
  std::vector<ScimFilter> parts_;
};

/// The texts at a dotted path, through lists: numbers and truths as texts, an object as its `value`.
[[nodiscard]] std::vector<std::string> scim_values(const Json& resource, std::string_view path);

/// A member of an object by its name without regard to case; nullptr where absent.
[[nodiscard]] const Json* find_ignoring_case(const Json& object, std::string_view name);

}  // namespace dbc::emulator
