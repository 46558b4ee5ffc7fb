#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"
#include "emulator/services/dbfs/dbfs_path.hpp"
#include "emulator/services/dbfs/dbfs_write.hpp"
#include "emulator/services/dbfs/handlers.hpp"

namespace dbc::emulator {
namespace {

Result<std::string> small_contents(const Json& input) {
  DBC_TRY(auto contents, Fields(input).bytes("contents"));
  if (!contents) return std::string{};
  if (contents->size() <= static_cast<std::size_t>(k_dbfs_block)) return std::move(*contents);
  return api_error(ErrorCode::max_block_size_exceeded,
                   "The contents exceed " + std::to_string(k_dbfs_block) +
                       " bytes. Send them as a file of a form, or with create, add-block and close.");
}

Result<void> store(StagedFile& file, const TreePath& path, Replace replace, const Context& context) {
  DBC_CHECK(file.finish(file.size(), context.clock.now()));
  return place_dbfs_file(file, path, replace, context);
}

Result<void> store(std::string_view contents, const TreePath& path, Replace replace, const Context& context) {
  DBC_TRY(auto staged, context.files.staging().create());
  DBC_CHECK(staged.append(contents));
  return store(staged, path, replace, context);
}

}  // namespace

Result<Reply> put_dbfs(const Call& call, Context& context) {
  DBC_TRY(const Json input, call.input());
  DBC_TRY(const auto path, changeable_dbfs_path(input, "path"));
  DBC_TRY(const auto overwrite, Fields(input).boolean("overwrite"));
  const Replace replace = overwrite.value_or(false) ? Replace::yes : Replace::no;
  DBC_CHECK(check_dbfs_target(path, replace, context));
  if (call.staged()) {
    DBC_CHECK(store(*call.staged(), path, replace, context));
  } else {
    DBC_TRY(const auto contents, small_contents(input));
    DBC_CHECK(store(contents, path, replace, context));
  }
  return ok();
}

}  // namespace dbc::emulator
