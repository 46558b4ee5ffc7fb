#include "dbc/base/base64.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cctype>

#include "dbc/base/text.hpp"

using namespace dbc;

namespace {

std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 37 + i / 7);
  return bytes;
}

}  // namespace

TEST_CASE("base64: known texts", "[base][base64]") {
  CHECK(base64_encode("").empty());
  CHECK(base64_encode("f") == "Zg==");
  CHECK(base64_encode("fo") == "Zm8=");
  CHECK(base64_encode("foobar") == "Zm9vYmFy");
  CHECK(base64_encode("\xfb\xff\xbf") == "+/+/");
  CHECK(base64_decode("Zm9vYg") == "foob");  // padding may be missing
  CHECK(base64_decode("Zm9vYmE=") == "fooba");
}

TEST_CASE("base64: anything but the alphabet is refused, wherever it is", "[base][base64]") {
  for (const std::size_t size : {1U, 2U, 3U, 6U, 11U, 50U}) {
    const std::string text = base64_encode(pattern(size));
    const auto letters = text.find('=');
    for (std::size_t at = 0; at < std::min(letters, text.size()); ++at) {
      for (int c = 0; c < 256; ++c) {
        std::string damaged = text;
        damaged[at] = static_cast<char>(c);
        const bool is_letter = std::isalnum(c) != 0 || c == '+' || c == '/';
        const bool is_short_end = c == '=' && at + 1 == std::min(letters, text.size());
        if (!is_short_end && base64_decode(damaged).has_value() != is_letter) FAIL("at " << at << ": " << c);
      }
    }
  }
}

TEST_CASE("base64_encode_groups: bytes at the end of the room of their own text", "[base][base64]") {
  for (std::size_t size = 0; size < 100; size += 3) {
    const std::string bytes = pattern(size);
    std::string room(size / 3 * 4, '?');
    bytes.copy(room.data() + room.size() - size, size);
    base64_encode_groups({room.data() + room.size() - size, size}, room.data());
    CHECK(room == base64_encode(bytes));
  }
}

TEST_CASE("base64_decode_groups: stops before the group that it cannot decode", "[base][base64]") {
  const std::string bytes = pattern(60);
  const std::string text = base64_encode(bytes);
  for (std::size_t at = 0; at <= text.size(); ++at) {
    std::string cut = text.substr(0, at);
    std::string room(at / 4 * 3 + 1, '?');
    CHECK(base64_decode_groups(cut, room.data()) == at / 4 * 4);
    CHECK(room == bytes.substr(0, at / 4 * 3) + "?");
    cut += "\"}" + text;
    room.resize(cut.size());
    CHECK(base64_decode_groups(cut, room.data()) == at / 4 * 4);
  }
}
