#include <chrono>

#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/dbfs/dbfs_path.hpp"
#include "emulator/services/dbfs/dbfs_write.hpp"
#include "emulator/services/dbfs/handle_repository.hpp"
#include "emulator/services/dbfs/handlers.hpp"

// A file in blocks: its content lies in a staged file, and what counts of it in the database. So the calls may reach
// different processes, and a block that was torn by a crash is written over by its repetition. One call at a time has
// the staged file; the disk has a block before the database counts it.

namespace dbc::emulator {
namespace {

std::int64_t make_handle_id(IdSource& ids) {
  return static_cast<std::int64_t>(ids.bits() & ((std::uint64_t{1} << 52U) - 1)) + 1;  // exact in every JSON reader
}

Error no_handle(std::int64_t id) {
  return api_error(ErrorCode::resource_does_not_exist, "No file handle with id " + std::to_string(id) + " exists");
}

Result<std::int64_t> handle_id(const Json& input) {
  DBC_TRY(const auto id, Fields(input).integer("handle"));
  if (!id) return missing_field("handle");
  return *id;
}

Result<DbfsHandle> get_handle(DbfsHandleRepository& handles, std::int64_t id, TimePoint now) {
  DBC_TRY(auto handle, handles.find(id));
  if (!handle || handle->used_at + k_handle_lifetime < now) return no_handle(id);
  return std::move(*handle);
}

/// The staged file of a handle. It may be gone only where another call has just closed the handle.
Result<StagedFile> open_staged(const DbfsHandle& handle, const Context& context) {
  auto staged = context.files.staging().reopen(handle.staged_name);
  if (!staged && staged.error().kind == ErrorKind::not_found) return no_handle(handle.id);
  return staged;
}

Result<void> require_whole(const StagedFile& staged, const DbfsHandle& handle) {
  if (staged.size() >= handle.size) return {};
  return Error{.kind = ErrorKind::io, .message = "a staged file is shorter than what was acknowledged"};
}

Result<DbfsHandle> find_open_handle(std::int64_t id, const Context& context) {
  DBC_TRY(auto transaction, context.store.begin_read());
  DbfsHandleRepository handles(transaction);
  return get_handle(handles, id, context.clock.now());
}

Result<std::string> block_of(const Json& input) {
  DBC_TRY(auto block, Fields(input).bytes("data"));
  if (!block) return missing_field("data");
  if (block->size() <= static_cast<std::size_t>(k_dbfs_block)) return std::move(*block);
  return api_error(ErrorCode::max_block_size_exceeded,
                   "A block must not exceed " + std::to_string(k_dbfs_block) + " bytes");
}

}  // namespace

Result<Reply> create_dbfs_handle(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto path, changeable_dbfs_path(input, "path"));
  DBC_TRY(const auto overwrite, Fields(input).boolean("overwrite"));
  const bool overwrites = overwrite.value_or(false);
  DBC_CHECK(check_dbfs_target(path, overwrites ? Replace::yes : Replace::no, context));
  DBC_TRY(auto staged, context.files.staging().create_kept());
  const TimePoint now = context.clock.now();
  const DbfsHandle handle{.id = make_handle_id(context.store.ids()),
                          .path = path.text(),
                          .overwrites = overwrites,
                          .staged_name = staged.name(),
                          .used_at = now};
  DBC_TRY(auto transaction, context.store.begin_write());
  DbfsHandleRepository handles(transaction);
  DBC_TRY(const auto expired, handles.remove_unused_since(now - k_handle_lifetime));
  DBC_CHECK(handles.insert(handle));
  DBC_CHECK(transaction.commit());
  staged.keep();
  for (const auto& name : expired) context.files.staging().remove(name);
  return ok({{"handle", handle.id}});
}

Result<Reply> add_dbfs_block(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto id, handle_id(input));
  DBC_TRY(const auto block, block_of(input));
  DBC_TRY(const auto before, find_open_handle(id, context));
  DBC_TRY(auto staged, open_staged(before, context));
  // Another call may have added a block while this one waited for the file; from here on none can.
  DBC_TRY(const auto handle, find_open_handle(id, context));
  DBC_CHECK(require_whole(staged, handle));
  DBC_CHECK(staged.write_at(handle.size, block));
  // Before the lock of the database: waiting for the disk may take long, and others write meanwhile.
  DBC_CHECK(staged.sync());
  DBC_TRY(auto transaction, context.store.begin_write());
  DbfsHandleRepository handles(transaction);
  DBC_CHECK(get_handle(handles, id, context.clock.now()));
  DBC_CHECK(handles.set_progress(id, handle.size + block.size(), context.clock.now()));
  DBC_CHECK(transaction.commit());
  return ok();
}

Result<Reply> close_dbfs_handle(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto id, handle_id(input));
  DBC_TRY(const auto before, find_open_handle(id, context));
  DBC_TRY(auto staged, open_staged(before, context));
  DBC_TRY(auto transaction, context.store.begin_write());
  DbfsHandleRepository handles(transaction);
  DBC_TRY(const auto handle, get_handle(handles, id, context.clock.now()));
  DBC_CHECK(require_whole(staged, handle));
  DBC_CHECK(staged.finish(handle.size, context.clock.now()));
  DBC_TRY(const auto path, TreePath::parse(handle.path));
  const auto placed = place_dbfs_file(staged, path, handle.overwrites ? Replace::yes : Replace::no, context);
  DBC_CHECK(handles.remove(id));
  DBC_CHECK(transaction.commit());
  if (!placed) context.files.staging().remove(handle.staged_name);
  DBC_CHECK(placed);
  return ok();
}

}  // namespace dbc::emulator
