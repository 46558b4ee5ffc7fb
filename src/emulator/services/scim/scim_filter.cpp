#include "emulator/services/scim/scim_filter.hpp"

#include <algorithm>
#include <array>

#include "dbc/base/text.hpp"
#include "emulator/http/fields.hpp"
#include "emulator/services/scim/scim_error.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_nesting = 20;

void collect(const Json& value, std::string_view path, std::vector<std::string>& values) {
  if (value.is_array()) {
    for (const Json& element : value) collect(element, path, values);
    return;
  }
  if (value.is_object()) {
    const auto dot = path.find('.');
    const Json* member = find_ignoring_case(value, path.empty() ? "value" : path.substr(0, dot));
    const auto rest = path.empty() || dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
    if (member != nullptr) collect(*member, rest, values);
    return;
  }
  if (!path.empty()) return;
  if (auto text = to_text(value)) values.push_back(std::move(*text));
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool ends_word(char c) { return is_blank(c) || c == '(' || c == ')' || c == '"' || c == '\''; }

}  // namespace

/// Recursive descent over the text: or, and, not, comparison. Every level is one function.
class ScimFilterParser {
 public:
  ScimFilterParser(std::string_view text, const ScimSchema* schema) : rest_(text), schema_(schema) {}

  Result<ScimFilter> parse() {
    DBC_TRY(auto filter, parse_some(0));
    skip_blanks();
    if (!rest_.empty()) return unexpected();
    return filter;
  }

 private:
  using Kind = ScimFilter::Kind;
  using ParsePart = Result<ScimFilter> (ScimFilterParser::*)(std::size_t);

  Error unexpected() const {
    if (rest_.empty()) return invalid_filter("The filter ends where more is expected");
    return invalid_filter("The filter cannot be read at: " + std::string(rest_));
  }

  void skip_blanks() {
    while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
  }

  std::string_view peek_word() {
    skip_blanks();
    const auto end = std::ranges::find_if(rest_, ends_word);
    return rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
  }

  bool take_word(std::string_view word) {
    if (!equals_ignoring_case(peek_word(), word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  bool take_sign(char sign) {
    skip_blanks();
    if (!rest_.starts_with(sign)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  Result<ScimFilter> parse_joined(std::size_t depth, Kind kind, std::string_view word, ParsePart part_of) {
    ScimFilter joined;
    joined.kind_ = kind;
    do {
      DBC_TRY(auto part, (this->*part_of)(depth));
      joined.parts_.push_back(std::move(part));
    } while (take_word(word));
    return joined;
  }

  Result<ScimFilter> parse_some(std::size_t depth) {
    if (depth > k_max_nesting) return invalid_filter("The filter is nested too deeply");
    return parse_joined(depth, Kind::some, "or", &ScimFilterParser::parse_every);
  }

  Result<ScimFilter> parse_every(std::size_t depth) {
    return parse_joined(depth, Kind::every, "and", &ScimFilterParser::parse_part);
  }

  Result<ScimFilter> parse_part(std::size_t depth) {
    if (take_word("not")) {
      if (!take_sign('(')) return unexpected();
      DBC_TRY(auto inner, parse_bracketed(depth));
      return negate(std::move(inner));
    }
    return take_sign('(') ? parse_bracketed(depth) : parse_comparison();
  }

  Result<ScimFilter> parse_bracketed(std::size_t depth) {
    DBC_TRY(auto inner, parse_some(depth + 1));
    if (!take_sign(')')) return unexpected();
    return inner;
  }

  static ScimFilter negate(ScimFilter filter) {
    ScimFilter negated;
    negated.kind_ = Kind::negated;
    negated.parts_.push_back(std::move(filter));
    return negated;
  }

  Result<ScimFilter> parse_comparison() {
    ScimFilter filter;
    DBC_TRY(filter.attribute_, parse_attribute());
    if (take_word("pr")) {
      filter.kind_ = Kind::present;
      return filter;
    }
    const bool is_unequal = take_word("ne");
    if (!is_unequal) {
      DBC_TRY(filter.kind_, parse_operator());
    } else {
      filter.kind_ = Kind::equal;
    }
    DBC_TRY(filter.written_, parse_value());
    filter.value_ = to_lower(filter.written_);
    return is_unequal ? negate(std::move(filter)) : std::move(filter);
  }

  Result<std::string> parse_attribute() {
    const std::string name(peek_word());
    if (name.empty()) return unexpected();
    rest_.remove_prefix(name.size());
    if (schema_ == nullptr) return name;
    const std::string plain(schema_->unqualified(name));
    if (schema_->find(plain.substr(0, plain.find('.'))) == nullptr)
      return invalid_filter("No such attribute with the name : " + name + " in the current resource");
    return plain;
  }

  Result<Kind> parse_operator() {
    constexpr std::array<std::pair<std::string_view, Kind>, 4> k_operators{
        {{"eq", Kind::equal}, {"co", Kind::contains}, {"sw", Kind::starts}, {"ew", Kind::ends}}};
    for (const auto& [word, kind] : k_operators)
      if (take_word(word)) return kind;
    return unexpected();
  }

  Result<std::string> parse_value() {
    const std::string bare(peek_word());
    if (rest_.starts_with('"') || rest_.starts_with('\'')) return parse_quoted();
    if (bare.empty()) return unexpected();
    rest_.remove_prefix(bare.size());
    return bare;
  }

  /// Either quote ends what it began; a backslash takes the next character as it is.
  Result<std::string> parse_quoted() {
    const char quote = rest_.front();
    std::string value;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == quote) {
        rest_.remove_prefix(i + 1);
        return value;
      }
      if (rest_[i] == '\\' && i + 1 < rest_.size()) ++i;
      value += rest_[i];
    }
    return invalid_filter("A quoted value of the filter has no end");
  }

  std::string_view rest_;
  const ScimSchema* schema_;
};

Result<ScimFilter> ScimFilter::parse(std::string_view text, const ScimSchema& schema) {
  return ScimFilterParser(text, &schema).parse();
}

Result<ScimFilter> ScimFilter::parse_element_filter(std::string_view text) {
  return ScimFilterParser(text, nullptr).parse();
}

bool ScimFilter::matches(const Json& resource) const {
  const auto matching = [&](const ScimFilter& part) { return part.matches(resource); };
  if (kind_ == Kind::every) return std::ranges::all_of(parts_, matching);
  if (kind_ == Kind::some) return std::ranges::any_of(parts_, matching);
  if (kind_ == Kind::negated) return !parts_.front().matches(resource);
  return std::ranges::any_of(scim_values(resource, attribute_), [&](const std::string& value) {
    const std::string text = to_lower(value);
    if (kind_ == Kind::equal) return text == value_;
    if (kind_ == Kind::contains) return text.find(value_) != std::string::npos;
    if (kind_ == Kind::starts) return text.starts_with(value_);
    return kind_ == Kind::present || text.ends_with(value_);
  });
}

std::optional<Json> ScimFilter::sample() const {
  if (kind_ == Kind::equal && attribute_.find('.') == std::string::npos) return Json{{attribute_, written_}};
  if (kind_ != Kind::every && (kind_ != Kind::some || parts_.size() != 1)) return std::nullopt;
  Json all = Json::object();
  for (const auto& part : parts_) {
    const auto sample = part.sample();
    if (!sample) return std::nullopt;
    all.update(*sample);
  }
  return all;
}

const Json* find_ignoring_case(const Json& object, std::string_view name) {
  for (const auto& [key, value] : object.items())
    if (equals_ignoring_case(key, name)) return &value;
  return nullptr;
}

std::vector<std::string> scim_values(const Json& resource, std::string_view path) {
  std::vector<std::string> values;
  collect(resource, path, values);
  return values;
}

}  // namespace dbc::emulator
