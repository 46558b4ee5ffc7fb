#include "dbc/api/page_walk.hpp"

#include "dbc/api/reply_shape.hpp"

namespace dbc::api {
namespace {

constexpr std::size_t k_most_pages = 10'000;
constexpr std::size_t k_most_empty = 500;      // in a row; services that filter late send some
constexpr std::size_t k_size_of_an_item = 64;  // in memory, before its members
constexpr std::string_view k_hint = "Narrow the list down, or limit its length where the command has --limit";

bool says_more(const Json& reply) {
  const Json* more = find_member(reply, "has_more");
  return more != nullptr && more->is_boolean() && more->get<bool>();
}

Result<std::string> token_in(const Json& reply) {
  const Json* token = find_member(reply, "next_page_token");
  if (token == nullptr || token->is_null()) return std::string();
  return text_in(reply, "next_page_token", "where the list goes on");
}

Error endless(const std::string& why) { return wrong_shape("the service does not end its list: " + why); }

}  // namespace

Result<PageWalk::Page> PageWalk::take(Json& reply, std::string_view items, Json& all) {
  DBC_TRY(const Json* list, list_in(reply, items));
  Page page{.count = list == nullptr ? 0 : list->size(), .says_more = says_more(reply)};
  DBC_TRY(page.next_token, token_in(reply));
  const bool is_last = page.next_token.empty() && !page.says_more;
  if (count_ > 0 || !is_last) DBC_CHECK(check_progress(page, list));
  ++count_;
  if (list == nullptr) return page;
  for (auto& item : reply[std::string(items)]) all.push_back(std::move(item));
  return page;
}

Result<void> PageWalk::check_progress(const Page& page, const Json* list) {
  if (!page.next_token.empty() && !tokens_.insert(page.next_token).second)
    return endless("it names a page as the next one that was read before");
  if (page.count == 0 && page.next_token.empty() && page.says_more)
    return endless("there is more, but it sends nothing");
  empty_in_a_row_ = page.count == 0 ? empty_in_a_row_ + 1 : 0;
  if (empty_in_a_row_ > k_most_empty) return endless(std::to_string(k_most_empty) + " pages in a row hold nothing");
  if (count_ >= k_most_pages) return endless(std::to_string(k_most_pages) + " pages were read").with_hint(k_hint);
  if (list == nullptr || list->empty()) return {};
  const std::string text = write_json(*list, {});
  if (!pages_.insert(std::hash<std::string>{}(text)).second) return endless("it sends a page again");
  size_ += text.size() + page.count * k_size_of_an_item;
  if (size_ > client_->longest_reply())
    return endless("it is longer than " + std::to_string(client_->longest_reply() >> 20U) + " MiB")
        .with_hint(k_longer_reply);
  return {};
}

}  // namespace dbc::api
