#include "emulator/http/routed_exchange.hpp"

#include <algorithm>
#include <utility>

#include "dbc/base/text.hpp"
#include "dbc/emulator/http/limits.hpp"
#include "emulator/files/file_store.hpp"
#include "emulator/http/access.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/http/wire.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/services.hpp"

namespace dbc::emulator {
namespace {

/// Names of users and objects are in the texts, and a line break in a header would end it.
void add_warnings(Reply& reply, const Context& context) {
  for (std::string text : context.permission_warnings) {
    std::ranges::replace_if(
        text, [](char c) { return c >= '\0' && c < ' '; }, ' ');
    reply.headers.emplace_back("X-Dbc-Permission-Warning", std::move(text));
  }
}

/// A reply to HEAD tells the length of what a GET would bring.
void drop_body(Reply& reply) {
  const std::uint64_t length = reply.file ? reply.file->length() : reply.body.size();
  if (header(reply.headers, "Content-Length").empty())
    reply.headers.emplace_back("Content-Length", std::to_string(length));
  reply.body.clear();
  reply.file.reset();
}

/// Runs `step`, whose failure by exception is a defect or a lack of memory: its text is nobody's business but ours.
template <class Step>
auto guarded(Step step) -> decltype(step()) {
  try {
    return step();
  } catch (const std::exception&) {
    return Error{};
  }
}

}  // namespace

Reply with_common_headers(Reply reply, const WorkspaceIdentity& identity, const std::string& request_id) {
  reply.headers.emplace_back("X-Databricks-Org-Id", std::to_string(identity.org_id));
  reply.headers.emplace_back("x-request-id", request_id);
  return reply;
}

RoutedExchange::RoutedExchange(const Context& context, RequestNote note, Request head,
                               std::optional<std::uint64_t> body_size, std::optional<Principal> known,
                               MemoryBudget& body_memory)
    : context_(context),
      note_(std::move(note)),
      request_(std::move(head)),
      body_size_(body_size),
      principal_(std::move(known)),
      is_known_(principal_.has_value()),
      body_(context.files.staging(), body_memory) {
  request_.body.clear();
  note_.set_request(request_, principal_ ? Door::embedded : Door::http);
  if (principal_) note_.set_sender(principal_->user_name);
  const auto begun = guarded([this] { return begin(); });
  if (!begun) fail(begun.error());
  if (is_too_large() && !refusal_) refuse(large_body_reply(body_.max_bytes()));
}

Result<void> RoutedExchange::begin() {
  DBC_TRY(target_, parse_target(request_.target));
  match_ = Router(route_groups()).find(request_.method, target_);
  if (match_) body_.set_plan(match_->route->body, header(request_.headers, "Content-Type"));
  if (match_) note_.set_route(*match_);
  const auto identified = identify();
  // Without a credential nobody fills the disk, nor the memory. Small bodies are read first: their senders get all
  // errors in the usual order.
  const bool is_small = body_size_.value_or(k_max_body_bytes) <= k_max_unknown_body_bytes;
  return body_.is_for_file() || (!is_small && !is_too_large()) ? identified : Result<void>{};
}

Result<void> RoutedExchange::identify() {
  if (stranger_) return *stranger_;
  if (is_identified_) return {};
  const auto looked_up = look_up_sender();
  if (!looked_up) stranger_ = looked_up.error();
  return looked_up;
}

Result<void> RoutedExchange::look_up_sender() {
  const auto access = match_ ? match_->access : Access::bearer;
  if (access == Access::anyone) {
    if (!principal_) principal_ = Principal{};
  } else {
    DBC_CHECK(check_sender());
    is_known_ = true;
  }
  note_.set_sender(principal_->user_name);
  is_identified_ = true;
  return {};
}

Result<void> RoutedExchange::check_sender() {
  if (principal_) return require_active(context_, *principal_);
  DBC_TRY(principal_, check_access(request_, context_));
  return {};
}

bool RoutedExchange::is_too_large() const { return body_size_ && *body_size_ > body_.max_bytes(); }

void RoutedExchange::fail(const Error& error) {
  note_.set_failure(error);
  refuse(error_reply_to(error));
}

Reply RoutedExchange::error_reply_to(const Error& error) const {
  return error_reply(error, presented_token(request_.headers).value_or(""));
}

void RoutedExchange::refuse(Reply reply) {
  refusal_ = std::move(reply);
  body_.drop();
}

bool RoutedExchange::wants_body() const {
  if (!refusal_) return true;
  const bool waits_for_leave = !header(request_.headers, "Expect").empty();
  return !waits_for_leave && body_size_.value_or(0) <= k_max_body_bytes;
}

bool RoutedExchange::write(std::string_view part) {
  received_ += part.size();
  // What is refused is read away for a while: the connection serves the next request then.
  if (refusal_) return received_ <= k_max_body_bytes;
  if (received_ > body_.max_bytes()) {
    refuse(large_body_reply(body_.max_bytes()));
    return false;
  }
  const auto taken = guarded([&] { return body_.write(part); });
  if (!taken) fail(taken.error());
  return taken.has_value();
}

Cost RoutedExchange::cost() const {
  if (refusal_) return Cost::quick;
  if (body_.is_large() || (match_ && match_->route->is_heavy)) return Cost::heavy;
  return request_.method == "GET" || request_.method == "HEAD" ? Cost::quick : Cost::waiting;
}

Result<Reply> RoutedExchange::answer() {
  DBC_CHECK(identify());
  if (!match_) return no_route(request_.method, target_);
  DBC_CHECK(body_.end());
  const Call call(request_, body_, target_, match_->parameters, *principal_);
  auto reply = match_->route->handler(call, context_);
  if (reply) add_warnings(*reply, context_);
  return reply;
}

Reply RoutedExchange::finish() {
  Reply reply;
  if (refusal_) {
    reply = std::move(*refusal_);
  } else {
    auto answered = guarded([this] { return answer(); });
    if (!answered) note_.set_failure(answered.error());
    reply = answered ? std::move(*answered) : error_reply_to(answered.error());
  }
  note_.write(reply);
  if (request_.method == "HEAD") drop_body(reply);
  return with_common_headers(std::move(reply), context_.identity, context_.request_id);
}

}  // namespace dbc::emulator
