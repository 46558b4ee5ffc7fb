#include "dbc/base/incoming_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <tuple>
#include <utility>

#include "dbc/base/descriptors.hpp"
#include "dbc/base/files.hpp"
#include "partial_file.hpp"

namespace dbc {
namespace {

constexpr mode_t k_new_file = 0666;  // less the umask, as for every file a program makes
constexpr mode_t k_permissions = 07777;
constexpr std::size_t k_written_together = 256 * 1024;

Error writing_error(int number, const std::filesystem::path& target) {
  Error error = system_error(number, "writing " + target.string());
  if (number == ENOENT) error.kind = ErrorKind::not_found;
  return error;
}

std::optional<mode_t> mode_of(const std::filesystem::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return std::nullopt;
  return info.st_mode;
}

}  // namespace

struct IncomingFile::State {
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (direct >= 0) ::close(direct);
  }
  [[nodiscard]] int descriptor() const { return direct >= 0 ? direct : partial.descriptor(); }

  /// What comes in small parts is put together. A pipe or a terminal gets them as they are: somebody may be looking.
  int write(std::string_view part) {
    if (direct >= 0 || (waiting.empty() && part.size() >= k_written_together)) return write_whole(descriptor(), part);
    waiting += part;
    return waiting.size() < k_written_together ? 0 : flush();
  }
  int flush() {
    const int problem = write_whole(descriptor(), waiting);
    waiting.clear();
    return problem;
  }

  std::filesystem::path target;
  std::string waiting;
  PartialFile partial = {};
  int direct = -1;  ///< of a target that is written directly
};

IncomingFile::IncomingFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
IncomingFile::IncomingFile(IncomingFile&& other) noexcept = default;
IncomingFile& IncomingFile::operator=(IncomingFile&& other) noexcept = default;
IncomingFile::~IncomingFile() = default;

Result<IncomingFile> IncomingFile::create(const std::filesystem::path& path) {
  const auto existing = mode_of(path);
  auto state = std::make_unique<State>();
  state->target = path;
  if (existing && S_ISDIR(*existing)) return writing_error(EISDIR, path);
  if (existing && !S_ISREG(*existing)) {
    state->direct = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (state->direct < 0) return writing_error(errno, path);
    return IncomingFile(std::move(state));
  }
  if (existing && ::access(path.c_str(), W_OK) != 0) return writing_error(errno, path);
  state->target = resolve_links(path);
  const mode_t mode = existing ? *existing & k_permissions : k_new_file;
  int problem = 0;
  std::tie(state->partial, problem) = PartialFile::create(state->target, mode);
  if (problem != 0) return writing_error(problem, path);
  if (existing) ::fchmod(state->descriptor(), mode);
  return IncomingFile(std::move(state));
}

Result<void> IncomingFile::write(std::string_view part) {
  const int problem = state_->write(part);
  return problem == 0 ? Result<void>{} : writing_error(problem, state_->target);
}

Result<void> IncomingFile::commit() {
  if (state_->direct >= 0) {
    if (::close(std::exchange(state_->direct, -1)) != 0) return writing_error(errno, state_->target);
    return {};
  }
  int problem = state_->flush();
  if (problem == 0) problem = state_->partial.publish(state_->target);
  return problem == 0 ? Result<void>{} : writing_error(problem, state_->target);
}

}  // namespace dbc
