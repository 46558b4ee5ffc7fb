#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/json.hpp"
#include "emulator/http/fields.hpp"

namespace dbc::emulator {

/// A page of a list whose rows have unique keys that fall from row to row. Reading by key costs the same wherever the
/// page lies, and rows that appear or vanish meanwhile move no other ones.
struct KeyPage {
  std::optional<std::int64_t> before = {};  ///< rows whose keys are less than this one
  std::optional<std::int64_t> after = {};   ///< rows whose keys are greater, the nearest ones
  std::int64_t offset = 0;                  ///< rows to skip, for clients without tokens
  std::int64_t size = 0;
};

struct PageSizes {
  std::int64_t least = 1;
  std::int64_t most = 100;
  std::int64_t usual = 20;
  std::int64_t most_offset = INT32_MAX;  ///< who wants to skip more is to follow the tokens
  std::string_view manual = {};          ///< where it is written how
};

/// Reads `limit`, `offset` and `page_token`; INVALID_PARAMETER_VALUE for what is out of range. `question` is what the
/// list was asked for: a token serves the same question only.
[[nodiscard]] Result<KeyPage> read_key_page(const Fields& fields, const PageSizes& sizes, std::string_view question);

/// What lies beyond the two ends of a page.
struct PageEnds {
  bool has_next = false;
  bool has_previous = false;
};

/// Cuts what was read with one row more than the page's size. The rows are in falling order of their keys.
template <class Row>
[[nodiscard]] PageEnds cut_to_page(std::vector<Row>& rows, const KeyPage& page) {
  const bool has_surplus = rows.size() > static_cast<std::size_t>(page.size);
  if (has_surplus) rows.erase(page.after ? rows.begin() : rows.end() - 1);
  if (page.after) return {.has_next = true, .has_previous = has_surplus};
  return {.has_next = has_surplus, .has_previous = page.before.has_value() || page.offset > 0};
}

/// Adds next_page_token and prev_page_token, each only where there is something to turn to.
void add_key_tokens(Json& reply, const PageEnds& ends, std::int64_t first_key, std::int64_t last_key,
                    std::string_view question);

}  // namespace dbc::emulator
