#pragma once

#include <string>
#include <string_view>

namespace dbc::emulator {

/// The common part of Markdown as HTML: headings, paragraphs, lists of one level, blocks of code, `code`, **strong**,
/// *emphasis* and [links](https://...). Everything else is text, and HTML within it is escaped.
[[nodiscard]] std::string markdown_html(std::string_view text);

}  // namespace dbc::emulator
