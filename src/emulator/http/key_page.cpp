#include "emulator/http/key_page.hpp"

#include "emulator/http/error_code.hpp"
#include "emulator/http/page_token.hpp"

namespace dbc::emulator {
namespace {

std::string older_than(std::string_view question) { return std::string(question) + "<"; }
std::string newer_than(std::string_view question) { return std::string(question) + ">"; }

Result<std::int64_t> read_bounded(const Fields& fields, std::string_view name, const PageSizes& sizes) {
  DBC_TRY(const auto value, fields.integer(name));
  if (!value) return sizes.usual;
  if (*value >= sizes.least && *value <= sizes.most) return *value;
  return invalid_parameter("The value of " + std::string(name) + " must be between " + std::to_string(sizes.least) +
                           " and " + std::to_string(sizes.most) + ", and not " + std::to_string(*value));
}

Result<std::int64_t> read_offset(const Fields& fields, const PageSizes& sizes) {
  DBC_TRY(const auto offset, read_bounded(fields, "offset", {.least = 0, .most = INT32_MAX, .usual = 0}));
  if (offset <= sizes.most_offset) return offset;
  return invalid_parameter("The supplied offset " + std::to_string(offset) + " has exceeded the value of " +
                           std::to_string(sizes.most_offset) +
                           " allowed for this parameter.Please use the page_token parameter to paginate: " +
                           std::string(sizes.manual) + ".");
}

}  // namespace

Result<KeyPage> read_key_page(const Fields& fields, const PageSizes& sizes, std::string_view question) {
  KeyPage page;
  DBC_TRY(page.size, read_bounded(fields, "limit", sizes));
  if (page.size == 0) page.size = sizes.most;
  DBC_TRY(page.offset, read_offset(fields, sizes));
  DBC_TRY(const auto token, fields.text("page_token"));
  if (!token || token->empty()) return page;
  page.offset = 0;
  if (const auto key = read_page_token(*token, newer_than(question))) {
    page.after = static_cast<std::int64_t>(*key);
    return page;
  }
  DBC_TRY(const auto key, read_page_token(*token, older_than(question)));
  page.before = static_cast<std::int64_t>(key);
  return page;
}

void add_key_tokens(Json& reply, const PageEnds& ends, std::int64_t first_key, std::int64_t last_key,
                    std::string_view question) {
  if (ends.has_next)
    reply["next_page_token"] = make_page_token(static_cast<std::size_t>(last_key), older_than(question));
  if (ends.has_previous)
    reply["prev_page_token"] = make_page_token(static_cast<std::size_t>(first_key), newer_than(question));
}

}  // namespace dbc::emulator
