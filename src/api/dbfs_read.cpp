#include <memory>

#include "block_reply.hpp"
#include "dbc/api/dbfs.hpp"
#include "dbc/api/volume_files.hpp"
#include "read_ahead.hpp"

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
  Result<void> next(std::string& block) {
    block.clear();
    if (offset_ >= size_) return {};
    DBC_CHECK(dbfs_.read_block(path_, offset_, block));
    if (block.size() > size_ - offset_) return larger_than(path_, size_);
    offset_ += block.size();
    if (block.size() < Dbfs::k_block_size && offset_ < size_ && ++short_blocks_ > k_most_short_blocks)
      return Error{.kind = ErrorKind::http,
                   .message = "the service sends " + path_ + " in pieces of a few bytes, and does not come to its end"};
    return {};
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
  std::string_view rest = {};  ///< of the block

  Result<std::size_t> take(char* buffer, std::size_t capacity) {
    if (rest.empty()) {
      DBC_CHECK(walk.next(block));
      rest = block;
    }
    const std::size_t count = rest.copy(buffer, capacity);
    rest.remove_prefix(count);
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

Result<void> Dbfs::read_block(const std::string& path, std::uint64_t offset, std::string& block) {
  if (VolumeFiles::serve(path)) {
    DBC_TRY(block, VolumeFiles(*client_).read_part(path, offset, k_block_size));
  } else {
    DBC_CHECK(read_encoded(path, offset, block));
  }
  return block.empty() ? ended_early(path, offset) : Result<void>{};
}

Result<void> Dbfs::read_encoded(const std::string& path, std::uint64_t offset, std::string& block) {
  BlockReply reply(block);
  const Query query{{"path", path}, {"offset", std::to_string(offset)}, {"length", std::to_string(k_block_size)}};
  const net::Request request{.target = target_with_query("/api/2.0/dbfs/read", query),
                             .sink = [&reply](std::string_view part) -> Result<void> {
                               reply.take(part);
                               return {};
                             },
                             .restart_sink = [&reply] { reply.begin_anew(); }};
  DBC_TRY(net::Response response, client_->exchange(request));
  return reply.finish(std::move(response), path, client_->longest_reply());
}

Result<void> Dbfs::read(const std::string& path, std::uint64_t size, const net::BodySink& sink) {
  if (VolumeFiles::serve(path)) return read_from_volume(*client_, path, size, sink);
  BlockWalk walk(*this, path, size);
  if (size > k_block_size) return ReadAhead([&walk](std::string& block) { return walk.next(block); }).pass_to(sink);
  std::string block;
  DBC_CHECK(walk.next(block));
  while (!block.empty()) {
    DBC_CHECK(sink(block));
    DBC_CHECK(walk.next(block));
  }
  return {};
}

Upload Dbfs::open_upload(const std::string& path, std::uint64_t size) {
  const auto portions = std::make_shared<Portions>(Portions{.walk = BlockWalk(*this, path, size)});
  Upload upload{.file_name = path.substr(path.rfind('/') + 1)};
  upload.content.size = size;
  upload.content.read = [portions](char* buffer, std::size_t capacity) { return portions->take(buffer, capacity); };
  upload.content.rewind = [portions]() -> Result<void> {
    portions->walk.rewind();
    portions->rest = {};
    return {};
  };
  return upload;
}

}  // namespace dbc::api
