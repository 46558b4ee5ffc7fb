#pragma once

#include <string>
#include <string_view>

#include "dbc/base/result.hpp"

namespace dbc::output {

/// Where text goes. stdout carries data, stderr carries talk.
class Stream {
 public:
  virtual ~Stream() = default;
  /// Errors are of kind `io`; a closed pipe is `aborted`, because the reader left and nobody needs to be told.
  [[nodiscard]] virtual Result<void> write(std::string_view text) = 0;
  [[nodiscard]] virtual bool is_terminal() const = 0;
  /// Columns of the terminal; 0 where there is none, or where it does not tell.
  [[nodiscard]] virtual std::size_t columns() const { return 0; }
};

/// A file descriptor, written without buffering. What cannot be written to standard error is lost without an error.
class DescriptorStream final : public Stream {
 public:
  explicit DescriptorStream(int descriptor) : descriptor_(descriptor) {}
  [[nodiscard]] Result<void> write(std::string_view text) override;
  [[nodiscard]] bool is_terminal() const override;
  [[nodiscard]] std::size_t columns() const override;

 private:
  int descriptor_;
};

/// Keeps what was written, for tests and for composing.
class StringStream final : public Stream {
 public:
  /// `is_terminal`: passes for a terminal.
  explicit StringStream(bool is_terminal = false) : is_terminal_(is_terminal) {}
  [[nodiscard]] Result<void> write(std::string_view text) override {
    text_ += text;
    return {};
  }
  [[nodiscard]] bool is_terminal() const override { return is_terminal_; }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
  bool is_terminal_;
};

}  // namespace dbc::output
