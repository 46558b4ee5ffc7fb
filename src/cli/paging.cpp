#include <algorithm>

#include "dbc/cli/request_runner.hpp"

namespace dbc::cli {
namespace {

bool says_more(const Json& reply) {
  const Json* more = find_member(reply, "has_more");
  return more != nullptr && more->is_boolean() && more->get<bool>();
}

/// Items of one page, moved to the end of `all`; how many there were.
std::size_t append_items(Json& all, const Json& reply, std::string_view items) {
  const Json* page = find_member(reply, items);
  if (page == nullptr || !page->is_array()) return 0;
  for (const auto& item : *page) all.push_back(item);
  return page->size();
}

std::uint64_t number_in(const api::Query& query, std::string_view key) {
  const auto it = std::ranges::find(query, key, &api::Query::value_type::first);
  return it == query.end() ? 0 : std::strtoull(it->second.c_str(), nullptr, 10);
}

Error repeated_page() {
  return {.kind = ErrorKind::http, .message = "the service names the page that was just read as the next one"};
}

}  // namespace

void set_query(api::Query& query, std::string_view key, std::string value) {
  const auto it = std::ranges::find(query, key, &api::Query::value_type::first);
  if (it == query.end())
    query.emplace_back(key, std::move(value));
  else
    it->second = std::move(value);
}

Result<Json> list_all(api::Client& client, std::string_view path, api::Query query, const Paging& paging) {
  Json all = Json::array();
  std::uint64_t offset = number_in(query, "offset");
  std::string last_token;
  while (true) {
    DBC_TRY(const Json reply, client.get(path, query));
    const std::size_t count = append_items(all, reply, paging.items);
    std::string token = string_or(reply, "next_page_token", "");
    if (!token.empty()) {
      if (token == last_token) return repeated_page();
      std::erase_if(query, [](const auto& field) { return field.first == "offset"; });
      set_query(query, paging.token, token);
      last_token = std::move(token);
    } else if (says_more(reply) && count > 0) {
      offset += count;
      set_query(query, "offset", std::to_string(offset));
    } else {
      return all;
    }
  }
}

}  // namespace dbc::cli
