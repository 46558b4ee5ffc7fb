#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "dbc/net/http.hpp"

namespace dbc::api {

/// Brings the next block of something long while the last one is put away: one thread reads, the calling one writes.
/// There are never more than three blocks. Where the system allows no thread, the calling one does both.
class ReadAhead {
 public:
  /// Reads the next block into a string whose room may be used; empty at the end. Called by one thread at a time.
  using Read = std::function<Result<void>(std::string& block)>;

  explicit ReadAhead(Read read) : read_(std::move(read)) {}
  ~ReadAhead() { stop(); }
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  /// Hands all blocks to `sink`, in order, until the end or the first error of either side.
  [[nodiscard]] Result<void> pass_to(const net::BodySink& sink);

 private:
  void read_all();
  [[nodiscard]] Result<void> read_guarded(std::string& block) const;
  [[nodiscard]] bool offer(Result<std::string> block);
  [[nodiscard]] Result<std::string> take(std::string used);
  [[nodiscard]] bool begin_thread();
  void stop();

  Read read_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Result<std::string>> ready_;
  std::string spare_;  ///< the room of a block that was put away
  bool is_stopped_ = false;
  std::thread thread_;
};

}  // namespace dbc::api
