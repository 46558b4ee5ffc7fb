#pragma once

#include "dbc/base/environment.hpp"
#include "dbc/net/known_secrets.hpp"
#include "dbc/output/stream.hpp"

namespace dbc::cli {

/// Standard error as commands see it: credentials are masked in all that is written, and no text of others steers the
/// terminal.
class GuardedStream final : public output::Stream {
 public:
  GuardedStream(output::Stream& next, const Environment& environment) : next_(&next), environment_(&environment) {}

  [[nodiscard]] Result<void> write(std::string_view text) override;
  [[nodiscard]] bool is_terminal() const override { return next_->is_terminal(); }
  [[nodiscard]] std::size_t columns() const override { return next_->columns(); }
  [[nodiscard]] net::KnownSecrets& secrets() { return secrets_; }

 private:
  output::Stream* next_;
  const Environment* environment_;
  net::KnownSecrets secrets_;
};

}  // namespace dbc::cli
