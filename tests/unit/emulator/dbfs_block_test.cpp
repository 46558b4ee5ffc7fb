#include "emulator/services/dbfs/dbfs_block.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "dbc/base/files.hpp"
#include "dbc/base/text.hpp"
#include "support/temporary_folder.hpp"

using namespace dbc;
using namespace dbc::emulator;
using dbc::test::TemporaryFolder;

namespace {

struct StoredBytes {
  explicit StoredBytes(std::string content) : bytes(std::move(content)) {
    REQUIRE(write_file_atomically(file, bytes, 0600));
  }
  [[nodiscard]] DbfsBlock block(std::size_t offset, std::size_t length) const {
    return DbfsBlock(::open(file.c_str(), O_RDONLY | O_CLOEXEC), offset, length);
  }
  [[nodiscard]] std::string text(std::size_t offset, std::size_t length) const {
    return R"({"bytes_read":)" + std::to_string(length) + R"(,"data":")" + base64_encode(bytes.substr(offset, length)) +
           R"("})";
  }

  TemporaryFolder folder;
  std::filesystem::path file = folder.path() / "f";
  std::string bytes;
};

std::string pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 37 + i / 7);
  return bytes;
}

std::string read_all(const FileBody& body, std::size_t capacity) {
  std::string all;
  std::string part(capacity, '\0');
  while (true) {
    const auto got = body.read(all.size(), part.data(), part.size());
    REQUIRE(got);
    if (*got == 0) return all;
    all.append(part, 0, *got);
  }
}

}  // namespace

TEST_CASE("dbfs block: the same text in parts of any length", "[emulator][dbfs]") {
  const StoredBytes stored(pattern(100));
  for (const std::size_t length : {0U, 1U, 2U, 3U, 4U, 50U, 99U}) {
    const auto block = stored.block(1, length);
    CHECK(block.length() == stored.text(1, length).size());
    for (std::size_t capacity = 1; capacity < block.length() + 2; ++capacity)
      CHECK(read_all(block, capacity) == stored.text(1, length));
  }
}

TEST_CASE("dbfs block: any place of the text can be read", "[emulator][dbfs]") {
  const StoredBytes stored(pattern(20));
  const auto block = stored.block(0, 20);
  const std::string text = stored.text(0, 20);
  for (std::size_t at = 0; at <= text.size(); ++at) {
    std::string part(text.size(), '\0');
    const auto got = block.read(at, part.data(), part.size());
    REQUIRE(got);
    CHECK((*got > 0 || at == text.size()));
    CHECK(part.substr(0, *got) == text.substr(at, *got));
  }
}

TEST_CASE("dbfs block: a file that was cut short is an error", "[emulator][dbfs]") {
  const StoredBytes stored(pattern(100));
  const auto block = stored.block(0, 100);
  REQUIRE(::truncate(stored.file.c_str(), 50) == 0);
  std::string part(block.length(), '\0');
  CHECK_FALSE(block.read(0, part.data(), part.size()));
}
