#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>

#include "api/block_reply.hpp"
#include "dbc/api/reply_shape.hpp"
#include "dbc/base/text.hpp"

// A reply to a read that is decoded while it arrives means what it means to a JSON parser that has all of it. Input:
// the length of its parts in the first byte, then its text.

using namespace dbc;

namespace {

constexpr std::size_t k_longest = 1 << 20;

std::optional<std::string> meaning(std::string text) {
  const auto reply = api::read_reply({.status = 200, .body = std::move(text)}, api::Shape::object, k_longest);
  if (!reply) return std::nullopt;
  auto bytes = base64_decode(string_or(*reply, "data", ""));
  const Json* told = find_member(*reply, "bytes_read");
  const bool is_whole = bytes && told != nullptr && told->is_number_integer() && *told == bytes->size();
  return is_whole ? bytes : std::nullopt;
}

std::optional<std::string> read_in_parts(std::string_view text, std::size_t part) {
  std::string block;
  api::BlockReply reply(block);
  for (; !text.empty(); text.remove_prefix(std::min(part, text.size()))) reply.take(text.substr(0, part));
  return reply.finish({.status = 200}, "/a", k_longest) ? std::optional(block) : std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (read_in_parts(text, std::size_t{data[0]} + 1) != meaning(text)) std::abort();
  return 0;
}
