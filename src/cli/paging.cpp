#include <algorithm>

#include "dbc/api/page_walk.hpp"
#include "dbc/cli/request_runner.hpp"

namespace dbc::cli {
namespace {

std::uint64_t number_in(const api::Query& query, std::string_view key) {
  const auto it = std::ranges::find(query, key, &api::Query::value_type::first);
  return it == query.end() ? 0 : std::strtoull(it->second.c_str(), nullptr, 10);
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
  api::PageWalk walk(client);
  std::uint64_t offset = number_in(query, "offset");
  while (true) {
    DBC_TRY(Json reply, client.get(path, query));
    DBC_TRY(const auto page, walk.take(reply, paging.items, all));
    if (!page.next_token.empty()) {
      std::erase_if(query, [](const auto& field) { return field.first == "offset"; });
      set_query(query, paging.token, page.next_token);
    } else if (page.says_more) {
      offset += page.count;
      set_query(query, "offset", std::to_string(offset));
    } else {
      return all;
    }
  }
}

}  // namespace dbc::cli
