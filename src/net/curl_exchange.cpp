#include "curl_exchange.hpp"

#include <algorithm>
#include <cstdio>

#include "curl_failure.hpp"
#include "dbc/base/text.hpp"
#include "dbc/base/thrown_error.hpp"

namespace dbc::net {
namespace {

constexpr int k_no_content = 204;
constexpr long k_large_buffer = 256 * 1024;  // for bodies that may be long: few reads, and no more than caches hold

bool is_success(int status) { return status >= 200 && status < 300; }

/// Refuses what would end the line and so smuggle another header in.
bool is_header_safe(const Headers::Field& field) {
  const auto is_control = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
  return !field.first.empty() && std::ranges::none_of(field.first, [&](char c) { return is_control(c) || c == ':'; }) &&
         std::ranges::none_of(field.second, is_control);
}

template <class T>
T info(CURL* handle, CURLINFO which) {
  T value{};
  curl_easy_getinfo(handle, which, &value);
  return value;
}

}  // namespace

Result<Response> CurlExchange::perform() {
  curl_easy_reset(handle_);
  set_connection();
  set_callbacks();
  if (hop_.url.host.is_secure()) DBC_CHECK(set_tls());
  DBC_CHECK(set_headers());
  set_method();
  const CURLcode code = curl_easy_perform(handle_);
  if (interrupted_) return std::move(*interrupted_);
  if (code != CURLE_OK && !cut_) return failure(code);
  response_.status = status();
  if (is_broken_off()) return failure(CURLE_PARTIAL_FILE);
  if (is_success(response_.status) && request_.check_head && !head_checked_) DBC_CHECK(request_.check_head(response_));
  if (const auto* url = info<char*>(handle_, CURLINFO_REDIRECT_URL); url != nullptr) redirect_ = url;
  return std::move(response_);
}

void CurlExchange::set_connection() {
  proxy_ = choose_proxy(hop_.url.host.scheme, options_.environment);
  curl_easy_setopt(handle_, CURLOPT_URL, hop_.url.text().c_str());
  curl_easy_setopt(handle_, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(handle_, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle_, CURLOPT_HTTP_VERSION,
                   static_cast<long>(hop_.url.host.is_secure() ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
  // Set in any case: libcurl would otherwise read the environment behind our back.
  curl_easy_setopt(handle_, CURLOPT_PROXY, proxy_.proxy.c_str());
  curl_easy_setopt(handle_, CURLOPT_NOPROXY, proxy_.no_proxy.c_str());
  curl_easy_setopt(handle_, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(handle_, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle_, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(handle_, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(std::chrono::milliseconds(options_.limits.connect).count()));
  curl_easy_setopt(handle_, CURLOPT_LOW_SPEED_LIMIT, ClientLimits::slowest);
  curl_easy_setopt(handle_, CURLOPT_LOW_SPEED_TIME, static_cast<long>(options_.limits.silence.count()));
  if (options_.deadline)
    curl_easy_setopt(handle_, CURLOPT_TIMEOUT_MS, std::max(1L, static_cast<long>(options_.deadline->count())));
  curl_easy_setopt(handle_, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
}

void CurlExchange::set_callbacks() {
  curl_easy_setopt(handle_, CURLOPT_ERRORBUFFER, detail_.data());
  curl_easy_setopt(handle_, CURLOPT_HEADERFUNCTION, &CurlExchange::on_header);
  curl_easy_setopt(handle_, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, &CurlExchange::on_body);
  curl_easy_setopt(handle_, CURLOPT_WRITEDATA, this);
  if (request_.sink) curl_easy_setopt(handle_, CURLOPT_BUFFERSIZE, k_large_buffer);
}

Result<void> CurlExchange::set_tls() {
  const long verify = options_.verify_tls ? 1L : 0L;
  for (const auto option : {CURLOPT_SSL_VERIFYPEER, CURLOPT_PROXY_SSL_VERIFYPEER})
    curl_easy_setopt(handle_, option, verify);
  for (const auto option : {CURLOPT_SSL_VERIFYHOST, CURLOPT_PROXY_SSL_VERIFYHOST})
    curl_easy_setopt(handle_, option, verify * 2);
  if (!options_.verify_tls) return {};
  DBC_TRY(const CaBundle bundle, options_.ca_bundle ? ca_bundle_at(*options_.ca_bundle, "the setting ca_bundle")
                                                    : find_ca_bundle(options_.environment));
  const auto name = [](const std::filesystem::path& path) { return path.empty() ? nullptr : path.c_str(); };
  // A null pointer switches off the place that libcurl was built with.
  for (const auto option : {CURLOPT_CAINFO, CURLOPT_PROXY_CAINFO}) curl_easy_setopt(handle_, option, name(bundle.file));
  for (const auto option : {CURLOPT_CAPATH, CURLOPT_PROXY_CAPATH})
    curl_easy_setopt(handle_, option, name(bundle.folder));
  return {};
}

bool CurlExchange::belongs_to_hop(std::string_view name) const {
  if (equals_ignoring_case(name, "Content-Length")) return false;  // libcurl counts for itself
  if (!hop_.with_own_headers) return may_leave_origin(name);
  return hop_.with_body || !equals_ignoring_case(name, "Content-Type");
}

void CurlExchange::append_header(const std::string& line) {
  auto* longer = curl_slist_append(headers_.get(), line.c_str());
  if (longer == nullptr) return;
  static_cast<void>(headers_.release());
  headers_.reset(longer);
}

Result<void> CurlExchange::set_headers() {
  for (const auto& field : request_.headers.fields()) {
    const auto& [name, value] = field;
    if (!is_header_safe(field))
      return Error{.kind = ErrorKind::input,
                   .message = "the header " + name.substr(0, name.find('\n')) +
                              " holds a line end or another forbidden character"};
    if (belongs_to_hop(name)) append_header(value.empty() ? name + ";" : name + ": " + value);
  }
  // What libcurl would add by itself: a form's content type, and a wait of a second before large bodies.
  if (request_.headers.find("Content-Type") == nullptr) append_header("Content-Type:");
  append_header("Expect:");
  curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, headers_.get());
  return {};
}

void CurlExchange::set_method() {
  const bool has_body = hop_.with_body && (request_.body_source || !request_.body.empty());
  if (hop_.method == "HEAD") {
    curl_easy_setopt(handle_, CURLOPT_NOBODY, 1L);
  } else if (hop_.with_body && request_.body_source) {
    set_streamed_body();
  } else if (has_body || hop_.method == "POST" || hop_.method == "PUT" || hop_.method == "PATCH") {
    const bool sends = hop_.with_body;
    curl_easy_setopt(handle_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(sends ? request_.body.size() : 0));
    curl_easy_setopt(handle_, CURLOPT_POSTFIELDS, sends ? request_.body.data() : "");
  }
  curl_easy_setopt(handle_, CURLOPT_CUSTOMREQUEST, hop_.method.c_str());
}

void CurlExchange::set_streamed_body() {
  const auto& source = *request_.body_source;
  curl_easy_setopt(handle_, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(handle_, CURLOPT_INFILESIZE_LARGE, source.size ? static_cast<curl_off_t>(*source.size) : -1);
  curl_easy_setopt(handle_, CURLOPT_READFUNCTION, &CurlExchange::on_read);
  curl_easy_setopt(handle_, CURLOPT_READDATA, this);
  curl_easy_setopt(handle_, CURLOPT_SEEKFUNCTION, &CurlExchange::on_seek);
  curl_easy_setopt(handle_, CURLOPT_SEEKDATA, this);
}

int CurlExchange::status() const { return static_cast<int>(info<long>(handle_, CURLINFO_RESPONSE_CODE)); }

Error CurlExchange::too_much(const std::string& what) const {
  return Error{.kind = ErrorKind::http, .message = hop_.url.host.authority() + " answers with " + what};
}

/// A compressed body that holds nothing, though it is longer than an empty one: libcurl does not miss its end.
bool CurlExchange::is_cut_stream() const {
  constexpr curl_off_t k_empty_gzip = 20;
  constexpr curl_off_t k_empty_deflate = 8;
  const auto size = info<curl_off_t>(handle_, CURLINFO_SIZE_DOWNLOAD_T);
  return !has_body_ && response_.headers.find("Content-Encoding") != nullptr && size > 0 && size != k_empty_gzip &&
         size != k_empty_deflate;
}

/// A connection that ends within the head, or right after one that tells of no body's length, is a whole answer to
/// libcurl. It may as well have been cut, and what it would have told is lost.
bool CurlExchange::is_broken_off() const {
  if (!head_complete_ || is_cut_stream()) return true;
  const bool framed = response_.headers.find("Content-Length") != nullptr ||
                      response_.headers.find("Transfer-Encoding") != nullptr ||
                      info<long>(handle_, CURLINFO_HTTP_VERSION) > CURL_HTTP_VERSION_1_1;
  const bool may_be_bare = hop_.method == "HEAD" || response_.status == k_no_content || !is_success(response_.status);
  return !framed && !may_be_bare && info<curl_off_t>(handle_, CURLINFO_SIZE_DOWNLOAD_T) == 0;
}

Result<void> CurlExchange::take_header(std::string_view line) {
  head_size_ += line.size();
  if (head_size_ > ClientLimits::longest_head)
    return too_much("more than " + std::to_string(ClientLimits::longest_head >> 20U) + " MiB of header lines");
  if (line.starts_with("HTTP/")) {  // a new answer begins: 100 Continue may come before the real one
    response_.headers = {};
    head_complete_ = false;
    return {};
  }
  head_complete_ |= trim(line).empty();
  const auto colon = line.find(':');
  if (colon != std::string_view::npos) response_.headers.add(trim(line.substr(0, colon)), trim(line.substr(colon + 1)));
  return {};
}

Result<void> CurlExchange::take_body(std::string_view part) {
  response_.status = status();
  has_body_ |= !part.empty();
  if (!request_.sink || !is_success(response_.status)) return keep(part);
  if (request_.restart_sink) DBC_CHECK(check_limits(part.size()));  // what can be given up again is held in memory
  return hand_on(part);
}

Result<void> CurlExchange::hand_on(std::string_view part) {
  if (request_.check_head && !head_checked_) DBC_CHECK(request_.check_head(response_));
  head_checked_ = true;
  return request_.sink(part);
}

/// Of what is held in memory. The end of a long refusal is not waited for; a long success is told.
Result<void> CurlExchange::check_limits(std::size_t more) {
  const auto now = std::chrono::steady_clock::now();
  if (!first_byte_) first_byte_ = now;
  if (now - *first_byte_ > options_.limits.silence * ClientLimits::slow_replies)
    return Error{.kind = ErrorKind::timeout,
                 .message = hop_.url.host.authority() + " is too slow: its answer was not complete in time",
                 .hint = "DBC_HTTP_TIMEOUT_SECONDS gives it more",
                 .network = NetworkDetail{.sent = true, .transient = false}};
  held_size_ += more;
  cut_ = !is_success(response_.status) && held_size_ > ClientLimits::longest_refusal;
  if (!cut_ && held_size_ > options_.limits.longest_reply)
    return too_much("more than " + std::to_string(options_.limits.longest_reply >> 20U) + " MiB")
        .with_hint("DBC_MAX_REPLY_MIB allows more, if that much is meant");
  return {};
}

Result<void> CurlExchange::keep(std::string_view part) {
  DBC_CHECK(check_limits(part.size()));
  if (!cut_) response_.body += part;
  return {};
}

template <class Step>
bool CurlExchange::guarded(Step step) {
  try {
    auto done = step();
    if (!done) interrupted_ = std::move(done).error();
  } catch (...) {  // no exception may pass through libcurl
    interrupted_ = thrown_error();
  }
  return !interrupted_;
}

std::size_t CurlExchange::on_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& self = *static_cast<CurlExchange*>(user);
  const std::string_view line(data, size * count);
  return self.guarded([&] { return self.take_header(line); }) ? line.size() : CURL_WRITEFUNC_ERROR;
}

std::size_t CurlExchange::on_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& self = *static_cast<CurlExchange*>(user);
  const std::string_view part(data, size * count);
  return self.guarded([&] { return self.take_body(part); }) && !self.cut_ ? part.size() : CURL_WRITEFUNC_ERROR;
}

std::size_t CurlExchange::on_read(char* data, std::size_t size, std::size_t count, void* user) {
  auto& self = *static_cast<CurlExchange*>(user);
  std::size_t filled = 0;
  const auto read = [&]() -> Result<void> {
    DBC_TRY(filled, self.request_.body_source->read(data, size * count));
    return {};
  };
  return self.guarded(read) ? filled : CURL_READFUNC_ABORT;
}

int CurlExchange::on_seek(void* user, curl_off_t offset, int origin) {
  auto& self = *static_cast<CurlExchange*>(user);
  const auto& rewind = self.request_.body_source->rewind;
  if (offset != 0 || origin != SEEK_SET || !rewind) return CURL_SEEKFUNC_CANTSEEK;
  return self.guarded(rewind) ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL;
}

Error CurlExchange::failure(CURLcode code) const {
  const bool secure = hop_.url.host.is_secure();
  CurlFailure seen{.code = code, .detail = detail_.data(), .authority = hop_.url.host.authority(), .secure = secure};
  std::ranges::replace_if(
      seen.detail, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  seen.proxy = proxy_for_display(proxy_.proxy);
  const auto connected_at = info<curl_off_t>(handle_, secure ? CURLINFO_APPCONNECT_TIME_T : CURLINFO_CONNECT_TIME_T);
  seen.connected = connected_at > 0 || info<long>(handle_, CURLINFO_NUM_CONNECTS) == 0;
  seen.sent = info<curl_off_t>(handle_, CURLINFO_PRETRANSFER_TIME_T) > 0;
  seen.system_error = info<long>(handle_, CURLINFO_OS_ERRNO);
  seen.verify_result = info<long>(handle_, CURLINFO_SSL_VERIFYRESULT);
  seen.proxy_status = info<long>(handle_, CURLINFO_HTTP_CONNECTCODE);
  return describe(seen);
}

}  // namespace dbc::net
