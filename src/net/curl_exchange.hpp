#pragma once

#include <curl/curl.h>

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "dbc/net/ca_bundle.hpp"
#include "dbc/net/curl_transport.hpp"
#include "dbc/net/proxy.hpp"
#include "dbc/net/url.hpp"

namespace dbc::net {

/// One request on its way to one URL; redirects make several of a single `Request`.
struct Hop {
  std::string url;
  HostUrl host;
  std::string method;
  bool with_body = true;
  bool with_authorization = true;
};

/// Sends one hop over a handle and collects the answer. Redirects are reported, not followed.
class CurlExchange {
 public:
  CurlExchange(CURL* handle, const CurlOptions& options, const Request& request, const Hop& hop)
      : handle_(handle), options_(options), request_(request), hop_(hop) {}
  CurlExchange(const CurlExchange&) = delete;
  CurlExchange& operator=(const CurlExchange&) = delete;

  [[nodiscard]] Result<Response> perform();
  /// Where the answer redirects to, as an absolute URL; empty where it does not.
  [[nodiscard]] const std::string& redirect() const { return redirect_; }

 private:
  struct ListDeleter {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  void set_connection();
  void set_callbacks();
  Result<void> set_tls();
  Result<void> set_headers();
  void set_method();
  void set_streamed_body();
  void append_header(const std::string& line);
  [[nodiscard]] bool belongs_to_hop(std::string_view name) const;
  [[nodiscard]] Error failure(CURLcode code) const;

  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user);
  static std::size_t on_read(char* data, std::size_t size, std::size_t count, void* user);
  static int on_seek(void* user, curl_off_t offset, int origin);

  CURL* handle_;
  const CurlOptions& options_;
  const Request& request_;
  const Hop& hop_;
  ProxyChoice proxy_;
  std::unique_ptr<curl_slist, ListDeleter> headers_;
  Response response_;
  std::string redirect_;
  std::optional<Error> interrupted_;  ///< what a body source or sink reported
  std::array<char, CURL_ERROR_SIZE> detail_{};
};

}  // namespace dbc::net
