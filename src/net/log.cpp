#include "dbc/net/log.hpp"

#include <chrono>
#include <string>

#include "dbc/base/utf8.hpp"
#include "dbc/base/visible_text.hpp"
#include "dbc/net/redact.hpp"

namespace dbc::net {
namespace {

/// The request with a sink that counts what it passes on.
Request counted(const Request& request, std::size_t& size) {
  Request copy = request;
  copy.sink = [&sink = request.sink, &size](std::string_view part) {
    size += part.size();
    return sink(part);
  };
  return copy;
}

class Log final : public Transport {
 public:
  Log(std::unique_ptr<Transport> next, LogOptions options) : next_(std::move(next)), options_(std::move(options)) {}

  Result<Response> send(const Request& request) override {
    using Steady = std::chrono::steady_clock;
    log_request(request);
    const auto started = Steady::now();
    std::size_t passed_on = 0;
    auto outcome = next_->send(request.sink ? counted(request, passed_on) : request);
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - started);
    if (outcome)
      log_response(*outcome, elapsed, passed_on);
    else
      line("< no answer after " + std::to_string(elapsed.count()) + " ms: " + outcome.error().message);
    return outcome;
  }

 private:
  void line(const std::string& text) const { options_.sink(visible(text)); }

  void log_request(const Request& request) const {
    line("> " + request.method + " " + redact_target(request.target));
    log_headers("> ", request.headers);
    if (!request.body_source) return log_body("> ", request.body);
    const auto& size = request.body_source->size;
    line("> (a stream of " + (size ? std::to_string(*size) + " bytes)" : "unknown length)"));
  }

  void log_response(const Response& response, std::chrono::milliseconds elapsed, std::size_t passed_on) const {
    line("< " + std::to_string(response.status) + " after " + std::to_string(elapsed.count()) + " ms, " +
         std::to_string(response.body.size() + passed_on) + " bytes");
    log_headers("< ", response.headers);
    log_body("< ", response.body);
  }

  void log_headers(const std::string& mark, const Headers& headers) const {
    for (const auto& [name, value] : headers.fields()) {
      if (is_loggable_header(name)) line(mark + name + ": " + redact_body(value));
    }
  }

  void log_body(const std::string& mark, const std::string& body) const {
    if (body.empty() || !options_.bodies) return;
    const std::string shown = redact_body(body);  // before the cut, which could take the end of a secret's frame
    const auto kept = first_characters(shown, options_.longest_body);
    const auto left = shown.size() - kept.size();
    line(mark + std::string(kept) + (left == 0 ? "" : " (" + std::to_string(left) + " more bytes)"));
  }

  std::unique_ptr<Transport> next_;
  LogOptions options_;
};

}  // namespace

std::unique_ptr<Transport> with_log(std::unique_ptr<Transport> next, LogOptions options) {
  return std::make_unique<Log>(std::move(next), std::move(options));
}

}  // namespace dbc::net
