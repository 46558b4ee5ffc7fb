#include "dbc/net/curl_transport.hpp"

#include <openssl/crypto.h>

#include <mutex>

#include "curl_exchange.hpp"

namespace dbc::net {
namespace {

constexpr int k_most_redirects = 30;

struct HandleDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, HandleDeleter>;

/// libcurl starts OpenSSL in any case. For a plain http:// host its error texts, half of that work, are left out; a
/// later https:// host in the same process gets numbers in their place.
void initialise(bool secure) {
  static std::once_flag once;
  std::call_once(once, [secure] {
    if (!secure) OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS, nullptr);
    curl_global_init(CURL_GLOBAL_NOTHING);
  });
}

class CurlTransport final : public Transport {
 public:
  CurlTransport(Handle handle, CurlOptions options, HostUrl host)
      : handle_(std::move(handle)), options_(std::move(options)), host_(std::move(host)) {}

  Result<Response> send(const Request& request) override;

 private:
  Handle handle_;
  CurlOptions options_;
  HostUrl host_;
};

Result<void> rewind_body(const Request& request) {
  if (!request.body_source) return {};
  if (request.body_source->rewind) return request.body_source->rewind();
  return Error{.kind = ErrorKind::network,
               .message = "the service redirects an upload that cannot be repeated",
               .network = NetworkDetail{}};
}

Result<Response> CurlTransport::send(const Request& request) {
  if (!request.target.starts_with('/'))
    return Error{.kind = ErrorKind::internal, .message = "request target without a leading slash: " + request.target};
  const auto started = std::chrono::steady_clock::now();
  Hop hop{.url = {.host = host_, .target = request.target},
          .method = request.method,
          .may_leave_origin = !request.only_from_origin};
  for (int redirects = 0; redirects <= k_most_redirects; ++redirects) {
    CurlExchange exchange(handle_.get(), options_, request, hop);
    DBC_TRY(Response response, exchange.perform());
    if (exchange.redirect().empty()) return response;
    if (std::chrono::steady_clock::now() - started > options_.limits.silence * ClientLimits::slow_replies) break;
    DBC_TRY(hop, next_hop(hop, response.status, exchange.redirect()));
    if (hop.with_body) DBC_CHECK(rewind_body(request));
  }
  return Error{.kind = ErrorKind::network,
               .message = host_.authority() + " redirects more than " + std::to_string(k_most_redirects) +
                          " times, or for too long",
               .hint = "Check the host of the profile in use",
               .network = NetworkDetail{}};
}

}  // namespace

Result<std::unique_ptr<Transport>> make_curl_transport(const CurlOptions& options) {
  DBC_TRY(HostUrl host, parse_host(options.base_url));
  initialise(host.is_secure());
  Handle handle(curl_easy_init());
  if (!handle) return Error{.kind = ErrorKind::internal, .message = "libcurl cannot be initialised"};
  return std::unique_ptr<Transport>(std::make_unique<CurlTransport>(std::move(handle), options, std::move(host)));
}

}  // namespace dbc::net
