#include "dbc/emulator/activity.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>
#include <tuple>

#include "emulator/activity/change_log.hpp"
#include "emulator/activity/request_tally.hpp"
#include "emulator/activity/tree_marks.hpp"

namespace dbc::emulator {
namespace {

struct Tree {
  std::filesystem::path root;
  std::string kind;
  std::string prefix;
  TreeMarks before = {};
};

/// What a change is about: a thing is told by its id, or else by its name.
using Thing = std::tuple<std::string, std::string>;

Thing thing_of(const Change& change) { return {change.kind, change.id.empty() ? change.name : change.id}; }

/// The last word of "jobs/123" is what was made or deleted: its permissions go without saying.
bool goes_without_saying(const Change& change, const std::set<std::string>& ids) {
  return change.kind == "permissions" && ids.contains(change.name.substr(change.name.rfind('/') + 1));
}

/// Each step in the life of a thing once: what is changed after it was made, or again, says nothing new.
std::vector<Change> condensed(const std::vector<Change>& all) {
  std::set<std::string> ids;
  for (const auto& change : all)
    if (change.action == "made" || change.action == "deleted") ids.insert(change.id.empty() ? change.name : change.id);
  std::map<Thing, std::string> last_actions;
  std::vector<Change> kept;
  for (const auto& change : all) {
    if (goes_without_saying(change, ids)) continue;
    std::string& last = last_actions[thing_of(change)];
    const bool says_nothing_new = change.action == "changed" && (last == "made" || last == "changed");
    if (!says_nothing_new) kept.push_back(change);
    last = says_nothing_new ? last : change.action;
  }
  return kept;
}

}  // namespace

struct ActivityWatch::State {
  std::unique_ptr<Store> store;
  std::unique_ptr<RequestTally> tally;
  std::array<Tree, 3> trees;
  std::map<std::string, Change> objects_before;
  bool is_over = false;

  /// Objects of the workspace have rows, whose changes are noted; the disk tells of their content. What was there gets
  /// its row when somebody first looks at it, and is no news then.
  [[nodiscard]] Result<void> add_workspace_files(const Tree& tree, std::vector<Change>& changes) const;
};

Result<void> ActivityWatch::State::add_workspace_files(const Tree& tree, std::vector<Change>& changes) const {
  std::set<std::string> told;
  std::erase_if(changes, [&](const Change& change) {
    const bool was_there = change.action == "made" && tree.before.contains(change.name);
    if (was_there && !told.contains(change.name)) return true;
    told.insert(change.name);
    return false;
  });
  DBC_TRY(const auto objects_now, known_objects(*store));
  for (auto& change : tree_changes(tree.before, marks_of(tree.root), tree.kind, tree.prefix)) {
    if (told.contains(change.name)) continue;
    for (const auto* objects : {&objects_before, &objects_now})
      if (const auto row = objects->find(change.name); row != objects->end()) {
        change.kind = row->second.kind;
        change.id = row->second.id;
      }
    changes.push_back(std::move(change));
  }
  return {};
}

std::uint64_t EndpointUse::count() const {
  return std::accumulate(statuses.begin(), statuses.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const auto& status) { return sum + status.second; });
}

ActivityWatch::ActivityWatch(std::unique_ptr<State> state) : state_(std::move(state)) {}

ActivityWatch::~ActivityWatch() {
  if (!state_->is_over) (void)end_change_log(*state_->store);
}

Result<std::unique_ptr<ActivityWatch>> ActivityWatch::begin(const std::filesystem::path& folder) {
  auto state = std::make_unique<State>();
  DBC_TRY(state->store, Store::open(folder));
  DBC_TRY(auto journal, Journal::open(folder));
  const auto files = folder / "files";
  state->trees = {Tree{.root = files / "workspace", .kind = "workspace file", .prefix = ""},
                  Tree{.root = files / "dbfs", .kind = "DBFS file", .prefix = "dbfs:"},
                  Tree{.root = files / "volumes", .kind = "volume file", .prefix = "/Volumes"}};
  for (auto& tree : state->trees) tree.before = marks_of(tree.root);
  DBC_TRY(state->objects_before, known_objects(*state->store));
  DBC_CHECK(begin_change_log(*state->store));
  state->tally = std::make_unique<RequestTally>(std::move(journal));
  return std::unique_ptr<ActivityWatch>(new ActivityWatch(std::move(state)));
}

Result<ActivityReport> ActivityWatch::end() {
  state_->tally->end();
  DBC_TRY(auto changes, end_change_log(*state_->store));
  state_->is_over = true;
  DBC_CHECK(state_->add_workspace_files(state_->trees[0], changes));
  changes = condensed(changes);
  for (std::size_t i = 1; i < state_->trees.size(); ++i) {
    const Tree& tree = state_->trees[i];
    const auto of_tree = tree_changes(tree.before, marks_of(tree.root), tree.kind, tree.prefix);
    changes.insert(changes.end(), of_tree.begin(), of_tree.end());
  }
  return ActivityReport{
      .requests = state_->tally->take_uses(), .lost = state_->tally->lost(), .changes = std::move(changes)};
}

}  // namespace dbc::emulator
