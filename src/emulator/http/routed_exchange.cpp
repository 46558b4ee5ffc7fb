#include "emulator/http/routed_exchange.hpp"

#include <algorithm>
#include <utility>

#include "dbc/base/text.hpp"
#include "emulator/files/file_store.hpp"
#include "emulator/http/access.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/http/wire.hpp"
#include "emulator/services/permissions/require.hpp"
#include "emulator/services/services.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_reserved = 1024 * 1024;        // a claim of the sender is not yet a body
constexpr std::uint64_t k_trusted_body_bytes = 64 * 1024;  // what may arrive before the sender is known

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
                               std::optional<std::uint64_t> body_size, std::optional<Principal> known)
    : context_(context),
      note_(std::move(note)),
      request_(std::move(head)),
      body_size_(body_size),
      principal_(std::move(known)) {
  request_.body.clear();
  note_.set_request(request_, principal_ ? Door::embedded : Door::http);
  if (principal_) note_.set_sender(principal_->user_name);
  const auto begun = guarded([this] { return begin(); });
  if (!begun) fail(begun.error());
  if (is_too_large() && !refusal_) refuse(large_body_reply(plan_.max_bytes));
}

Result<void> RoutedExchange::begin() {
  DBC_TRY(target_, parse_target(request_.target));
  match_ = Router(route_groups()).find(request_.method, target_);
  if (match_) plan_ = match_->route->body;
  if (match_) note_.set_route(*match_);
  if (!plan_.to_file) {
    // Nor the memory. Small bodies are read first: their senders get all errors in the usual order.
    if (body_size_.value_or(k_max_body_bytes) > k_trusted_body_bytes && !is_too_large()) DBC_CHECK(identify());
    request_.body.reserve(std::min(body_size_.value_or(0), std::uint64_t{k_max_reserved}));
    return {};
  }
  // Nobody fills the disk without a credential.
  DBC_CHECK(identify());
  DBC_TRY(auto staged, context_.files.staging().create());
  request_.staged = std::make_shared<StagedFile>(std::move(staged));
  return {};
}

Result<void> RoutedExchange::identify() {
  if (is_identified_) return {};
  const auto access = match_ ? match_->access : Access::bearer;
  if (access == Access::anyone) {
    if (!principal_) principal_ = Principal{};
  } else {
    DBC_CHECK(check_sender());
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

bool RoutedExchange::is_too_large() const { return body_size_ && *body_size_ > plan_.max_bytes; }
void RoutedExchange::fail(const Error& error) {
  note_.set_failure(error);
  refuse(error_reply(error));
}

void RoutedExchange::refuse(Reply reply) {
  refusal_ = std::move(reply);
  request_.staged.reset();
  request_.body.clear();
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
  if (received_ > plan_.max_bytes) {
    refuse(large_body_reply(plan_.max_bytes));
    return false;
  }
  const auto taken = guarded([&] { return receive(part); });
  if (!taken) fail(taken.error());
  return taken.has_value();
}

Result<void> RoutedExchange::receive(std::string_view part) {
  if (request_.staged) return request_.staged->append(part);
  request_.body.append(part);
  return {};
}

Result<Reply> RoutedExchange::answer() {
  DBC_CHECK(identify());
  if (!match_) return no_route(request_.method, target_);
  const Call call(request_, target_, match_->parameters, *principal_);
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
    reply = answered ? std::move(*answered) : error_reply(answered.error());
  }
  note_.write(reply);
  if (request_.method == "HEAD") drop_body(reply);
  return with_common_headers(std::move(reply), context_.identity, context_.request_id);
}

}  // namespace dbc::emulator
