#pragma once

#include <string_view>
#include <utility>

#include "dbc/cli/invocation.hpp"
#include "dbc/cli/ordered_work.hpp"
#include "dbc/cli/session.hpp"

/// Copying of whole trees, whatever is copied where.
namespace dbc::commands {

/// How many requests may be under way at once, shared by the commands that copy trees.
inline constexpr cli::Option k_concurrency{.names = "--concurrency",
                                           .help = "Transfers under way at once, 1 to 64",
                                           .type = cli::ValueType::integer,
                                           .fallback = "8",
                                           .place = cli::Place::none,
                                           .modern = true};

/// Runs the jobs of a tree: their lines in order on stdout, at the end one line on stderr that counts, such as
/// "3 copied, 1 skipped, 0 failed" for the verb "copied". What failed is an error, also where the rest went on.
[[nodiscard]] Result<void> run_transfer(cli::Session& session, const cli::Invocation& invocation, std::string_view verb,
                                        cli::Job root);

/// An error of one of many things says which one it is about.
template <class T>
[[nodiscard]] Result<T> about(std::string_view what, Result<T> result) {
  if (result) return result;
  return std::move(result).error().with_context(what);
}

/// Shows at a terminal that something goes on; silent in a pipe, and in the first second.
class Progress {
 public:
  explicit Progress(cli::Session& session);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(const std::string& text);
  /// To be called before anything else is written to the terminal.
  void clear();

 private:
  cli::Session* session_;
  bool is_terminal_;
  TimePoint shown_at_;
  bool visible_ = false;
};

/// A source that shows how far it has been read.
[[nodiscard]] net::BodySource with_progress(const net::BodySource& source, Progress& progress);
/// A sink that shows how much it has received of `size` bytes.
[[nodiscard]] net::BodySink with_progress(net::BodySink sink, std::uint64_t size, Progress& progress);

}  // namespace dbc::commands
