#pragma once

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "support/process.hpp"

namespace dbc::test {

inline std::string read_line(int descriptor) {
  std::string line;
  char c = 0;
  while (::read(descriptor, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

inline bool is_there(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0;
}

/// The folder in "Serving FOLDER (in memory) at URL".
inline std::string folder_in(const std::string& line) {
  const std::string begin = "Serving ";
  return line.substr(begin.size(), line.find(" (in memory)") - begin.size());
}

/// A server in the foreground, whose first line is read.
struct Server {
  pid_t process = 0;
  int out = -1;
  std::string line;

  Server(const BinaryFixture& dbc, std::vector<std::string> words) {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    words.insert(words.begin(), {"dbc", "emulator", "start", "--port", "0"});
    process = start_process(words, dbc.options, ends[1]);
    ::close(ends[1]);
    out = ends[0];
    line = read_line(out);
  }
  ~Server() {
    if (process > 0) (void)end(SIGKILL);
    ::close(out);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] int end(int signal) {
    ::kill(process, signal);
    const int code = wait_process(process);
    process = 0;
    return code;
  }
};

/// Asks until the answer is yes; false where it never is.
template <class Question>
bool comes_true(const Question& question) {
  for (int attempt = 0; attempt < 1000; ++attempt) {
    if (question()) return true;
    ::poll(nullptr, 0, 20);
  }
  return false;
}

/// True once nothing of that name is there; the process that removes it works on its own.
inline bool goes_away(const std::string& path) {
  return comes_true([&] { return !is_there(path); });
}

}  // namespace dbc::test
