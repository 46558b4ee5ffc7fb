#include "emulator/execution/process/world_trial.hpp"

#include <sys/wait.h>

#include <cerrno>

#include "dbc/base/files.hpp"
#include "emulator/execution/process/child.hpp"

namespace dbc::emulator {

bool can_build_worlds(const std::filesystem::path& scratch) {
  const auto root = scratch / "trial";
  for (const auto* name : {"root", "shown", "protected", "hidden"})
    if (!make_folders(root / name, 0700)) return false;
  ChildSpec spec{.argv = {"/bin/true"}};
  spec.world = World{.scratch = root / "root",
                     .mounts = {{root / "shown", "/dbfs"}, {root / "shown", "/databricks/dbc", true}},
                     .read_only = {root / "protected"},
                     .hidden = {root / "hidden"}};
  const auto child = start_child(spec);
  if (!child) return child.error().kind != ErrorKind::config;  // the world is there before its program is looked for
  while (::waitpid(child->process, nullptr, 0) < 0 && errno == EINTR) {
  }
  return true;
}

}  // namespace dbc::emulator
