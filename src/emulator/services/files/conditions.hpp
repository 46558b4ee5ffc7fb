#pragma once

#include <optional>
#include <string>

#include "dbc/base/clock.hpp"
#include "emulator/files/file_tree.hpp"
#include "emulator/http/call.hpp"

namespace dbc::emulator {

/// `Sat, 21 Nov 2026 07:01:02 GMT`
[[nodiscard]] std::string http_date(TimePoint time);
/// Nothing where the text is no such date.
[[nodiscard]] std::optional<TimePoint> parse_http_date(std::string_view text);

[[nodiscard]] std::string etag_of(const FileEntry& entry);  ///< in its quotes

enum class Verdict {
  send,
  not_modified,  ///< 304
  failed,        ///< 412
};

/// Holds If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since of a read against the file.
[[nodiscard]] Verdict judge_conditions(const Call& call, const FileEntry& entry);

/// False where If-Range names another state of the file: its parts would not fit those that the client has.
[[nodiscard]] bool may_send_part(const Call& call, const FileEntry& entry);

}  // namespace dbc::emulator
