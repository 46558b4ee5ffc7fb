#include "block_reply.hpp"

#include <algorithm>

#include "dbc/api/reply_shape.hpp"
#include "dbc/base/base64.hpp"
#include "dbc/base/text.hpp"

namespace dbc::api {
namespace {

constexpr std::string_view k_key = "\"data\"";
constexpr std::string_view k_blanks = " \t\r\n";
constexpr std::size_t k_longest_frame = 256;  // on either side of the text
constexpr std::size_t k_group = 4;

/// Behind the opening quotation mark of the text; npos where it has not come.
std::size_t begin_of_text(std::string_view json) {
  const auto key = json.find(k_key);
  if (key == std::string_view::npos) return key;
  const auto colon = json.find_first_not_of(k_blanks, key + k_key.size());
  if (colon == std::string_view::npos || json[colon] != ':') return std::string_view::npos;
  const auto mark = json.find_first_not_of(k_blanks, colon + 1);
  return mark == std::string_view::npos || json[mark] != '"' ? std::string_view::npos : mark + 1;
}

/// Nothing is nested and nothing escaped before the text, so that its key is one of the reply itself.
bool is_plain_before(std::string_view json) { return json.find_first_of("{[\\", 1) == std::string_view::npos; }

/// From the closing quotation mark on. A second text would take the first one's place.
bool is_plain_behind(std::string_view json) {
  return json.size() <= k_longest_frame && json.find('\\') == std::string_view::npos &&
         json.find(k_key) == std::string_view::npos;
}

Error damaged(const std::string& path) {
  return {.kind = ErrorKind::http, .message = "the service sent a damaged block of " + path};
}

}  // namespace

void BlockReply::begin_anew() {
  place_ = Place::before;
  block_.clear();
  before_.clear();
  behind_.clear();
}

void BlockReply::take(std::string_view part) {
  if (place_ == Place::before) part = take_before(part);
  if (place_ == Place::within) return take_text(part);
  (place_ == Place::behind ? behind_ : before_) += part;
}

/// What is left for the next place.
std::string_view BlockReply::take_before(std::string_view part) {
  const std::size_t known = before_.size();
  const std::size_t count = std::min(part.size(), k_longest_frame - known);
  before_ += part.substr(0, count);
  const auto begin = begin_of_text(before_);
  if (begin == std::string::npos) {
    if (before_.size() == k_longest_frame) place_ = Place::unknown;
    return part.substr(count);
  }
  place_ = is_plain_before(before_.substr(0, begin)) ? Place::within : Place::unknown;
  before_.resize(begin);
  return part.substr(begin - known);
}

void BlockReply::take_text(std::string_view part) {
  if (!behind_.empty()) part = complete_group(part);
  if (place_ == Place::behind) {
    behind_ += part;
    return;
  }
  std::size_t taken = 0;
  append_decoded(part, taken);
  behind_ += part.substr(taken);
  if (behind_.size() >= k_group) place_ = Place::behind;
}

/// A group whose beginning came with the part before.
std::string_view BlockReply::complete_group(std::string_view part) {
  const std::size_t missing = std::min(k_group - behind_.size(), part.size());
  behind_ += part.substr(0, missing);
  if (behind_.size() < k_group) return {};
  std::size_t taken = 0;
  append_decoded(behind_, taken);
  if (taken == 0) place_ = Place::behind;
  behind_.erase(0, taken);
  return part.substr(missing);
}

void BlockReply::append_decoded(std::string_view text, std::size_t& taken) {
  const std::size_t size = block_.size();
  block_.resize(size + text.size() / k_group * 3);
  taken = base64_decode_groups(text, block_.data() + size);
  block_.resize(size + taken / k_group * 3);
}

/// Leaves behind the text what closes it. False where that is not all there is to it.
bool BlockReply::take_last_group() {
  const auto mark = behind_.find('"');
  if (mark == std::string::npos || !is_plain_behind(std::string_view(behind_).substr(mark))) return false;
  const auto last = base64_decode(std::string_view(behind_).substr(0, mark));
  if (!last) return false;
  block_ += *last;
  behind_.erase(0, mark);
  return true;
}

/// Whole groups have one text only.
std::string BlockReply::whole() const { return before_ + base64_encode(block_) + behind_; }

Result<void> BlockReply::finish(net::Response response, const std::string& path, std::size_t longest_reply) {
  const bool is_apart = take_last_group();
  response.body = is_apart ? before_ + behind_ : whole();
  DBC_TRY(const Json reply, read_reply(response, Shape::object, longest_reply));
  if (!is_apart) {
    auto bytes = base64_decode(string_or(reply, "data", ""));
    if (!bytes) return damaged(path);
    block_ = std::move(*bytes);
  }
  const Json* told = find_member(reply, "bytes_read");
  if (told == nullptr || !told->is_number_integer() || *told != block_.size()) return damaged(path);
  return {};
}

}  // namespace dbc::api
