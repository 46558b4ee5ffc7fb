#pragma once

#include <chrono>

#include "dbc/emulator/journal.hpp"
#include "dbc/emulator/workspace.hpp"
#include "emulator/http/router.hpp"

namespace dbc::emulator {

/// What the journal tells of one request, gathered from its beginning to its answer.
class RequestNote {
 public:
  /// Begins the measurement. Nothing is written where `journal` is null.
  RequestNote(Journal* journal, const Clock& machine_clock);

  /// The texts of the request; `target` is raw, and only its path is taken.
  void set_request(const Request& request, Door door);
  void set_route(const Match& match);
  void set_sender(std::string_view user_name) { entry_.who = user_name; }
  /// An error that the answer tells only in part.
  void set_failure(const Error& error);
  void write(const Reply& reply);

 private:
  Journal* journal_;
  std::chrono::steady_clock::time_point began_;
  JournalEntry entry_;
};

}  // namespace dbc::emulator
