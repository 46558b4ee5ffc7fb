#pragma once

#include <filesystem>
#include <string>

#include "dbc/net/http.hpp"

namespace dbc::api {

/// Bytes on their way to the service, read while they are sent.
struct Upload {
  std::string file_name = {};    ///< last component of where they come from
  net::BodySource content = {};  ///< without a size where it is not known before the end
};

/// A local file. Of a pipe or a device the size is not known. That it shrinks or grows while it is read is an error
/// of the transfer. Errors name the file.
[[nodiscard]] Result<Upload> open_upload(const std::filesystem::path& file);

/// Bytes in memory.
[[nodiscard]] Upload upload_of(std::string file_name, std::string bytes);

/// A multipart/form-data body: text fields, then one file.
struct MultipartForm {
  std::vector<std::pair<std::string, std::string>> fields = {};
  std::string file_field = {};
  Upload file = {};  ///< its size must be known
};

/// Turns `request` into one that sends the form while it reads the file.
void set_multipart_body(net::Request& request, MultipartForm form);

}  // namespace dbc::api
