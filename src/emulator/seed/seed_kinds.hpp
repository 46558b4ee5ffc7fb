#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dbc/base/json.hpp"
#include "dbc/emulator/seed.hpp"
#include "dbc/emulator/workspace.hpp"

namespace dbc::emulator {

/// A seed on its way into a workspace.
class SeedRun {
 public:
  explicit SeedRun(Workspace& workspace) : workspace_(workspace) {}

  /// Has the ids of what is made next follow from this name, so that they stay when a seed gets more files. A name that
  /// came before gets a number, and false is returned.
  bool begin_object(const std::string& name);
  /// Sends a request as the owner, and returns the body of the reply; a refusal is an error with its text.
  [[nodiscard]] Result<Json> send(std::string_view method, const std::string& target, const Json& body);
  /// Sends the content of an entry, of any size, between two texts.
  [[nodiscard]] Result<void> send_content(Request head, const SeedEntry& entry, std::string_view before,
                                          std::string_view after);
  /// What replies warned of since the last call.
  [[nodiscard]] std::vector<std::string> take_warnings() { return std::exchange(warnings_, {}); }
  /// Keeps the id that an object got, under the name of its file without extension: "clusters/etl".
  void keep_id(const std::string& name, Json id) { ids_[name] = std::move(id); }
  /// Puts ids in the place of `${clusters/etl}` within all texts; a text that is nothing else becomes the id itself, a
  /// number where it is one. A name that no earlier file has is an error.
  [[nodiscard]] Result<void> fill_in(Json& value) const;

 private:
  [[nodiscard]] Result<Json> id_of(const std::string& name) const;
  Workspace& workspace_;
  std::map<std::string, Json> ids_;
  std::map<std::string, int> begun_;
  std::vector<std::string> warnings_;
};

/// What an entry at the top of a seed stands for.
struct SeedKind {
  std::string_view name;
  bool is_file;  ///< the entry is a file itself, not a folder
  bool is_json;  ///< its files are requests
  Result<void> (*apply)(SeedRun& run, const SeedKind& kind, const SeedEntry& entry);
  std::string_view target = {};  ///< of the request that makes an object
  std::string_view id = {};      ///< member of the reply
};

/// In the order in which they are applied: what others may refer to comes first.
[[nodiscard]] std::span<const SeedKind> seed_kinds();
[[nodiscard]] const SeedKind* find_seed_kind(std::string_view name);
/// All names, for messages.
[[nodiscard]] std::string seed_names();

}  // namespace dbc::emulator
