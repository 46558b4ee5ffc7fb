#include <openssl/evp.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <set>
#include <vector>

#include "dbc/api/dbfs.hpp"
#include "dbc/base/text.hpp"
#include "pipelines.hpp"

namespace dbc::commands {
namespace {

constexpr std::string_view k_folder = "dbfs:/pipelines/code/";
constexpr std::size_t k_block = 64 * 1024;

/// A local file and the place in DBFS that its content gives it.
struct LocalLibrary {
  std::string kind;
  std::filesystem::path file;
  std::string remote = {};
};

Error input_error(std::string message) { return {.kind = ErrorKind::input, .message = std::move(message)}; }

/// "dbfs" of "dbfs:/a"; empty where the text has no scheme.
std::string scheme_of(std::string_view path) {
  const auto colon = path.find(':');
  if (colon == std::string_view::npos || colon == 0) return "";
  const auto scheme = path.substr(0, colon);
  const auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || c == '+' || c == '-' || c == '.'; };
  const bool valid = std::isalpha(static_cast<unsigned char>(scheme.front())) != 0 && std::ranges::all_of(scheme, fits);
  return valid ? to_lower(scheme) : "";
}

/// The path in "file:/a" or "file:///a". A host has no meaning here.
Result<std::string> path_of_file_uri(std::string_view uri) {
  uri.remove_prefix(uri.find(':') + 1);
  if (uri.starts_with("///") && !uri.starts_with("////")) uri.remove_prefix(2);
  if (uri.starts_with("//")) return input_error("invalid file uri scheme, did you mean to use file:/ or file:///");
  return std::string(uri);
}

struct CloseDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

Result<std::string> sha1_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return system_error(errno, "reading the library " + file.string());
  const std::unique_ptr<EVP_MD_CTX, CloseDigest> context(EVP_MD_CTX_new());
  EVP_DigestInit_ex(context.get(), EVP_sha1(), nullptr);
  std::vector<char> block(k_block);
  while (in.read(block.data(), static_cast<std::streamsize>(block.size())), in.gcount() > 0)
    EVP_DigestUpdate(context.get(), block.data(), static_cast<std::size_t>(in.gcount()));
  if (in.bad()) return input_error("the library " + file.string() + " cannot be read");
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned length = 0;
  EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(digest.data()), &length);
  return to_hex(digest.substr(0, length));
}

/// A wheel must keep its name, for pip reads the version from it.
Result<std::string> remote_path(const std::filesystem::path& file) {
  if (std::filesystem::is_directory(file)) return input_error("the library " + file.string() + " is a folder");
  DBC_TRY(const std::string digest, sha1_of(file));
  const std::string extension = file.extension().string();
  if (extension == ".whl") return std::string(k_folder) + digest + "/" + file.filename().string();
  return std::string(k_folder) + digest + (extension.empty() ? "." : extension);
}

/// The local file that an entry of the settings names, if it names one.
Result<std::optional<std::filesystem::path>> local_file(const std::string& kind, const Json& value,
                                                        const std::filesystem::path& folder) {
  if ((kind != "jar" && kind != "whl") || !value.is_string()) return std::optional<std::filesystem::path>{};
  const std::string path = value.get<std::string>();
  const std::string scheme = scheme_of(path);
  if (scheme.empty()) return std::optional(folder / path);
  if (scheme != "file") return std::optional<std::filesystem::path>{};
  DBC_TRY(const std::string named, path_of_file_uri(path));
  return std::optional(folder / named);
}

Json entry(const std::string& kind, Json value) {
  Json object = Json::object();
  object[kind] = std::move(value);
  return object;
}

struct Sorted {
  Json remote = Json::array();
  std::vector<LocalLibrary> local = {};
};

Result<Sorted> sort_libraries(const PipelineSettings& settings) {
  Sorted sorted;
  const Json* libraries = find_member(settings.content, "libraries");
  if (libraries == nullptr) return sorted;
  if (!libraries->is_array()) return input_error("the libraries in the settings are not a list");
  for (const auto& library : *libraries) {
    if (!library.is_object()) return input_error("a library in the settings is not a JSON object");
    for (const auto& [kind, value] : library.items()) {
      DBC_TRY(const auto file, local_file(kind, value, settings.folder));
      if (file)
        sorted.local.push_back({.kind = kind, .file = *file});
      else
        sorted.remote.push_back(entry(kind, value));
    }
  }
  return sorted;
}

Result<bool> exists(api::Dbfs& dbfs, const std::string& remote) {
  const auto status = dbfs.get_status(remote);
  if (status) return true;
  if (status.error().kind == ErrorKind::not_found) return false;
  return Error(status.error());
}

Result<void> upload(api::Client& client, const std::vector<LocalLibrary>& libraries) {
  api::Dbfs dbfs(client);
  std::set<std::string> seen;
  std::vector<const LocalLibrary*> missing;
  for (const auto& library : libraries) {
    if (!seen.insert(library.remote).second) continue;
    DBC_TRY(const bool there, exists(dbfs, library.remote));
    if (!there) missing.push_back(&library);
  }
  for (const auto* library : missing) {
    DBC_TRY(api::Upload content, api::open_upload(library->file));
    DBC_CHECK(dbfs.put(std::move(content), library->remote, false));
  }
  return {};
}

}  // namespace

Result<Json> upload_local_libraries(api::Client& client, const PipelineSettings& settings) {
  DBC_TRY(Sorted sorted, sort_libraries(settings));
  for (auto& library : sorted.local) {
    DBC_TRY(library.remote, remote_path(library.file));
  }
  DBC_CHECK(upload(client, sorted.local));
  for (const auto& library : sorted.local) sorted.remote.push_back(entry(library.kind, library.remote));
  return std::move(sorted.remote);
}

}  // namespace dbc::commands
