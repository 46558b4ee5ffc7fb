#include "dbc/base/descriptors.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <csignal>
#include <string>
#include <thread>

namespace {

/// Runs `body` in a process of its own and returns its exit code.
template <class Body>
int in_child(Body body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// The number of the first thing that is not as it should be; 0 where all is.
int check_occupied(unsigned missing) {
  for (int descriptor = 0; descriptor < 3; ++descriptor)
    if ((missing >> static_cast<unsigned>(descriptor) & 1U) != 0) ::close(descriptor);
  dbc::occupy_standard_descriptors();
  if (::open("/", O_RDONLY) <= STDERR_FILENO) return 1;
  char byte = 'x';
  if ((missing & 1U) != 0 && (::read(STDIN_FILENO, &byte, 1) != -1 || errno != EBADF)) return 2;
  for (const int output : {STDOUT_FILENO, STDERR_FILENO})
    if ((missing >> static_cast<unsigned>(output) & 1U) != 0 && dbc::write_whole(output, "x") != EBADF) return 3;
  return 0;
}

}  // namespace

TEST_CASE("descriptors: the missing ones of 0 to 2 are taken, and of no use", "[unit][base]") {
  for (unsigned missing = 0; missing < 8; ++missing) {
    CAPTURE(missing);
    CHECK(in_child([missing] { return check_occupied(missing); }) == 0);
  }
}

TEST_CASE("write_whole: a pipe that does not block gets all of it", "[unit][base]") {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  REQUIRE(::fcntl(ends[1], F_SETPIPE_SZ, 4096) >= 0);
  REQUIRE(::fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0);
  std::string got;
  std::thread reader([&] {
    char part[1000];
    ssize_t size = 0;
    while ((size = ::read(ends[0], part, sizeof part)) > 0) got.append(part, static_cast<std::size_t>(size));
  });
  std::string text;
  while (text.size() < 300'000) text += std::to_string(text.size()) + " ";
  CHECK(dbc::write_whole(ends[1], text) == 0);
  ::close(ends[1]);
  reader.join();
  CHECK(got == text);
  ::close(ends[0]);
}

TEST_CASE("read_some: a pipe that does not block is waited for", "[unit][base]") {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
  std::thread writer([&] {
    (void)dbc::write_whole(ends[1], "late");
    ::close(ends[1]);
  });
  std::string got;
  char part[16];
  ssize_t size = 0;
  while ((size = dbc::read_some(ends[0], part, sizeof part)) > 0) got.append(part, static_cast<std::size_t>(size));
  writer.join();
  CHECK(size == 0);
  CHECK(got == "late");
  ::close(ends[0]);
}

TEST_CASE("write_whole: what cannot be written is told", "[unit][base]") {
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  REQUIRE(full >= 0);
  CHECK(dbc::write_whole(full, "x") == ENOSPC);
  CHECK(dbc::write_whole(full, "") == 0);
  ::close(full);
  CHECK(dbc::write_whole(-1, "x") == EBADF);
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
  ::close(ends[0]);
  const auto before = ::signal(SIGPIPE, SIG_IGN);
  CHECK(dbc::write_whole(ends[1], "x") == EPIPE);
  ::signal(SIGPIPE, before);
  ::close(ends[1]);
}
