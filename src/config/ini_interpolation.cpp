#include "dbc/base/text.hpp"
#include "dbc/config/ini_document.hpp"

namespace dbc::config {
namespace {

constexpr int k_deepest = 10;             // as Python's configparser
constexpr int k_most_references = 1'000;  // a file of a few lines must not cost seconds
constexpr std::size_t k_longest = 1U << 20U;

}  // namespace

/// Appends `value` with %% as % and %(key)s as that key's value, looked up in the section and then in DEFAULT. A '%'
/// that begins neither stands for itself: Python refuses it, but tokens with one are in people's files.
Result<void> IniDocument::expand(const Line& line, std::string_view value, std::string& out, int depth,
                                 int& references) const {
  const auto fault = [&](const std::string& what) {
    return Error{.kind = ErrorKind::config,
                 .message = origin_ + ": the value of " + line.key + " in [" + line.section + "] " + what,
                 .hint = "Write %% where a percent sign is meant"};
  };
  if (depth > k_deepest || out.size() > k_longest) return fault("refers to itself or to too many others");
  while (!value.empty()) {
    const auto percent = std::min(value.find('%'), value.size());
    out += value.substr(0, percent);
    value.remove_prefix(percent);
    const auto close = value.starts_with("%(") ? value.find(")s") : std::string_view::npos;
    if (close != std::string_view::npos) {
      const std::string_view key = value.substr(2, close - 2);
      const Line* other = find(line.section, key);
      if (other == nullptr) other = find("DEFAULT", key);
      if (other == nullptr) return fault("refers to the key \"" + std::string(key) + "\", which does not exist");
      if (++references > k_most_references) return fault("refers to itself or to too many others");
      DBC_CHECK(expand(line, other->value, out, depth + 1, references));
      value.remove_prefix(close + 2);
    } else if (!value.empty()) {
      out += '%';
      value.remove_prefix(value.starts_with("%%") ? 2 : 1);
    }
  }
  return {};
}

}  // namespace dbc::config
