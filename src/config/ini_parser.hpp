#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "dbc/config/ini_document.hpp"

namespace dbc::config {

/// Reads a profile file line by line, by the rules of Python's configparser.
class IniDocument::Parser {
 public:
  explicit Parser(IniDocument& document) : document_(document) {}
  [[nodiscard]] Result<void> parse(std::string_view text);

 private:
  Result<void> read_line(Line line);
  Result<void> open_section(Line line, std::string_view name);
  Result<void> read_key(Line line, std::string_view content);
  [[nodiscard]] bool continues_value(std::size_t indent) const;
  void continue_value(Line line, std::string_view content);
  void keep_other(Line line, bool is_comment);
  [[nodiscard]] Error fault(std::string_view what, std::string_view hint) const;

  IniDocument& document_;
  int number_ = 0;  ///< of the current line, from 1
  bool in_section_ = false;
  std::string section_;
  std::size_t open_key_ = k_none;  ///< index of the key line that an indented line continues
  std::size_t indent_ = 0;         ///< of that key
  std::string blank_lines_;        ///< line breaks met inside a value, part of it only if more of the value follows
  std::map<std::string, int, std::less<>> section_lines_;
  std::map<std::pair<std::string, std::string>, int> key_lines_;
  static constexpr std::size_t k_none = static_cast<std::size_t>(-1);
};

}  // namespace dbc::config
