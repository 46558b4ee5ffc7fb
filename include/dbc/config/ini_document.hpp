#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/result.hpp"

namespace dbc::config {

/// A profile file as text that can be read and changed without losing what people wrote in it: comments, blank lines,
/// unknown keys, order and other sections survive.
class IniDocument {
 public:
  /// Reads the dialect of Python's configparser (see docs/configuration.md); errors name `origin` and the line.
  [[nodiscard]] static Result<IniDocument> parse(std::string_view text, std::string_view origin);

  [[nodiscard]] std::vector<std::string> sections() const;  ///< in file order
  [[nodiscard]] bool has_section(std::string_view section) const;

  struct Value {
    std::string text;
    int line = 0;  ///< 1-based
  };
  /// A key written in that very section, with %-interpolation done. Keys compare without case.
  [[nodiscard]] Result<std::optional<Value>> get(std::string_view section, std::string_view key) const;

  /// Sets a key in place, or adds it (and its section) at the end. The text is stored so that `get` returns it.
  void set(std::string_view section, std::string_view key, std::string_view value);
  void remove(std::string_view section, std::string_view key);

  [[nodiscard]] std::string text() const;  ///< the whole file

 private:
  struct Line {
    enum class Kind {
      section,
      key,
      continuation,
      other,
    };
    Kind kind = Kind::other;
    std::string text;     ///< as written, without the line end
    std::string section;  ///< the section it stands in (or opens)
    std::string key;      ///< lower case
    std::string value;    ///< trimmed, before interpolation
  };
  std::vector<Line> lines_;
  std::string origin_;
};

}  // namespace dbc::config
