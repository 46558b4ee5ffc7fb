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
    std::string text = {};
    int line = 0;  ///< 1-based
  };
  /// A key written in that very section, with %-interpolation done. Keys compare without case.
  [[nodiscard]] Result<std::optional<Value>> get(std::string_view section, std::string_view key) const;

  /// Sets a key in place, or adds it after the section's last key (and the section at the end). The text is stored so
  /// that `get` returns it; it must satisfy `is_storable`. All else keeps its meaning.
  void set(std::string_view section, std::string_view key, std::string_view value);
  void remove(std::string_view section, std::string_view key);

  /// True where a value can be written to the file and read back: one line, without blanks around it.
  [[nodiscard]] static bool is_storable(std::string_view value);
  /// The same for names: of sections, and of keys.
  [[nodiscard]] static bool is_section_name(std::string_view name);
  [[nodiscard]] static bool is_key_name(std::string_view name);

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
    std::string text = {};     ///< as written, without the line end
    std::string end = {};      ///< "\n", "\r\n", or nothing at the end of the file
    std::string section = {};  ///< the section it stands in (or opens)
    std::string key = {};      ///< lower case
    std::string value = {};    ///< with its continuation lines, trimmed, before interpolation
    std::size_t value_at = 0;  ///< where the value begins in `text`
  };
  class Parser;

  [[nodiscard]] const Line* find(std::string_view section, std::string_view key) const;
  [[nodiscard]] Result<void> expand(const Line& line, std::string_view value, std::string& out, int depth,
                                    int& references) const;
  [[nodiscard]] std::string line_end() const;
  void drop_continuations(std::size_t at);
  std::size_t open_section(std::string_view section);
  void insert_key(std::string_view section, std::string_view key, std::string_view value);

  std::vector<Line> lines_;
  std::string origin_;
  bool has_mark_ = false;  ///< begins with a byte-order mark
};

}  // namespace dbc::config
