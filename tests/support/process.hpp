#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace dbc::test {

struct ProcessResult {
  int exit_code = 0;  ///< 128 + signal for a process that a signal ended
  std::string out;
  std::string err;
  long peak_kib = 0;  ///< the most memory that the process ever had
};

struct ProcessOptions {
  std::map<std::string, std::string> environment = {};  ///< the whole environment
  std::string input = {};
  bool close_output = false;     ///< the reader of stdout is gone before the process writes
  bool small_output = false;     ///< stdout is a pipe that does not block and has room for one page
  std::vector<int> closed = {};  ///< descriptors that the process does not get
  uid_t user = 0;                ///< whose rights the process gets, where it is not 0
  std::string output_file = {};  ///< opened for stdout instead of a pipe
  std::filesystem::path folder = {};
  std::filesystem::path program = {};  ///< the binary under test where empty
};

/// Runs a program to its end.
[[nodiscard]] ProcessResult run_process(const std::vector<std::string>& argv, const ProcessOptions& options);

/// Starts a program with its output thrown away; the caller waits for it or kills it.
[[nodiscard]] pid_t start_process(const std::vector<std::string>& argv, const ProcessOptions& options,
                                  int stdout_descriptor);

/// Exit code of a started process.
[[nodiscard]] int wait_process(pid_t process);
/// The same, with the most memory that it ever had, in KiB.
[[nodiscard]] int wait_measured(pid_t process, long& peak_kib);

/// The binary under test, in a home of its own.
class BinaryFixture {
 public:
  BinaryFixture();
  ~BinaryFixture();
  BinaryFixture(const BinaryFixture&) = delete;
  BinaryFixture& operator=(const BinaryFixture&) = delete;

  [[nodiscard]] ProcessResult run(std::vector<std::string> words, const std::string& input = "") const;
  [[nodiscard]] std::string write_file(const std::string& name, const std::string& content) const;
  [[nodiscard]] const std::filesystem::path& home() const { return options.environment_home; }

  struct Options : ProcessOptions {
    std::filesystem::path environment_home;
  } options;
};

/// Path of the binary under test.
[[nodiscard]] std::string binary_path();

}  // namespace dbc::test
