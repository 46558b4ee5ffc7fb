#include "emulator/http/multipart.hpp"

#include <algorithm>
#include <optional>

#include "dbc/base/text.hpp"
#include "emulator/http/error_code.hpp"

namespace dbc::emulator {
namespace {

constexpr std::size_t k_max_parts = 64;
constexpr std::size_t k_max_boundary = 200;
constexpr std::size_t k_max_part_header = 16 * 1024;
constexpr std::size_t k_step = 64 * 1024;

/// A parameter of a header value: `name` in `form-data; name="a"; filename="b"`. Quotes may hold semicolons.
std::optional<std::string> parameter(std::string_view value, std::string_view wanted) {
  auto at = value.find(';');
  while (at != std::string_view::npos) {
    value = trim(value.substr(at + 1));
    const auto equals = value.find_first_of("=;");
    if (equals == std::string_view::npos) return std::nullopt;
    if (value[equals] == ';') {
      at = equals;
      continue;
    }
    const auto name = trim(value.substr(0, equals));
    value = trim(value.substr(equals + 1));
    std::string content;
    std::size_t end = 0;
    if (value.starts_with('"')) {
      for (end = 1; end < value.size() && value[end] != '"'; ++end) {
        if (value[end] == '\\' && end + 1 < value.size()) ++end;
        content += value[end];
      }
    } else {
      end = std::min(value.find(';'), value.size());
      content = trim(value.substr(0, end));
    }
    if (equals_ignoring_case(name, wanted)) return content;
    at = value.find(';', end);
  }
  return std::nullopt;
}

struct PartHead {
  std::string name;
  bool is_file = false;
};

std::optional<PartHead> parse_head(std::string_view head) {
  for (auto line : split(head, '\n')) {
    line = trim(line);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !equals_ignoring_case(trim(line.substr(0, colon)), "Content-Disposition"))
      continue;
    auto name = parameter(line.substr(colon + 1), "name");
    if (!name) return std::nullopt;
    // A file name outside ASCII may come in its extended form only.
    const bool is_file = parameter(line, "filename").has_value() || parameter(line, "filename*").has_value();
    return PartHead{.name = std::move(*name), .is_file = is_file};
  }
  return std::nullopt;
}

Error malformed() { return malformed_request("the multipart body does not keep to its boundary"); }

}  // namespace

bool is_multipart(std::string_view content_type) {
  return to_lower(trim(content_type)).starts_with("multipart/form-data");
}

Result<MultipartReader> MultipartReader::begin(std::string_view content_type, std::size_t max_bytes,
                                               TakeFile take_file) {
  const auto boundary = parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > k_max_boundary) return malformed();
  return MultipartReader(*boundary, max_bytes, std::move(take_file));
}

Result<void> MultipartReader::write(std::string_view part) {
  while (!part.empty() && state_ != State::end) {
    pending_.append(part.substr(0, k_step));
    part.remove_prefix(std::min(part.size(), k_step));
    std::string_view rest = pending_;
    for (bool goes_on = true; goes_on;) {
      DBC_TRY(goes_on, step(rest));
    }
    pending_.erase(0, pending_.size() - rest.size());
  }
  return {};
}

Result<Form> MultipartReader::finish() {
  if (state_ != State::end) return malformed();
  return std::move(form_);
}

/// Takes what can be told already off `rest`. False where more must come first.
Result<bool> MultipartReader::step(std::string_view& rest) {
  switch (state_) {
    case State::end:
      return false;
    case State::after_delimiter:
      return read_line_end(rest);
    case State::head:
      return read_head(rest);
    default:
      return read_content(rest);
  }
}

Result<bool> MultipartReader::read_line_end(std::string_view& rest) {
  if (rest.size() < 2) return false;
  if (rest.starts_with("--")) {
    state_ = State::end;
    return false;
  }
  const auto end = rest.find("\r\n");
  if (end == std::string_view::npos && rest.size() <= k_max_part_header) return false;
  if (end == std::string_view::npos || parts_++ == k_max_parts) return malformed();
  rest.remove_prefix(end + 2);
  state_ = State::head;
  return true;
}

Result<bool> MultipartReader::read_head(std::string_view& rest) {
  const auto end = rest.find("\r\n\r\n");
  if (std::min(end, rest.size()) > k_max_part_header) return malformed();
  if (end == std::string_view::npos) return false;
  DBC_CHECK(begin_part(rest.substr(0, end)));
  rest.remove_prefix(end + 4);
  return true;
}

Result<void> MultipartReader::begin_part(std::string_view head) {
  auto parsed = parse_head(head);
  if (!parsed) return malformed();
  if (!parsed->is_file) form_.fields.emplace_back(std::move(parsed->name), std::string());
  state_ = !parsed->is_file ? State::field : form_.has_file ? State::other_file : State::file;
  form_.has_file = form_.has_file || parsed->is_file;
  return {};
}

Result<bool> MultipartReader::read_content(std::string_view& rest) {
  const auto end = rest.find(delimiter_);
  const bool is_whole = end != std::string_view::npos;
  // The rest may be the begin of a delimiter.
  const auto length = is_whole ? end : rest.size() - std::min(rest.size(), delimiter_.size() - 1);
  DBC_CHECK(take(rest.substr(0, length)));
  rest.remove_prefix(length);
  if (!is_whole) return false;
  rest.remove_prefix(delimiter_.size());
  state_ = State::after_delimiter;
  return true;
}

Result<void> MultipartReader::take(std::string_view content) {
  if (state_ == State::file && !content.empty()) return take_file_(content);
  if (state_ != State::field) return {};
  field_bytes_ += content.size();
  if (field_bytes_ > max_bytes_)
    return api_error(ErrorCode::max_request_size_exceeded,
                     "The fields of the request are larger than " + std::to_string(max_bytes_) + " bytes");
  form_.fields.back().second.append(content);
  return {};
}

}  // namespace dbc::emulator
