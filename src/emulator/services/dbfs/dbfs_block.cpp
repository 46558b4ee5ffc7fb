#include "emulator/services/dbfs/dbfs_block.hpp"

#include <algorithm>
#include <array>

#include "dbc/base/base64.hpp"
#include "dbc/base/text.hpp"

namespace dbc::emulator {
namespace {

constexpr std::string_view k_tail = "\"}";
constexpr std::size_t k_group = 3;       // bytes
constexpr std::size_t k_group_text = 4;  // their characters

}  // namespace

DbfsBlock::DbfsBlock(int descriptor, std::uint64_t offset, std::uint64_t length)
    : FileBody(descriptor, offset, length), head_(R"({"bytes_read":)" + std::to_string(length) + R"(,"data":")") {}

std::uint64_t DbfsBlock::text_length() const { return (FileBody::length() + k_group - 1) / k_group * k_group_text; }

std::uint64_t DbfsBlock::length() const { return head_.size() + text_length() + k_tail.size(); }

bool DbfsBlock::is_in_text(std::uint64_t at) const { return at >= head_.size() && at - head_.size() < text_length(); }

Result<std::size_t> DbfsBlock::read(std::uint64_t at, char* buffer, std::size_t capacity) const {
  std::size_t filled = 0;
  while (filled < capacity && at + filled < length()) {
    const bool has_room = capacity - filled >= k_group_text || !is_in_text(at + filled);
    if (filled > 0 && !has_room) break;
    DBC_TRY(const std::size_t got, read_some(at + filled, buffer + filled, capacity - filled));
    filled += got;
  }
  return filled;
}

/// From one of the three parts: what stands before the text, the text, what stands behind it.
Result<std::size_t> DbfsBlock::read_some(std::uint64_t at, char* buffer, std::size_t capacity) const {
  if (at < head_.size()) return head_.copy(buffer, capacity, at);
  at -= head_.size();
  if (at < text_length()) return encode(at, buffer, capacity);
  return k_tail.copy(buffer, capacity, at - text_length());
}

Result<std::size_t> DbfsBlock::encode(std::uint64_t at, char* buffer, std::size_t capacity) const {
  const std::uint64_t first = at / k_group_text;
  const std::size_t skipped = at % k_group_text;
  if (skipped == 0 && capacity >= k_group_text) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(capacity, text_length() - at) / k_group_text);
    DBC_CHECK(encode_groups(first, buffer, count));
    return count * k_group_text;
  }
  std::array<char, k_group_text> group{};
  DBC_CHECK(encode_groups(first, group.data(), 1));
  return std::string_view(group.data(), group.size()).copy(buffer, capacity, skipped);
}

/// The bytes are read to where the end of their text will be.
Result<void> DbfsBlock::encode_groups(std::uint64_t first, char* text, std::size_t count) const {
  const std::uint64_t at = first * k_group;
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(count * k_group, FileBody::length() - at));
  char* const end = text + count * k_group_text;
  DBC_CHECK(read_whole(at, end - size, size));
  const std::size_t rest = size % k_group;
  const std::string last = base64_encode({end - rest, rest});
  base64_encode_groups({end - size, size - rest}, text);
  last.copy(end - last.size(), last.size());
  return {};
}

}  // namespace dbc::emulator
