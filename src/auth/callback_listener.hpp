#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "dbc/base/result.hpp"

namespace dbc::auth {

/// Waits on the loopback address for the browser that comes back from a sign-in page.
class CallbackListener {
 public:
  /// Listens on 127.0.0.1. An error of kind `io` where the port is taken. Port 0 takes a free one.
  [[nodiscard]] static Result<CallbackListener> open(std::uint16_t port);
  CallbackListener(CallbackListener&&) noexcept;
  CallbackListener& operator=(CallbackListener&&) = delete;
  ~CallbackListener();

  [[nodiscard]] std::uint16_t port() const;

  /// Serves connections until one asks for a target that `is_answer`, and returns that target. Others (an icon, a
  /// connection opened in advance, a stranger) are told 404 and change nothing.
  [[nodiscard]] Result<std::string> wait(const std::function<bool(std::string_view target)>& is_answer);

 private:
  struct Impl;
  explicit CallbackListener(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace dbc::auth
