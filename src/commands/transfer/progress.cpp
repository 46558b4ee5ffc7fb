#include <memory>

#include "dbc/base/visible_text.hpp"
#include "transfer.hpp"

namespace dbc::commands {
namespace {

constexpr std::chrono::milliseconds k_first_pause{1'000};
constexpr std::chrono::milliseconds k_pause{200};
constexpr std::uint64_t k_mebibyte = 1U << 20U;

std::string so_far(std::uint64_t bytes, std::uint64_t size) {
  return std::to_string(bytes / k_mebibyte) + " of " + std::to_string(size / k_mebibyte) + " MiB";
}

}  // namespace

Progress::Progress(cli::Session& session)
    : session_(&session),
      is_terminal_(session.err().is_terminal()),
      shown_at_(session.surroundings().clock->now() + k_first_pause - k_pause) {}

void Progress::show(const std::string& text) {
  if (!is_terminal_) return;
  const auto now = session_->surroundings().clock->now();
  if (now - shown_at_ < k_pause) return;
  shown_at_ = now;
  visible_ = true;
  (void)session_->err().write(std::string(k_erase_line) + text);  // a lost progress line is no reason to end a transfer
}

void Progress::clear() {
  if (!visible_) return;
  visible_ = false;
  (void)session_->err().write(k_erase_line);
}

net::BodySource with_progress(const net::BodySource& source, Progress& progress) {
  const auto sent = std::make_shared<std::uint64_t>(0);
  net::BodySource wrapped;
  wrapped.size = source.size;
  wrapped.read = [read = source.read, size = source.size, sent, &progress](
                     char* buffer, std::size_t capacity) -> Result<std::size_t> {
    DBC_TRY(const std::size_t got, read(buffer, capacity));
    *sent += got;
    progress.show(so_far(*sent, size.value_or(*sent)));
    return got;
  };
  if (source.rewind)
    wrapped.rewind = [rewind = source.rewind, sent]() -> Result<void> {
      *sent = 0;
      return rewind();
    };
  return wrapped;
}

net::BodySink with_progress(net::BodySink sink, std::uint64_t size, Progress& progress) {
  const auto received = std::make_shared<std::uint64_t>(0);
  return [sink = std::move(sink), size, received, &progress](std::string_view part) -> Result<void> {
    DBC_CHECK(sink(part));
    *received += part.size();
    progress.show(so_far(*received, size));
    return {};
  };
}

}  // namespace dbc::commands
