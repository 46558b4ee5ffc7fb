#include "emulator/execution/markdown_html.hpp"

#include <algorithm>
#include <optional>

#include "dbc/base/text.hpp"
#include "emulator/notebooks/html_text.hpp"

namespace dbc::emulator {
namespace {

std::string element(std::string_view name, std::string_view content) {
  return "<" + std::string(name) + ">" + std::string(content) + "</" + std::string(name) + ">";
}

/// What lies between two marks, the first of which is at `at`; nothing where the second one is missing.
std::optional<std::string_view> between(std::string_view text, std::size_t at, std::string_view mark) {
  if (text.substr(at, mark.size()) != mark) return std::nullopt;
  const auto begin = at + mark.size();
  const auto end = text.find(mark, begin);
  if (end == std::string_view::npos || end == begin) return std::nullopt;
  return text.substr(begin, end - begin);
}

struct Link {
  std::string_view text;
  std::string_view address;
  std::size_t size;  ///< of the whole
};

std::optional<Link> link_at(std::string_view text, std::size_t at) {
  if (text.at(at) != '[') return std::nullopt;
  const auto middle = text.find("](", at);
  if (middle == std::string_view::npos) return std::nullopt;
  const auto end = text.find(')', middle);
  if (end == std::string_view::npos) return std::nullopt;
  const auto address = text.substr(middle + 2, end - middle - 2);
  // Other schemes could run code.
  if (!address.starts_with("http://") && !address.starts_with("https://")) return std::nullopt;
  return Link{.text = text.substr(at + 1, middle - at - 1), .address = address, .size = end + 1 - at};
}

std::string inline_html(std::string_view text) {
  std::string html;
  std::size_t at = 0;
  while (at < text.size()) {
    if (const auto code = between(text, at, "`")) {
      html += element("code", escape_html(*code));
      at += code->size() + 2;
    } else if (const auto strong = between(text, at, "**")) {
      html += element("strong", inline_html(*strong));
      at += strong->size() + 4;
    } else if (const auto emphasis = between(text, at, "*"); emphasis && emphasis->front() != ' ') {
      html += element("em", inline_html(*emphasis));
      at += emphasis->size() + 2;
    } else if (const auto link = link_at(text, at)) {
      html += "<a href=\"" + escape_html(link->address) + "\">" + inline_html(link->text) + "</a>";
      at += link->size;
    } else {
      html += escape_html(text.substr(at++, 1));
    }
  }
  return html;
}

std::size_t heading_level(std::string_view line) {
  const auto level = std::min(line.find_first_not_of('#'), line.size());
  return level <= 6 && level < line.size() && line[level] == ' ' ? level : 0;
}

/// The text of a list's item, and the list's element; nothing where the line is none.
struct Item {
  std::string_view list;
  std::string_view text;
};

std::optional<Item> item_of(std::string_view line) {
  if (line.starts_with("- ") || line.starts_with("* ") || line.starts_with("+ "))
    return Item{.list = "ul", .text = line.substr(2)};
  const auto digits = std::min(line.find_first_not_of("0123456789"), line.size());
  if (digits > 0 && digits < 10 && line.substr(digits).starts_with(". "))
    return Item{.list = "ol", .text = line.substr(digits + 2)};
  return std::nullopt;
}

/// Takes lines and knows which block is open.
class Blocks {
 public:
  void add(std::string_view line) {
    const auto bare = trim(line);
    if (bare.starts_with("```")) return toggle_code();
    if (in_code_) {
      html_ += escape_html(line) + "\n";
      return;
    }
    if (bare.empty()) return close();
    if (const auto level = heading_level(bare)) return heading(level, trim(bare.substr(level)));
    if (const auto item = item_of(bare)) return list_item(*item);
    paragraph(bare);
  }

  [[nodiscard]] std::string finish() {
    if (in_code_) toggle_code();
    close();
    return std::move(html_);
  }

 private:
  void toggle_code() {
    if (!in_code_) close();
    html_ += in_code_ ? "</code></pre>\n" : "<pre><code>";
    in_code_ = !in_code_;
  }

  void heading(std::size_t level, std::string_view text) {
    close();
    html_ += element("h" + std::to_string(level), inline_html(text)) + "\n";
  }

  void list_item(const Item& item) {
    if (open_ != item.list) {
      close();
      open_ = item.list;
      html_ += "<" + open_ + ">\n";
    }
    html_ += element("li", inline_html(item.text)) + "\n";
  }

  void paragraph(std::string_view text) {
    if (open_ == "p") {
      html_ += "\n" + inline_html(text);
      return;
    }
    close();
    open_ = "p";
    html_ += "<p>" + inline_html(text);
  }

  void close() {
    if (!open_.empty()) html_ += "</" + open_ + ">\n";
    open_.clear();
  }

  std::string html_;
  std::string open_;
  bool in_code_ = false;
};

}  // namespace

std::string markdown_html(std::string_view text) {
  Blocks blocks;
  for (const auto line : split(text, '\n')) blocks.add(line);
  return blocks.finish();
}

}  // namespace dbc::emulator
