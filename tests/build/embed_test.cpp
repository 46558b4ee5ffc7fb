#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <string>

#include "dbc_embedded/embed_long_txt.hpp"
#include "dbc_embedded/tests_build_empty_txt.hpp"
#include "dbc_embedded/tests_build_hard_to_embed_txt.hpp"

namespace {

std::string read_bytes(const char* path) {
  std::ifstream stream(path, std::ios::binary);
  REQUIRE(stream);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE("dbc_embed: keeps every byte of a text full of syntax", "[build][embed]") {
  const std::string original = read_bytes(DBC_TEST_SOURCE_DIR "/build/hard_to_embed.txt");
  CHECK(original.find(";;") != std::string::npos);
  CHECK(dbc::embedded::tests_build_hard_to_embed_txt == original);
}

TEST_CASE("dbc_embed: keeps 200 KB with characters of several bytes at every offset", "[build][embed]") {
  const std::string original = read_bytes(DBC_TEST_BINARY_DIR "/embed_long.txt");
  CHECK(original.size() > 200'000);
  CHECK(dbc::embedded::embed_long_txt == original);
}

TEST_CASE("dbc_embed: an empty file is an empty text", "[build][embed]") {
  CHECK(dbc::embedded::tests_build_empty_txt.empty());
}
