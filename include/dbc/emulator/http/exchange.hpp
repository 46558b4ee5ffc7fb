#pragma once

#include <string_view>

#include "dbc/emulator/http/message.hpp"

namespace dbc::emulator {

/// What the answer to a request costs whoever works it out.
enum class Cost {
  quick,    ///< reads a little
  waiting,  ///< may wait for the disk
  heavy,    ///< takes long or much memory
};

/// One request on its way in, with a body that arrives in parts, and its reply. Where the route takes bodies of any
/// size, the parts go to a file, and the sender's credential is checked before the first one.
class Exchange {
 public:
  Exchange() = default;
  virtual ~Exchange() = default;
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  /// False where the reply is settled and the body need not be read: too large, or the sender waits for leave.
  [[nodiscard]] virtual bool wants_body() const = 0;
  /// True where the body may take long.
  [[nodiscard]] virtual bool is_long() const = 0;
  /// True where the request came with a valid credential.
  [[nodiscard]] virtual bool knows_sender() const = 0;
  /// Takes the next part. False where no more is wanted: `finish` tells why.
  [[nodiscard]] virtual bool write(std::string_view part) = 0;
  /// What `finish` will cost, as far as the body is there.
  [[nodiscard]] virtual Cost cost() const = 0;
  /// Answers; call it once, when the body is complete or not wanted. Never throws and never fails to answer.
  [[nodiscard]] virtual Reply finish() = 0;
};

}  // namespace dbc::emulator
