#include "dbc/net/authorization.hpp"

namespace dbc::net {
namespace {

class Authorization final : public Transport {
 public:
  Authorization(std::unique_ptr<Transport> next, AuthorizationProvider provider)
      : next_(std::move(next)), provider_(std::move(provider)) {}

  Result<Response> send(const Request& request) override {
    if (request.headers.find("Authorization") != nullptr) return next_->send(request);
    DBC_TRY(const std::string value, provider_());
    if (value.empty()) return next_->send(request);
    Request authorized = request;
    authorized.headers.add("Authorization", value);
    return next_->send(authorized);
  }

 private:
  std::unique_ptr<Transport> next_;
  AuthorizationProvider provider_;
};

}  // namespace

std::unique_ptr<Transport> with_authorization(std::unique_ptr<Transport> next, AuthorizationProvider provider) {
  return std::make_unique<Authorization>(std::move(next), std::move(provider));
}

}  // namespace dbc::net
