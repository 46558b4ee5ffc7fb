#include "ini_parser.hpp"

#include "dbc/base/text.hpp"

namespace dbc::config {
namespace {

constexpr std::string_view k_byte_order_mark = "\xEF\xBB\xBF";

/// Cuts the next line off `rest`; its end may be "\n", "\r\n" or "\r".
std::pair<std::string_view, std::string_view> next_line(std::string_view& rest) {
  const auto at = std::min(rest.find_first_of("\r\n"), rest.size());
  const std::string_view text = rest.substr(0, at);
  const std::size_t length = rest.substr(at).starts_with("\r\n") ? 2 : (at < rest.size() ? 1 : 0);
  const std::string_view end = rest.substr(at, length);
  rest.remove_prefix(at + length);
  return {text, end};
}

std::size_t indent_of(std::string_view text) { return static_cast<std::size_t>(trim(text).data() - text.data()); }

}  // namespace

Result<void> IniDocument::Parser::parse(std::string_view text) {
  document_.has_mark_ = text.starts_with(k_byte_order_mark);
  if (document_.has_mark_) text.remove_prefix(k_byte_order_mark.size());
  while (!text.empty()) {
    ++number_;
    const auto [line, end] = next_line(text);
    DBC_CHECK(read_line({.text = std::string(line), .end = std::string(end)}));
  }
  return {};
}

Result<void> IniDocument::Parser::read_line(Line line) {
  const std::string text = line.text;
  const std::string_view content = trim(text);
  const bool is_comment = content.starts_with('#') || content.starts_with(';');
  if (content.empty() || is_comment) {
    keep_other(std::move(line), is_comment);
    return {};
  }
  const std::size_t indent = indent_of(text);
  if (continues_value(indent)) {
    continue_value(std::move(line), content);
    return {};
  }
  indent_ = indent;
  open_key_ = k_none;
  if (const auto close = content.rfind(']'); content.starts_with('[') && close != std::string_view::npos && close > 1)
    return open_section(std::move(line), content.substr(1, close - 1));
  if (!in_section_)
    return fault("text before the first [section]", "Put the name of a profile above it, for instance [DEFAULT]");
  return read_key(std::move(line), content);
}

void IniDocument::Parser::keep_other(Line line, bool is_comment) {
  if (open_key_ != k_none && !is_comment) blank_lines_ += '\n';
  line.section = section_;
  document_.lines_.push_back(std::move(line));
}

bool IniDocument::Parser::continues_value(std::size_t indent) const { return open_key_ != k_none && indent > indent_; }

void IniDocument::Parser::continue_value(Line line, std::string_view content) {
  Line& key = document_.lines_[open_key_];
  key.value += std::exchange(blank_lines_, {}) + "\n" + std::string(content);
  line.kind = Line::Kind::continuation;
  line.section = section_;
  line.key = key.key;
  document_.lines_.push_back(std::move(line));
}

Result<void> IniDocument::Parser::open_section(Line line, std::string_view name) {
  section_ = name;
  in_section_ = true;
  const auto [first, is_new] = section_lines_.emplace(section_, number_);
  if (!is_new && section_ != "DEFAULT")
    return fault("the section [" + section_ + "] is already in line " + std::to_string(first->second),
                 "Merge the two sections, or rename one");
  line.kind = Line::Kind::section;
  line.section = section_;
  document_.lines_.push_back(std::move(line));
  return {};
}

Result<void> IniDocument::Parser::read_key(Line line, std::string_view content) {
  const auto separator = content.find_first_of("=:");
  // The text itself may be a token whose key was forgotten, so it is not shown.
  if (separator == std::string_view::npos) return fault("a key without a value", "Write it as: key = value");
  line.key = to_lower(trim(content.substr(0, separator)));
  if (line.key.empty()) return fault("a value without a key", "Write it as: key = value");
  const auto [first, is_new] = key_lines_.emplace(std::pair(section_, line.key), number_);
  if (!is_new)
    return fault(
        "the key " + line.key + " of section [" + section_ + "] is already in line " + std::to_string(first->second),
        "Remove one of the two lines");
  const std::string_view value = trim(content.substr(separator + 1));
  line.kind = Line::Kind::key;
  line.section = section_;
  line.value = value;
  line.value_at = value.empty() ? line.text.find_last_not_of(" \t\r\n\f\v") + 1
                                : indent_of(line.text) + static_cast<std::size_t>(value.data() - content.data());
  blank_lines_.clear();
  open_key_ = document_.lines_.size();
  document_.lines_.push_back(std::move(line));
  return {};
}

Error IniDocument::Parser::fault(std::string_view what, std::string_view hint) const {
  return Error{.kind = ErrorKind::config,
               .message = document_.origin_ + ":" + std::to_string(number_) + ": " + std::string(what),
               .hint = std::string(hint)};
}

}  // namespace dbc::config
