#pragma once

#include "emulator/http/route.hpp"

namespace dbc::emulator {

// The handlers of /api/2.0/dbfs, by the file that holds them.

// dbfs_read.cpp
[[nodiscard]] Result<Reply> get_dbfs_status(const Call& call, Context& context);
[[nodiscard]] Result<Reply> list_dbfs(const Call& call, Context& context);
[[nodiscard]] Result<Reply> read_dbfs(const Call& call, Context& context);

// dbfs_change.cpp
[[nodiscard]] Result<Reply> make_dbfs_folder(const Call& call, Context& context);
[[nodiscard]] Result<Reply> move_dbfs(const Call& call, Context& context);
[[nodiscard]] Result<Reply> delete_dbfs(const Call& call, Context& context);

// dbfs_put.cpp
[[nodiscard]] Result<Reply> put_dbfs(const Call& call, Context& context);

// dbfs_stream.cpp
[[nodiscard]] Result<Reply> create_dbfs_handle(const Call& call, Context& context);
[[nodiscard]] Result<Reply> add_dbfs_block(const Call& call, Context& context);
[[nodiscard]] Result<Reply> close_dbfs_handle(const Call& call, Context& context);

}  // namespace dbc::emulator
