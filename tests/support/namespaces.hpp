#pragma once

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dbc::test {

/// Whether this machine lets a process make namespaces of its own. A chroot and many containers do not; tasks then see
/// the workspace's folders under mapped names.
inline bool can_make_namespaces() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(::unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID) == 0 ? 0 : 1);
  int status = 1;
  return child > 0 && ::waitpid(child, &status, 0) == child && status == 0;
}

}  // namespace dbc::test
