#include "api/read_ahead.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

using namespace dbc;
using api::ReadAhead;

namespace {

/// Blocks "1", "2", ... up to a last one, then the end.
ReadAhead::Read counting(int& count, int last) {
  return [&count, last](std::string& block) -> Result<void> {
    block = ++count > last ? "" : std::to_string(count);
    return {};
  };
}

}  // namespace

TEST_CASE("read ahead: all blocks come in order", "[unit][api][read-ahead]") {
  int count = 0;
  std::string all;
  REQUIRE(ReadAhead(counting(count, 300)).pass_to([&all](std::string_view block) -> Result<void> {
    all += block;
    all += ' ';
    return {};
  }));
  std::string expected;
  for (int i = 1; i <= 300; ++i) expected += std::to_string(i) + " ";
  CHECK(all == expected);
}

TEST_CASE("read ahead: nothing at all is no block", "[unit][api][read-ahead]") {
  int count = 0;
  CHECK(ReadAhead(counting(count, 0)).pass_to([](std::string_view) -> Result<void> { return Error{}; }));
}

TEST_CASE("read ahead: who cannot write does not have much more read", "[unit][api][read-ahead]") {
  int count = 0;
  int written = 0;
  const auto passed = ReadAhead(counting(count, 1'000'000)).pass_to([&written](std::string_view) -> Result<void> {
    if (++written == 5) return Error{.kind = ErrorKind::io, .message = "disk full"};
    return {};
  });
  REQUIRE_FALSE(passed);
  CHECK(passed.error().message == "disk full");
  CHECK(count <= 5 + 2);
}

TEST_CASE("read ahead: an error of reading comes after what was read before it", "[unit][api][read-ahead]") {
  int count = 0;
  int written = 0;
  const bool throws = GENERATE(false, true);
  const auto read = [&, throws](std::string& block) -> Result<void> {
    if (++count == 4 && throws) throw std::runtime_error("gone");
    if (count == 4) return Error{.kind = ErrorKind::network, .message = "gone"};
    block = "x";
    return {};
  };
  CHECK_FALSE(ReadAhead(read).pass_to([&written](std::string_view) -> Result<void> {
    ++written;
    return {};
  }));
  CHECK(written == 3);
}
