#include "dbc/net/identity.hpp"

#include <algorithm>

namespace dbc::net {
namespace {

bool is_token_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '.' ||
         c == '+' || c == '-';
}

class Identity final : public Transport {
 public:
  Identity(std::unique_ptr<Transport> next, IdentityOptions options)
      : next_(std::move(next)), options_(std::move(options)) {}

  Result<Response> send(const Request& request) override {
    Request signed_request = request;
    add_missing(signed_request.headers, "User-Agent", options_.user_agent);
    add_missing(signed_request.headers, "X-Request-Id", options_.request_id);
    return next_->send(signed_request);
  }

 private:
  static void add_missing(Headers& headers, std::string_view name, const std::string& value) {
    if (!value.empty() && headers.find(name) == nullptr) headers.add(name, value);
  }

  std::unique_ptr<Transport> next_;
  IdentityOptions options_;
};

}  // namespace

std::unique_ptr<Transport> with_identity(std::unique_ptr<Transport> next, IdentityOptions options) {
  return std::make_unique<Identity>(std::move(next), std::move(options));
}

std::string user_agent_token(std::string_view text) {
  std::string token(text);
  std::ranges::replace_if(
      token, [](char c) { return !is_token_character(c); }, '-');
  return token;
}

}  // namespace dbc::net
