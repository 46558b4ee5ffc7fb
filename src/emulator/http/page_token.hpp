#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dbc/base/json.hpp"
#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// A token that names a position in a list. `filter` is what was asked for: a token serves the same question only.
[[nodiscard]] std::string make_page_token(std::size_t offset, std::string_view filter);
/// The position; INVALID_PARAMETER_VALUE for a token that was not made for this filter.
[[nodiscard]] Result<std::size_t> read_page_token(std::string_view token, std::string_view filter);

/// One page of a list that starts at `offset`.
struct Page {
  std::size_t offset = 0;
  std::size_t size = 0;
};

/// Adds next_page_token and prev_page_token for a page of `total` items; neither where there is nothing to turn to.
void add_page_tokens(Json& reply, const Page& page, std::size_t total, std::string_view filter);

}  // namespace dbc::emulator
