#pragma once

#include "emulator/http/route.hpp"

namespace dbc::emulator {

// The handlers of /api/2.0/fs, by the file that holds them.

// file_content.cpp
[[nodiscard]] Result<Reply> upload_file(const Call& call, Context& context);
[[nodiscard]] Result<Reply> download_file(const Call& call, Context& context);
[[nodiscard]] Result<Reply> begin_session(const Call& call, Context& context);
[[nodiscard]] Result<Reply> delete_file(const Call& call, Context& context);

// files.cpp
[[nodiscard]] Result<Reply> refuse_presigned_url(const Call& call, Context& context);

// directories.cpp
[[nodiscard]] Result<Reply> create_directory(const Call& call, Context& context);
[[nodiscard]] Result<Reply> describe_directory(const Call& call, Context& context);
[[nodiscard]] Result<Reply> list_directory(const Call& call, Context& context);
[[nodiscard]] Result<Reply> delete_directory(const Call& call, Context& context);

}  // namespace dbc::emulator
