#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "dbc/emulator/activity.hpp"
#include "dbc/emulator/journal.hpp"

namespace dbc::emulator {

/// Counts the requests of a journal while they come in, so that none is lost when the ring goes round.
class RequestTally {
 public:
  /// From the next request on.
  explicit RequestTally(std::unique_ptr<Journal> journal);

  /// With all requests that were answered before this call; nothing is counted any more.
  void end();
  [[nodiscard]] std::vector<EndpointUse> take_uses() { return std::move(uses_); }
  [[nodiscard]] std::uint64_t lost() const { return lost_; }

 private:
  void follow(const std::stop_token& stop);
  enum class Patience {
    some,  ///< an entry that is still being written is waited for
    none,
  };
  void look(Patience patience);
  void add(const JournalEntry& entry);
  [[nodiscard]] EndpointUse& use_for(const JournalEntry& entry);

  std::unique_ptr<Journal> journal_;
  std::uint64_t seen_;
  std::uint64_t lost_ = 0;
  int waits_ = 0;
  std::vector<EndpointUse> uses_;
  std::map<std::string, std::size_t> places_;  ///< in `uses_`, by method and endpoint
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread follower_;  ///< the last member: it uses all others
};

}  // namespace dbc::emulator
