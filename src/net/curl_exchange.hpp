#pragma once

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "dbc/net/ca_bundle.hpp"
#include "dbc/net/curl_transport.hpp"
#include "dbc/net/proxy.hpp"
#include "redirect.hpp"

namespace dbc::net {

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
  [[nodiscard]] Error too_much(const std::string& what) const;
  [[nodiscard]] int status() const;
  [[nodiscard]] bool is_broken_off() const;
  [[nodiscard]] bool is_cut_stream() const;
  [[nodiscard]] Result<void> take_header(std::string_view line);
  [[nodiscard]] Result<void> take_body(std::string_view part);
  [[nodiscard]] Result<void> check_limits(std::size_t more);
  [[nodiscard]] Result<void> keep(std::string_view part);
  [[nodiscard]] Result<void> hand_on(std::string_view part);
  /// What a callback came to; its error, or what it threw, is kept as the reason of the interruption.
  template <class Step>
  bool guarded(Step step);

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
  bool head_complete_ = false;        ///< the blank line has come
  bool has_body_ = false;             ///< some of the body has come, as it is once it is unpacked
  std::size_t head_size_ = 0;         ///< bytes of header lines, those of interim answers included
  std::size_t held_size_ = 0;         ///< bytes of the body that are held in memory, here or behind a sink
  bool head_checked_ = false;
  bool cut_ = false;  ///< the body of a refusal was longer than anybody reads
  std::optional<std::chrono::steady_clock::time_point> first_byte_;
  std::array<char, CURL_ERROR_SIZE> detail_{};
};

}  // namespace dbc::net
