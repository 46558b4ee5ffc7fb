#include "emulator/files/tree_path.hpp"

#include <algorithm>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/target.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_name = 255;  // bytes; what Linux file systems take
constexpr std::size_t k_max_path = 4096;
constexpr std::size_t k_max_depth = 256;  // each name is reached from the root anew

}  // namespace

Result<TreePath> TreePath::parse(std::string_view text) {
  if (text.size() > k_max_path)
    return invalid_parameter("The path is longer than " + std::to_string(k_max_path) + " bytes");
  if (text.find('\0') != std::string_view::npos || !is_utf8(text))
    return invalid_parameter("The path holds a character that no path may have");
  TreePath path;
  for (const auto name : split(text, '/')) {
    if (name.empty() || name == ".") continue;
    if (name == "..") return invalid_parameter("The path must not hold '..': " + std::string(text));
    if (name.size() > k_max_name)
      return invalid_parameter("A name of the path is longer than " + std::to_string(k_max_name) + " bytes");
    if (path.names_.size() == k_max_depth)
      return invalid_parameter("The path has more than " + std::to_string(k_max_depth) + " names");
    path.names_.emplace_back(name);
  }
  return path;
}

std::string TreePath::text() const {
  if (names_.empty()) return "/";
  std::string text;
  for (const auto& name : names_) text.append("/").append(name);
  return text;
}

const std::string& TreePath::name() const {
  static const std::string k_none;
  return names_.empty() ? k_none : names_.back();
}

TreePath TreePath::parent() const {
  TreePath path = *this;
  if (!path.names_.empty()) path.names_.pop_back();
  return path;
}

TreePath TreePath::child(std::string name) const {
  TreePath path = *this;
  path.names_.push_back(std::move(name));
  return path;
}

TreePath TreePath::below(std::size_t count) const {
  TreePath path;
  for (std::size_t i = count; i < names_.size(); ++i) path.names_.push_back(names_[i]);
  return path;
}

bool TreePath::is_within(const TreePath& other) const {
  return names_.size() >= other.names_.size() && std::equal(other.names_.begin(), other.names_.end(), names_.begin());
}

}  // namespace dbc::emulator
