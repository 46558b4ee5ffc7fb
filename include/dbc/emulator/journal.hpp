#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "dbc/base/clock.hpp"
#include "dbc/base/result.hpp"

namespace dbc::emulator {

/// One request that a workspace answered, and why it answered so. No credential, no query and no body is ever in here.
struct JournalEntry {
  std::uint64_t number = 0;  ///< 1, 2, ... in the order of the answers
  TimePoint at = {};         ///< when the request began, by the machine's clock
  std::chrono::microseconds duration{0};
  int status = 0;
  bool is_embedded = false;     ///< through the embedded door, not a socket
  std::string who = {};         ///< user name; empty where nobody was identified
  std::string method = {};      ///< empty, as the path, for what was no HTTP request
  std::string path = {};        ///< as it was sent, without the query
  std::string route = {};       ///< the pattern that matched; empty where none did
  std::string error_code = {};  ///< of the answer's body
  std::string message = {};     ///< likewise, or the reason that stays inside for a failure of the workspace
};

/// The last requests of a workspace: a ring of fixed size in a file that every process which serves the workspace maps.
/// Writing is a few stores into memory, without lock or system call, and survives the end of the process. Long texts
/// are cut.
class Journal {
 public:
  static constexpr std::uint64_t k_capacity = 4096;  ///< entries

  /// Opens or makes `folder`/requests.ring. Its size is reserved on disk at once.
  [[nodiscard]] static Result<std::unique_ptr<Journal>> open(const std::filesystem::path& folder);
  /// Opens the file for looking at it; one that does not exist is an error of kind `not_found`.
  [[nodiscard]] static Result<std::unique_ptr<Journal>> open_existing(const std::filesystem::path& folder);
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  ~Journal();

  /// Adds an entry; its `number` is given here.
  void add(const JournalEntry& entry);
  /// Number of the newest entry; 0 where there is none.
  [[nodiscard]] std::uint64_t newest() const;
  /// The entries after `number` that are still there, oldest first; at most `limit`, the newest of them.
  [[nodiscard]] std::vector<JournalEntry> after(std::uint64_t number, std::uint64_t limit) const;

 private:
  struct Ring;
  explicit Journal(Ring* ring) : ring_(ring) {}
  [[nodiscard]] static Result<std::unique_ptr<Journal>> map(const std::filesystem::path& folder, int flags);
  Ring* ring_;
};

}  // namespace dbc::emulator
