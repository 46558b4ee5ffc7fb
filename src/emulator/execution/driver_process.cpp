#include "emulator/execution/driver_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace dbc::emulator {
namespace {

/// A request with all the bytes that it may have fits, and so does all that a notebook may show.
constexpr std::size_t k_most_message = 128 << 20;

struct Ends {
  Descriptor ours;
  Descriptor theirs;
};

Result<Ends> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return system_error(errno, "making a pipe");
  Ends pipe{Descriptor(ends[0]), Descriptor(ends[1])};
  (void)::fcntl(pipe.ours.get(), F_SETFL, O_NONBLOCK);
  return pipe;
}

Result<Ends> make_channel() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return system_error(errno, "making a socket");
  // A process that does not read must not keep the others of its run waiting.
  const timeval patience{.tv_sec = 10, .tv_usec = 0};
  (void)::setsockopt(ends[0], SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  return Ends{Descriptor(ends[0]), Descriptor(ends[1])};
}

}  // namespace

Result<std::unique_ptr<DriverProcess>> DriverProcess::begin(EventLoop& loop, std::chrono::milliseconds grace,
                                                            ProcessListener listener, const Start& start) {
  DBC_TRY(Ends out, make_pipe());
  DBC_TRY(Ends err, make_pipe());
  DBC_TRY(Ends channel, make_channel());
  std::unique_ptr<DriverProcess> process(new DriverProcess(loop, grace, std::move(listener)));
  DBC_TRY(process->child_, start(out.theirs.get(), err.theirs.get(), channel.theirs.get()));
  process->out_ = std::move(out.ours);
  process->err_ = std::move(err.ours);
  process->channel_ = std::move(channel.ours);
  process->listen();
  return process;
}

DriverProcess::~DriverProcess() {
  for (const Descriptor* each : {&out_, &err_, &channel_})
    if (each->is_open()) loop_.unwatch(each->get());
  if (force_) loop_.cancel(*force_);
  if (has_ended_ || child_.process <= 0) return;
  loop_.on_exit(child_.process, [](int) {});
  signal_child(child_, SIGKILL);
}

void DriverProcess::listen() {
  loop_.watch(out_.get(), [this] { read_output(out_, Stream::out); });
  loop_.watch(err_.get(), [this] { read_output(err_, Stream::err); });
  loop_.watch(channel_.get(), [this] { read_messages(); });
  loop_.on_exit(child_.process, [this](int status) { end(child_.final_status(status)); });
}

void DriverProcess::read_output(Descriptor& source, Stream stream) {
  constexpr int k_most_reads = 16;  // others want their turn
  static std::array<char, 65536> buffer;
  for (int i = 0; i < k_most_reads && source.is_open(); ++i) {
    const ssize_t got = ::read(source.get(), buffer.data(), buffer.size());
    if (got > 0) {
      received_ += static_cast<std::size_t>(got);
      listener_.on_output(stream, std::string_view(buffer.data(), static_cast<std::size_t>(got)));
    } else {
      if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
      loop_.unwatch(source.get());
      source = Descriptor();
    }
  }
}

void DriverProcess::read_messages() {
  if (is_given_up_) return;
  std::array<char, 16384> buffer{};
  const ssize_t got = ::recv(channel_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) return loop_.unwatch(channel_.get());
  received_ += static_cast<std::size_t>(got);
  const std::size_t known = unread_.size();
  unread_.append(buffer.data(), static_cast<std::size_t>(got));
  std::size_t from = 0;
  for (std::size_t at = known; !is_given_up_ && (at = unread_.find('\n', at)) != std::string::npos; from = ++at)
    listener_.on_message(std::string_view(unread_).substr(from, at - from));
  if (is_given_up_) return;
  unread_.erase(0, from);
  if (unread_.size() > k_most_message) give_up("it sent a message that is too long");
}

void DriverProcess::give_up(std::string_view why) {
  if (is_given_up_) return;
  is_given_up_ = true;
  loop_.unwatch(channel_.get());
  listener_.on_output(Stream::err, "*** The task was ended, because " + std::string(why) + ". ***\n");
  if (!has_ended_) signal_child(child_, SIGKILL);
}

bool DriverProcess::send(const std::string& line) {
  std::string_view rest = line;
  while (!rest.empty() && !is_given_up_) {
    const ssize_t sent = ::send(channel_.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    // Half a line was sent, and the next one would be waited for as long as this.
    if (sent < 0 && errno == EAGAIN) give_up("it does not read what it asked for");
    if (sent <= 0) return false;
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  return !is_given_up_;
}

void DriverProcess::stop() {
  if (has_ended_ || force_) return;
  signal_child(child_, SIGTERM);
  force_ = loop_.after(grace_, [this] { signal_child(child_, SIGKILL); });
}

/// What it wrote last is still on its way here.
void DriverProcess::read_rest() {
  constexpr std::size_t k_most_kept = 4 << 20;  // in a pipe or socket; beyond that, somebody else still writes
  const auto read_all = [this](const auto& read_some) {
    const std::size_t begin = received_;
    for (std::size_t before = begin + 1; before != received_ && received_ - begin < k_most_kept;) {
      before = received_;
      read_some();
    }
  };
  read_all([this] { read_output(out_, Stream::out); });
  read_all([this] { read_output(err_, Stream::err); });
  read_all([this] { read_messages(); });
}

void DriverProcess::end(int wait_status) {
  has_ended_ = true;
  if (force_) loop_.cancel(*force_);
  force_.reset();
  // What it left behind in its session would keep the pipes open; without a world, nobody else ends that.
  if (!child_.status.is_open()) signal_child(child_, SIGKILL);
  read_rest();
  const auto on_end = std::move(listener_.on_end);
  on_end(wait_status);
}

std::string describe_end(int wait_status) {
  if (WIFSIGNALED(wait_status)) {
    const int signal = WTERMSIG(wait_status);
    const std::string name = ::strsignal(signal);
    if (signal == SIGXCPU) return "The program used more processor time than it may, and was ended.";
    return "The program was ended by signal " + std::to_string(signal) + " (" + name + ").";
  }
  return "The program ended with exit code " + std::to_string(WEXITSTATUS(wait_status)) + ".";
}

}  // namespace dbc::emulator
