#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "dbc/base/result.hpp"
#include "emulator/http/target.hpp"

namespace dbc::emulator {

/// What a multipart/form-data body holds, but for its files.
struct Form {
  Query fields = {};      ///< in order
  bool has_file = false;  ///< a part came with a file name
};

[[nodiscard]] bool is_multipart(std::string_view content_type);

/// Reads a multipart/form-data body as it arrives, and keeps no more of it than its fields.
class MultipartReader {
 public:
  /// Takes the content of the form's first file, part by part. Other files are passed over.
  using TakeFile = std::function<Result<void>(std::string_view)>;

  /// MALFORMED_REQUEST where the content type names no boundary. `max_bytes` bounds the fields together.
  [[nodiscard]] static Result<MultipartReader> begin(std::string_view content_type, std::size_t max_bytes,
                                                     TakeFile take_file);

  /// MALFORMED_REQUEST where the body does not keep to its boundary, or has too many parts.
  [[nodiscard]] Result<void> write(std::string_view part);
  /// The form, once all of it was written.
  [[nodiscard]] Result<Form> finish();

 private:
  enum class State {
    before,
    after_delimiter,
    head,
    field,
    file,
    other_file,
    end
  };

  MultipartReader(const std::string& boundary, std::size_t max_bytes, TakeFile take_file)
      : delimiter_("\r\n--" + boundary), max_bytes_(max_bytes), take_file_(std::move(take_file)) {}
  [[nodiscard]] Result<bool> step(std::string_view& rest);
  [[nodiscard]] Result<bool> read_line_end(std::string_view& rest);
  [[nodiscard]] Result<bool> read_head(std::string_view& rest);
  [[nodiscard]] Result<bool> read_content(std::string_view& rest);
  [[nodiscard]] Result<void> take(std::string_view content);
  [[nodiscard]] Result<void> begin_part(std::string_view head);

  std::string delimiter_;
  std::size_t max_bytes_;
  TakeFile take_file_;
  State state_ = State::before;
  std::string pending_ = "\r\n";  ///< the first boundary needs no line break before it
  std::size_t parts_ = 0;
  std::size_t field_bytes_ = 0;
  Form form_;
};

}  // namespace dbc::emulator
