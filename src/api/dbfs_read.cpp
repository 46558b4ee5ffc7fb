#include <algorithm>
#include <cstring>
#include <memory>

#include "dbc/api/dbfs.hpp"
#include "dbc/api/volume_files.hpp"
#include "dbc/base/text.hpp"

namespace dbc::api {
namespace {

Error changed(const std::string& path, const std::string& how) {
  return {
      .kind = ErrorKind::http, .message = path + " " + how, .hint = "It may have been changed meanwhile; try again"};
}

Error ended_early(const std::string& path, std::uint64_t at) {
  return changed(path, "ended after " + std::to_string(at) + " bytes, before the size the service told");
}

Error larger_than(const std::string& path, std::uint64_t size) {
  return changed(path, "is larger than the " + std::to_string(size) + " bytes the service told");
}

constexpr unsigned k_most_short_blocks = 1000;  // a whole block is the rule: the service is asked for one each time

/// Walks through a file of known size, a block at a time.
class BlockWalk {
 public:
  BlockWalk(Dbfs dbfs, std::string path, std::uint64_t size) : dbfs_(dbfs), path_(std::move(path)), size_(size) {}

  /// Empty at the end.
  Result<std::string> next() {
    if (offset_ >= size_) return std::string();
    DBC_TRY(std::string block, dbfs_.read_block(path_, offset_));
    if (block.size() > size_ - offset_) return larger_than(path_, size_);
    offset_ += block.size();
    if (block.size() < Dbfs::k_block_size && offset_ < size_ && ++short_blocks_ > k_most_short_blocks)
      return Error{.kind = ErrorKind::http,
                   .message = "the service sends " + path_ + " in pieces of a few bytes, and does not come to its end"};
    return block;
  }

  void rewind() {
    offset_ = 0;
    short_blocks_ = 0;
  }

 private:
  Dbfs dbfs_;
  std::string path_;
  std::uint64_t size_;
  std::uint64_t offset_ = 0;
  unsigned short_blocks_ = 0;
};

/// A walk whose blocks are taken in portions of any size.
struct Portions {
  BlockWalk walk;
  std::string block = {};
  std::size_t at = 0;

  Result<std::size_t> take(char* buffer, std::size_t capacity) {
    if (at == block.size()) {
      DBC_TRY(block, walk.next());
      at = 0;
    }
    const std::size_t count = std::min(capacity, block.size() - at);
    std::memcpy(buffer, block.data() + at, count);
    at += count;
    return count;
  }
};

/// One request for all of it.
Result<void> read_from_volume(Client& client, const std::string& path, std::uint64_t size, const net::BodySink& sink) {
  std::uint64_t received = 0;
  const net::BodySink counted = [&](std::string_view part) -> Result<void> {
    received += part.size();
    if (received > size) return larger_than(path, size);
    return sink(part);
  };
  DBC_CHECK(VolumeFiles(client).read(path, counted));
  if (received < size) return ended_early(path, received);
  return {};
}

}  // namespace

Result<std::string> Dbfs::read_block(const std::string& path, std::uint64_t offset) {
  if (VolumeFiles::serve(path)) {
    DBC_TRY(auto part, VolumeFiles(*client_).read_part(path, offset, k_block_size));
    if (part.empty()) return ended_early(path, offset);
    return part;
  }
  DBC_TRY(const Json reply,
          client_->get("/api/2.0/dbfs/read",
                       {{"path", path}, {"offset", std::to_string(offset)}, {"length", std::to_string(k_block_size)}}));
  const Json* told = find_member(reply, "bytes_read");
  const auto decoded = base64_decode(string_or(reply, "data", ""));
  if (!decoded || told == nullptr || !told->is_number_integer() || *told != decoded->size())
    return Error{.kind = ErrorKind::http, .message = "the service sent a damaged block of " + path};
  if (decoded->empty()) return ended_early(path, offset);
  return *decoded;
}

Result<void> Dbfs::read(const std::string& path, std::uint64_t size, const net::BodySink& sink) {
  if (VolumeFiles::serve(path)) return read_from_volume(*client_, path, size, sink);
  BlockWalk walk(*this, path, size);
  while (true) {
    DBC_TRY(const std::string block, walk.next());
    if (block.empty()) return {};
    DBC_CHECK(sink(block));
  }
}

Upload Dbfs::open_upload(const std::string& path, std::uint64_t size) {
  const auto portions = std::make_shared<Portions>(Portions{.walk = BlockWalk(*this, path, size)});
  Upload upload{.file_name = path.substr(path.rfind('/') + 1)};
  upload.content.size = size;
  upload.content.read = [portions](char* buffer, std::size_t capacity) { return portions->take(buffer, capacity); };
  upload.content.rewind = [portions]() -> Result<void> {
    portions->walk.rewind();
    portions->block.clear();
    portions->at = 0;
    return {};
  };
  return upload;
}

}  // namespace dbc::api
