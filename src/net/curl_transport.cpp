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

/// As Python's requests: POST answered by 301, and anything but HEAD answered by 302 or 303, becomes GET.
std::string method_after(int status, const std::string& method) {
  if (status == 301 && method == "POST") return "GET";
  if ((status == 302 || status == 303) && method != "HEAD") return "GET";
  return method;
}

/// Credentials stay with the host they are for; the step from http to https on the same host keeps them.
bool keeps_credentials(const HostUrl& from, const HostUrl& to) {
  if (from.host != to.host) return false;
  return from.base() == to.base() || (!from.is_secure() && to.is_secure() && !from.port && !to.port);
}

Result<Hop> next_hop(const Hop& hop, int status, const std::string& location) {
  auto host = parse_host(location);
  if (!host)
    return Error{.kind = ErrorKind::network,
                 .message = hop.host.authority() + " redirects to an unusable address",
                 .hint = "Check the host of the profile in use",
                 .network = NetworkDetail{}};
  const std::string method = method_after(status, hop.method);
  return Hop{.url = location,
             .host = *host,
             .method = method,
             .with_body = hop.with_body && method == hop.method,
             .with_authorization = hop.with_authorization && keeps_credentials(hop.host, *host)};
}

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
  Hop hop{.url = host_.base() + request.target, .host = host_, .method = request.method};
  for (int redirects = 0; redirects <= k_most_redirects; ++redirects) {
    CurlExchange exchange(handle_.get(), options_, request, hop);
    DBC_TRY(Response response, exchange.perform());
    if (exchange.redirect().empty()) return response;
    DBC_TRY(hop, next_hop(hop, response.status, exchange.redirect()));
    if (hop.with_body) DBC_CHECK(rewind_body(request));
  }
  return Error{.kind = ErrorKind::network,
               .message = host_.authority() + " redirects more than " + std::to_string(k_most_redirects) + " times",
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
