#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Text in lines of bounded width, as help texts need it.
namespace dbc::cli {

/// A name and what it means.
using HelpRow = std::pair<std::string, std::string>;

/// `text` in lines of at most `width` characters: the first begins with `first`, the others with `other`. A word that
/// is longer than a line keeps its own. Ends with a line end.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width, const std::string& first,
                                  const std::string& other);

/// Rows in two columns, indented by two.
[[nodiscard]] std::string two_columns(const std::vector<HelpRow>& rows, std::size_t width);

}  // namespace dbc::cli
