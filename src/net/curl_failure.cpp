#include "curl_failure.hpp"

#include <curl/curl.h>
#include <openssl/x509_vfy.h>

#include <cerrno>
#include <system_error>

namespace dbc::net {
namespace {

struct Wording {
  std::string message;
  std::string hint;
};

constexpr auto k_check_host = "Check the host of the profile in use, your network and the proxy variables";

std::string cause_of(const CurlFailure& failure) {
  if (failure.system_error == ECONNREFUSED) return "connection refused";
  if (failure.system_error == 0) return failure.detail.empty() ? "no connection" : failure.detail;
  return std::error_code(static_cast<int>(failure.system_error), std::generic_category()).message();
}

Wording proxy_wording(const CurlFailure& failure) {
  const std::string which = "the proxy " + failure.proxy;
  if (failure.proxy_status == 407)
    return {which + " demands a login before it leads to " + failure.authority,
            "Put user and password into the proxy variable: http://USER:PASSWORD@" + failure.proxy};
  if (failure.proxy_status >= 400)
    return {
        which + " refuses to lead to " + failure.authority + " (status " + std::to_string(failure.proxy_status) + ")",
        "Ask who runs the proxy, or add the host to NO_PROXY"};
  return {"cannot use " + which + " to reach " + failure.authority + ": " + cause_of(failure),
          "Check HTTPS_PROXY, HTTP_PROXY and ALL_PROXY, or add the host to NO_PROXY"};
}

Wording connect_wording(const CurlFailure& failure) {
  if (!failure.proxy.empty()) return proxy_wording(failure);
  const std::string message = "cannot connect to " + failure.authority + ": " + cause_of(failure);
  if (failure.system_error == ECONNREFUSED && !failure.secure)
    return {message, "Check that the server is running and listens on that port"};
  return {message, k_check_host};
}

Wording timeout_wording(const CurlFailure& failure) {
  if (!failure.connected) return {"cannot connect to " + failure.authority + ": no answer in time", k_check_host};
  return {failure.authority + " stopped answering before the response was complete",
          "Try again; if it persists, look at the status page of the service"};
}

constexpr auto k_trust_hint =
    "If your network inspects TLS, let SSL_CERT_FILE name a PEM file that holds its certificate authority";

Wording certificate_wording(const CurlFailure& failure) {
  const std::string of = "the certificate of " + failure.authority;
  switch (failure.verify_result) {
    case X509_V_OK:
    case X509_V_ERR_UNSPECIFIED:  // libcurl's own starting value: the chain was fine, its host name check was not
      return {of + " belongs to another host name", "Check the host of the profile in use for a typing mistake"};
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return {of + " has expired", "Check this machine's clock; otherwise the certificate must be renewed"};
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return {of + " is not valid yet", "Check this machine's clock"};
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return {of + " is self-signed", k_trust_hint};
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return {of + " is signed by an authority that this machine does not trust", k_trust_hint};
    default:
      return {of + " cannot be verified: " + X509_verify_cert_error_string(failure.verify_result), k_trust_hint};
  }
}

Wording handshake_wording(const CurlFailure& failure) {
  if (failure.detail.find("wrong version number") != std::string::npos)
    return {failure.authority + " does not speak TLS", "If it is a plain server, write http:// before the host"};
  const std::string why = failure.detail.empty() ? cause_of(failure) : failure.detail;
  return {"the TLS handshake with " + failure.authority + " failed: " + why,
          "A firewall or proxy may be interfering; check the proxy variables"};
}

Wording other_wording(const CurlFailure& failure) {
  const std::string why =
      failure.detail.empty() ? curl_easy_strerror(static_cast<CURLcode>(failure.code)) : failure.detail;
  return {"the request to " + failure.authority + " failed: " + why, "Try again with --debug to see the exchange"};
}

Wording broken_wording(const CurlFailure& failure) {
  switch (failure.code) {
    case CURLE_GOT_NOTHING:
      return {failure.authority + " closed the connection without an answer", "Try again"};
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
      return {"the connection to " + failure.authority +
                  " was lost: " + (failure.detail.empty() ? "closed by the other side" : failure.detail),
              "Try again"};
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return {failure.authority + " broke off its answer half-way", "Try again"};
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return {failure.authority + " does not answer in HTTP", "Check host and port of the profile in use"};
    case CURLE_BAD_CONTENT_ENCODING:
      return {failure.authority + " sent a compressed answer that cannot be unpacked", "Try again"};
    default:
      return other_wording(failure);
  }
}

Wording wording(const CurlFailure& failure) {
  if (failure.proxy_status >= 400) return proxy_wording(failure);
  switch (failure.code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return {"cannot find the host " + failure.authority + ": its name does not resolve", k_check_host};
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
      return proxy_wording(failure);
    case CURLE_COULDNT_CONNECT:
      return connect_wording(failure);
    case CURLE_OPERATION_TIMEDOUT:
      return timeout_wording(failure);
    case CURLE_PEER_FAILED_VERIFICATION:
      return certificate_wording(failure);
    case CURLE_SSL_CONNECT_ERROR:
      return handshake_wording(failure);
    case CURLE_SSL_CACERT_BADFILE:
      return {"the certificate bundle cannot be read", "Check SSL_CERT_FILE and REQUESTS_CA_BUNDLE"};
    default:
      return broken_wording(failure);
  }
}

/// A plain http:// host is a local or test server: when it is not there, waiting does not bring it.
bool is_transient(const CurlFailure& failure) {
  if (failure.proxy_status >= 400) return false;
  switch (failure.code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
      return failure.secure && failure.detail.find("wrong version number") == std::string::npos;
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return true;
    default:
      return false;
  }
}

}  // namespace

Error describe(const CurlFailure& failure) {
  auto [message, hint] = wording(failure);
  return Error{.kind = failure.code == CURLE_OPERATION_TIMEDOUT ? ErrorKind::timeout : ErrorKind::network,
               .message = std::move(message),
               .hint = std::move(hint),
               .network = NetworkDetail{.sent = failure.sent, .transient = is_transient(failure)}};
}

}  // namespace dbc::net
