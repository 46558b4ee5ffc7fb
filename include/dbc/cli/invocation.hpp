#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dbc/base/json.hpp"
#include "dbc/cli/command.hpp"

namespace dbc::cli {

/// What was typed for one command, checked against its declaration.
class Invocation {
 public:
  Invocation(const Command& command, std::string path) : command_(&command), path_(std::move(path)) {}

  [[nodiscard]] const Command& command() const { return *command_; }
  /// "clusters get", without the program's name.
  [[nodiscard]] const std::string& path() const { return path_; }

  /// Given on the command line; a fallback does not count.
  [[nodiscard]] bool given(std::string_view name) const { return values_.contains(name); }
  /// Given, or with a fallback.
  [[nodiscard]] bool has(std::string_view name) const { return find(name).has_value(); }
  /// The value, its fallback, or an empty text.
  [[nodiscard]] std::string text(std::string_view name) const { return find(name).value_or(""); }
  [[nodiscard]] std::optional<std::string> find(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
  /// A flag that was given, and not taken back by its negative name.
  [[nodiscard]] bool flag(std::string_view name) const { return text(name) == "true"; }

  void add(std::string_view name, std::string value) { values_[std::string(name)].push_back(std::move(value)); }

  /// The value of one option as it goes into a request.
  [[nodiscard]] Result<Json> json_value(const Option& option) const;

  std::string profile = {};  ///< --profile at whichever level it stood
  bool debug = false;
  bool help = false;
  bool modern = false;                            ///< the words show the modern spelling
  std::optional<std::string> modern_output = {};  ///< "json" or "text" of -o
  bool no_wait = false;
  std::optional<std::chrono::milliseconds> timeout = {};

 private:
  const Command* command_;
  std::string path_;
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

}  // namespace dbc::cli
