#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>

#include "dbc/api/client.hpp"

namespace dbc::api {

/// A walk through the pages of a list that a service cannot keep going for ever: a page or token that comes again, page
/// after page of nothing, and a list beyond the client's limit of size are errors.
class PageWalk {
 public:
  explicit PageWalk(const Client& client) : client_(&client) {}

  /// What a page says of itself.
  struct Page {
    std::size_t count = 0;
    std::string next_token = {};  ///< empty on the last page
    bool says_more = false;       ///< `has_more`, where a service has no tokens
  };

  /// Moves the objects below `items` to the end of `all`.
  [[nodiscard]] Result<Page> take(Json& reply, std::string_view items, Json& all);

 private:
  [[nodiscard]] Result<void> check_progress(const Page& page, const Json* list);

  const Client* client_;
  std::unordered_set<std::string> tokens_ = {};
  std::unordered_set<std::size_t> pages_ = {};  ///< digests
  std::size_t count_ = 0;
  std::size_t empty_in_a_row_ = 0;
  std::size_t size_ = 0;  ///< bytes, roughly, that the list takes
};

}  // namespace dbc::api
