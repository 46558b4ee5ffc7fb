#pragma once

#include <optional>

#include "dbc/emulator/http/exchange.hpp"
#include "emulator/http/call.hpp"
#include "emulator/http/received_body.hpp"
#include "emulator/http/router.hpp"
#include "emulator/journal/request_note.hpp"

namespace dbc::emulator {

/// Finds the route when the head of a request is there, receives the body as the route wants it, and calls the handler.
class RoutedExchange final : public Exchange {
 public:
  /// `known` is the sender where the door tells; otherwise the request must have a credential. `body_memory` must
  /// outlive the exchange.
  RoutedExchange(const Context& context, RequestNote note, Request head, std::optional<std::uint64_t> body_size,
                 std::optional<Principal> known, MemoryBudget& body_memory);

  [[nodiscard]] bool wants_body() const override;
  [[nodiscard]] bool is_long() const override { return body_.is_for_file(); }
  [[nodiscard]] bool knows_sender() const override { return is_known_; }
  [[nodiscard]] bool write(std::string_view part) override;
  [[nodiscard]] Cost cost() const override;
  [[nodiscard]] Reply finish() override;

 private:
  [[nodiscard]] Result<void> begin();
  [[nodiscard]] Result<void> identify();
  [[nodiscard]] Result<void> look_up_sender();
  [[nodiscard]] Result<void> check_sender();
  [[nodiscard]] Result<Reply> answer();
  [[nodiscard]] bool is_too_large() const;
  void fail(const Error& error);
  [[nodiscard]] Reply error_reply_to(const Error& error) const;
  void refuse(Reply reply);

  Context context_;
  RequestNote note_;
  Request request_;
  std::optional<std::uint64_t> body_size_;
  Target target_;
  std::optional<Match> match_;
  std::optional<Principal> principal_;
  bool is_identified_ = false;
  std::optional<Error> stranger_;  ///< why there is no principal, once that was looked up
  bool is_known_ = false;          ///< by a credential
  ReceivedBody body_;
  std::uint64_t received_ = 0;
  std::optional<Reply> refusal_;
};

/// A reply with the headers that each one carries.
[[nodiscard]] Reply with_common_headers(Reply reply, const WorkspaceIdentity& identity, const std::string& request_id);

}  // namespace dbc::emulator
