#pragma once

#include <string>
#include <string_view>

#include "dbc/net/http.hpp"

namespace dbc::api {

/// The reply to a read of DBFS, `{"bytes_read": 9, "data": "<base64>"}`: decoded while it arrives, so that the long
/// text is neither kept nor looked at by a JSON parser. All else about the reply is that parser's business. A reply in
/// which the text cannot be told apart at sight is put together again and read as any other.
class BlockReply {
 public:
  /// `block` receives the bytes.
  explicit BlockReply(std::string& block) : block_(block) { begin_anew(); }

  void begin_anew();
  void take(std::string_view part);
  /// Call once, when all has come; `response` is the rest of the answer. Errors say `path`.
  [[nodiscard]] Result<void> finish(net::Response response, const std::string& path, std::size_t longest_reply);

 private:
  enum class Place {
    before,   ///< the text
    within,   ///< the text
    behind,   ///< what can be decoded of the text
    unknown,  ///< there is no telling
  };

  [[nodiscard]] std::string_view take_before(std::string_view part);
  void take_text(std::string_view part);
  [[nodiscard]] std::string_view complete_group(std::string_view part);
  void append_decoded(std::string_view text, std::size_t& taken);
  [[nodiscard]] bool take_last_group();
  [[nodiscard]] std::string whole() const;

  std::string& block_;
  Place place_ = Place::before;
  std::string before_;  ///< the text: all of it, up to its quotation mark
  std::string behind_;  ///< what was decoded: the rest
};

}  // namespace dbc::api
