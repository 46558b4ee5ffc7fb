#pragma once

#include <sys/types.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>

#include "dbc/base/files.hpp"

namespace dbc::test {

/// The most memory that a process ever had at once, in MiB.
inline std::uint64_t peak_memory(pid_t process) {
  const auto status = read_file("/proc/" + std::to_string(process) + "/status");
  REQUIRE(status);
  const std::string name = "VmHWM:";
  const auto at = status->find(name);
  REQUIRE(at != std::string::npos);
  return std::stoull(status->substr(at + name.size())) / 1024;
}

}  // namespace dbc::test
