#include <algorithm>
#include <array>

#include "dbc/base/text.hpp"
#include "emulator/execution/git_checkout.hpp"

namespace dbc::emulator {
namespace {

using Words = std::vector<std::string>;

constexpr std::array<std::string_view, 3> k_reachable{"https://", "http://", "file:///"};
constexpr std::size_t k_full_commit = 40;

Error bad_source(std::string message) { return {.kind = ErrorKind::input, .message = std::move(message)}; }

/// Git decodes a URL, so that an escape in file:// would name another place than the one that is looked at.
bool is_reachable(const std::string& url) {
  if (url.starts_with("file:") && url.find('%') != std::string::npos) return false;
  return url.starts_with('/') ||
         std::ranges::any_of(k_reachable, [&](std::string_view scheme) { return url.starts_with(scheme); });
}

/// What git would take for more than a name: patterns, two names in one, a way out, control characters.
bool is_reference_name(const std::string& name) {
  const auto is_odd = [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '\x7f' ||
           std::string_view(":?*[\\^~").find(c) != std::string_view::npos;
  };
  return !name.empty() && std::ranges::none_of(name, is_odd) && name.find("..") == std::string::npos;
}

bool is_commit(std::string_view text) {
  return text.size() >= 4 && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
         });
}

/// Settings of the command line come before those of the repository itself.
Words in_folder(const std::filesystem::path& folder, const Words& more) {
  Words words{"-C", folder.string(), "-c", "core.hooksPath=/dev/null", "-c", "advice.detachedHead=false"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Words fetch(const std::filesystem::path& folder, const std::string& url, const Words& how, const Words& references) {
  Words words{"fetch", "--quiet", "--no-tags", "--no-recurse-submodules"};
  words.insert(words.end(), how.begin(), how.end());
  words.insert(words.end(), {"--", url});
  words.insert(words.end(), references.begin(), references.end());
  return in_folder(folder, words);
}

Result<void> add_sparse_step(std::vector<GitStep>& steps, const Json& source, const std::filesystem::path& folder) {
  const Json* sparse = find_member(source, "sparse_checkout");
  const Json* patterns = sparse == nullptr ? nullptr : find_member(*sparse, "patterns");
  if (patterns == nullptr || !patterns->is_array() || patterns->empty()) return {};
  Words words{"sparse-checkout", "set", "--cone"};
  for (const Json& pattern : *patterns) {
    const std::string text = pattern.is_string() ? pattern.get<std::string>() : "";
    if (text.empty() || text.starts_with('-') || text.find('\n') != std::string::npos)
      return bad_source("The pattern '" + text + "' of sparse_checkout names no folder");
    words.push_back(text);
  }
  steps.push_back({.words = in_folder(folder, words)});
  return {};
}

/// A commit is asked for by its name first, which spares its history. Not every server grants that.
Result<std::string> add_commit_steps(std::vector<GitStep>& steps, const std::string& commit, const std::string& url,
                                     const std::filesystem::path& folder) {
  if (!is_commit(commit)) return bad_source("The git_commit '" + commit + "' is no name of a commit");
  if (commit.size() >= k_full_commit)
    steps.push_back({.words = fetch(folder, url, {"--depth=1"}, {commit}), .may_fail = true});
  steps.push_back(
      {.words = fetch(folder, url, {}, {"+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"})});
  return commit;
}

Result<std::string> add_fetch_steps(std::vector<GitStep>& steps, const Json& source, const std::string& url,
                                    const std::filesystem::path& folder) {
  if (const std::string commit = string_or(source, "git_commit", ""); !commit.empty())
    return add_commit_steps(steps, commit, url, folder);
  const std::string tag = string_or(source, "git_tag", "");
  const std::string name = tag.empty() ? string_or(source, "git_branch", "") : tag;
  if (!is_reference_name(name)) return bad_source("'" + name + "' is no name of a branch or tag");
  const std::string reference = (tag.empty() ? "refs/heads/" : "refs/tags/") + name;
  steps.push_back({.words = fetch(folder, url, {"--depth=1"}, {reference})});
  return std::string("FETCH_HEAD");
}

}  // namespace

Result<std::vector<GitStep>> git_steps(const Json& git_source, const std::filesystem::path& folder) {
  const std::string url(trim(string_or(git_source, "git_url", "")));
  if (!is_reachable(url))
    return bad_source(
        "The emulated workspace reaches remotes by https://, http://, file:/// and absolute paths of this machine, "
        "which the git_url is none of");
  std::vector<GitStep> steps{{.words = {"init", "--quiet", "--template=", folder.string()}}};
  DBC_CHECK(add_sparse_step(steps, git_source, folder));
  DBC_TRY(const auto target, add_fetch_steps(steps, git_source, url, folder));
  steps.push_back({.words = in_folder(folder, {"checkout", "--quiet", "--force", "--detach", target})});
  return steps;
}

}  // namespace dbc::emulator
