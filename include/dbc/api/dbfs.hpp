#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dbc/api/client.hpp"
#include "dbc/api/upload.hpp"

namespace dbc::api {

/// True for an error reply of the service that carries this `error_code`.
[[nodiscard]] bool has_error_code(const Error& error, std::string_view code);

/// Refuses a path from the service that is longer than any is: folders that lead deeper without end would make one.
[[nodiscard]] Result<void> check_path_length(std::string_view path);

inline constexpr std::string_view k_does_not_exist = "RESOURCE_DOES_NOT_EXIST";
inline constexpr std::string_view k_already_exists = "RESOURCE_ALREADY_EXISTS";

/// A file or folder of DBFS.
struct DbfsEntry {
  std::string path = {};  ///< as the service writes it: "/a/b"
  bool is_dir = false;
  std::uint64_t size = 0;                              ///< bytes
  std::optional<std::int64_t> modification_time = {};  ///< milliseconds since the epoch, where the service tells
};

/// What one delete request came to. Large folders take several.
struct DbfsDeletion {
  bool finished = false;
  std::optional<std::uint64_t> deleted = {};  ///< files deleted by an unfinished request, where the service tells
};

/// The DBFS API. Paths are sent as given ("dbfs:/a" or "/a"); those of volumes go to the Files API instead.
class Dbfs {
 public:
  static constexpr std::size_t k_block_size = 1U << 20U;                       ///< bytes of one read or add-block
  static constexpr std::uint64_t k_multipart_limit = std::uint64_t{1} << 31U;  ///< a file below it is one request

  explicit Dbfs(Client& client, std::uint64_t multipart_limit = k_multipart_limit)
      : client_(&client), multipart_limit_(multipart_limit) {}

  [[nodiscard]] Result<DbfsEntry> get_status(const std::string& path);
  [[nodiscard]] Result<std::vector<DbfsEntry>> list(const std::string& path);
  [[nodiscard]] Result<void> make_folders(const std::string& path);
  [[nodiscard]] Result<DbfsDeletion> remove(const std::string& path, bool recursive);
  [[nodiscard]] Result<void> move(const std::string& source, const std::string& target);

  /// Stores a file in bounded memory: one multipart request, or, for what is large or of unknown size, blocks. A
  /// transfer that fails in its blocks closes its handle and removes what it began.
  [[nodiscard]] Result<void> put(Upload upload, const std::string& path, bool overwrite);

  /// At most one block from `offset` on, into `block`; never empty. Errors where the file ends there.
  [[nodiscard]] Result<void> read_block(const std::string& path, std::uint64_t offset, std::string& block);
  /// Hands a file of `size` bytes to `sink`, block by block. That the file ends earlier or later is an error.
  [[nodiscard]] Result<void> read(const std::string& path, std::uint64_t size, const net::BodySink& sink);
  /// The same file as something to be stored elsewhere. The client must outlive it, and serve nothing else meanwhile.
  [[nodiscard]] Upload open_upload(const std::string& path, std::uint64_t size);

 private:
  [[nodiscard]] Result<Json> post(std::string_view verb, const Json& body, bool repeatable,
                                  Shape shape = Shape::acknowledgement);
  [[nodiscard]] Result<void> read_encoded(const std::string& path, std::uint64_t offset, std::string& block);
  [[nodiscard]] Result<void> put_multipart(Upload upload, const std::string& path, bool overwrite);
  [[nodiscard]] Result<void> put_blocks(const Upload& upload, const std::string& path, bool overwrite);
  [[nodiscard]] Result<void> add_blocks(const Json& handle, const net::BodySource& content);

  Client* client_;
  std::uint64_t multipart_limit_;
};

}  // namespace dbc::api
