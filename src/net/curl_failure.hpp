#pragma once

#include <string>

#include "dbc/base/error.hpp"

namespace dbc::net {

/// What libcurl knows about an exchange that brought no answer. Numbers are libcurl's and OpenSSL's own.
struct CurlFailure {
  int code = 0;                ///< CURLcode
  std::string detail = {};     ///< text of the error buffer
  std::string authority = {};  ///< host, or host:port
  std::string proxy = {};      ///< host:port of the proxy in use, or empty
  bool secure = true;          ///< https
  bool connected = false;      ///< a connection stood
  bool sent = false;           ///< sending had begun
  long system_error = 0;       ///< errno of the last connect
  long verify_result = 0;      ///< X509_V_...
  long proxy_status = 0;       ///< answer of the proxy to CONNECT
};

/// The failure in one sentence, with what to do next; of kind `network` or `timeout`.
[[nodiscard]] Error describe(const CurlFailure& failure);

}  // namespace dbc::net
