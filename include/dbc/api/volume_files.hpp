#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dbc/api/dbfs.hpp"

namespace dbc::api {

/// The files of Unity Catalog's volumes, "dbfs:/Volumes/CATALOG/SCHEMA/VOLUME/...", which DBFS refuses: the Files API,
/// in the terms of `Dbfs` and with its error codes, https://docs.databricks.com/api/workspace/files
class VolumeFiles {
 public:
  /// True for a path below /Volumes, with or without "dbfs:".
  [[nodiscard]] static bool serve(std::string_view path);

  explicit VolumeFiles(Client& client) : client_(&client) {}

  [[nodiscard]] Result<DbfsEntry> get_status(const std::string& path);
  [[nodiscard]] Result<std::vector<DbfsEntry>> list(const std::string& path);  ///< of a file: itself
  [[nodiscard]] Result<void> make_folders(const std::string& path);
  /// A folder with something in it is an error unless `recursive`.
  [[nodiscard]] Result<void> remove(const std::string& path, bool recursive);
  [[nodiscard]] Result<void> put(Upload upload, const std::string& path, bool overwrite);

  /// At most `length` bytes from `offset` on; empty where the file ends there.
  [[nodiscard]] Result<std::string> read_part(const std::string& path, std::uint64_t offset, std::uint64_t length);
  /// Hands the whole file to `sink` as it comes.
  [[nodiscard]] Result<void> read(const std::string& path, const net::BodySink& sink);

 private:
  [[nodiscard]] Result<net::Response> head(std::string target, const std::string& path);
  [[nodiscard]] Result<void> send(std::string_view method, std::string target, const std::string& path);
  [[nodiscard]] Result<std::vector<DbfsEntry>> list_folder(const std::string& path);
  [[nodiscard]] Result<void> remove_below(const std::string& path);

  Client* client_;
};

}  // namespace dbc::api
