#include "dbc/config/ini_document.hpp"

#include <algorithm>

#include "dbc/base/text.hpp"
#include "ini_parser.hpp"

namespace dbc::config {
namespace {

constexpr std::string_view k_blanks = " \t\f\v";

bool has_control_character(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

std::string escape(std::string_view value) { return replace_all(std::string(value), "%", "%%"); }

std::string indent_of(std::string_view text) {
  return std::string(text.substr(0, std::min(text.find_first_not_of(k_blanks), text.size())));
}

}  // namespace

Result<IniDocument> IniDocument::parse(std::string_view text, std::string_view origin) {
  IniDocument document;
  document.origin_ = origin;
  DBC_CHECK(Parser(document).parse(text));
  return document;
}

std::vector<std::string> IniDocument::sections() const {
  std::vector<std::string> names;
  for (const auto& line : lines_) {
    const bool is_new = line.kind == Line::Kind::section && std::ranges::find(names, line.section) == names.end();
    if (is_new) names.push_back(line.section);
  }
  return names;
}

bool IniDocument::has_section(std::string_view section) const {
  return std::ranges::any_of(
      lines_, [section](const Line& line) { return line.kind == Line::Kind::section && line.section == section; });
}

const IniDocument::Line* IniDocument::find(std::string_view section, std::string_view key) const {
  const std::string lower = to_lower(key);
  const auto found = std::ranges::find_if(lines_, [&](const Line& line) {
    return line.kind == Line::Kind::key && line.section == section && line.key == lower;
  });
  return found == lines_.end() ? nullptr : &*found;
}

Result<std::optional<IniDocument::Value>> IniDocument::get(std::string_view section, std::string_view key) const {
  const Line* line = find(section, key);
  if (line == nullptr) return std::optional<Value>();
  Value value{.line = static_cast<int>(line - lines_.data()) + 1};
  int references = 0;
  DBC_CHECK(expand(*line, line->value, value.text, 0, references));
  return std::optional(std::move(value));
}

std::string IniDocument::text() const {
  std::string out = has_mark_ ? "\xEF\xBB\xBF" : "";
  for (const auto& line : lines_) out += line.text + line.end;
  return out;
}

std::string IniDocument::line_end() const {
  return lines_.empty() || lines_.front().end.empty() ? "\n" : lines_.front().end;
}

bool IniDocument::is_storable(std::string_view value) {
  return trim(value).size() == value.size() && !has_control_character(value);
}

bool IniDocument::is_section_name(std::string_view name) {
  return !name.empty() && !has_control_character(name) && name.find(']') == std::string_view::npos;
}

bool IniDocument::is_key_name(std::string_view name) {
  return !name.empty() && is_storable(name) && name.find_first_of("=:") == std::string_view::npos &&
         std::string_view("#;[").find(name.front()) == std::string_view::npos;
}

void IniDocument::set(std::string_view section, std::string_view key, std::string_view value) {
  const Line* found = find(section, key);
  if (found == nullptr) return insert_key(section, key, value);
  const auto at = static_cast<std::size_t>(found - lines_.data());
  Line& line = lines_[at];
  line.value = escape(value);
  const bool ends_with_separator = line.text.find_last_not_of(k_blanks) + 1 == line.value_at;
  line.text = line.text.substr(0, line.value_at) + (ends_with_separator ? " " : "") + line.value;
  if (ends_with_separator) ++line.value_at;
  drop_continuations(at);
}

void IniDocument::drop_continuations(std::size_t at) {
  const auto first = lines_.begin() + static_cast<std::ptrdiff_t>(at) + 1;
  const auto last = std::find_if(first, lines_.end(), [](const Line& line) {
    return line.kind == Line::Kind::key || line.kind == Line::Kind::section;
  });
  lines_.erase(std::remove_if(first, last, [](const Line& line) { return line.kind == Line::Kind::continuation; }),
               last);
}

void IniDocument::remove(std::string_view section, std::string_view key) {
  const Line* found = find(section, key);
  if (found == nullptr) return;
  const auto at = static_cast<std::size_t>(found - lines_.data());
  drop_continuations(at);
  lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(at));
}

/// Index of the section's last line of meaning: its header, or the end of its last value. Appends a missing section,
/// with an empty line after it.
std::size_t IniDocument::open_section(std::string_view section) {
  for (std::size_t at = lines_.size(); at-- > 0;) {
    if (lines_[at].section == section && lines_[at].kind != Line::Kind::other) return at;
  }
  const std::string end = line_end();
  if (!lines_.empty()) {
    if (lines_.back().end.empty()) lines_.back().end = end;
    if (!trim(lines_.back().text).empty()) lines_.push_back({.end = end});
  }
  const std::string name(section);
  lines_.push_back({.kind = Line::Kind::section, .text = "[" + name + "]", .end = end, .section = name});
  lines_.push_back({.end = end, .section = name});  // configparser, too, ends a section so
  return lines_.size() - 2;
}

void IniDocument::insert_key(std::string_view section, std::string_view key, std::string_view value) {
  const std::string end = line_end();
  const std::size_t at = open_section(section);
  if (lines_[at].end.empty()) lines_[at].end = end;
  // A line that stands further right than the key before it would continue that key's value. So the new key stands
  // exactly under its neighbour, or as far right as the section that follows an empty one.
  const auto after = lines_.begin() + static_cast<std::ptrdiff_t>(at) + 1;
  auto neighbour = std::find_if(std::make_reverse_iterator(after), lines_.rend(), [](const Line& line) {
    return line.kind == Line::Kind::key || line.kind == Line::Kind::section;
  });
  std::string indent = neighbour->kind == Line::Kind::key ? indent_of(neighbour->text) : "";
  if (neighbour->kind == Line::Kind::section) {
    const auto next =
        std::find_if(after, lines_.end(), [](const Line& line) { return line.kind != Line::Kind::other; });
    if (next != lines_.end()) indent = indent_of(next->text);
  }
  Line line{.kind = Line::Kind::key, .end = end, .section = std::string(section), .key = to_lower(key)};
  line.text = indent + std::string(key) + " = ";
  line.value_at = line.text.size();
  line.value = escape(value);
  line.text += line.value;
  lines_.insert(after, std::move(line));
}

}  // namespace dbc::config
