#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cerrno>
#include <csignal>

#include "dbc/base/text.hpp"
#include "dbc/emulator/workspace.hpp"
#include "emulator/files/disk_error.hpp"
#include "emulator/services/runs/run_launcher.hpp"
#include "support/reply_text.hpp"
#include "support/temporary_folder.hpp"

using namespace dbc;
using namespace dbc::emulator;
using dbc::test::TemporaryFolder;

namespace {

constexpr std::size_t k_room = 1'000'000;  // more than the database and its log take

/// The files of a workspace, written in each way that there is. Used in a child process, so that it asserts nothing.
class Files {
 public:
  explicit Files(const std::filesystem::path& folder) : folder_(folder) {
    if (auto opened = Workspace::open({.folder = folder, .launcher = &unexecuted_runs()}))
      workspace_ = std::move(*opened);
  }

  [[nodiscard]] bool is_open() const { return workspace_ != nullptr; }

  /// The statuses of every way to write `content`.
  [[nodiscard]] std::vector<int> write(const std::string& content) {
    std::vector<int> statuses;
    statuses.push_back(send("PUT", "/api/2.0/fs/files" + std::string(k_volume), content).status);
    const std::string form =
        "--XX\r\nContent-Disposition: form-data; name=\"path\"\r\n\r\n/form\r\n--XX\r\n"
        "Content-Disposition: form-data; name=\"overwrite\"\r\n\r\ntrue\r\n--XX\r\n"
        "Content-Disposition: form-data; name=\"contents\"; filename=\"f\"\r\n\r\n" +
        content + "\r\n--XX--\r\n";
    statuses.push_back(send("POST", "/api/2.0/dbfs/put", form).status);
    statuses.push_back(write_blocks(content));
    statuses.push_back(
        send("POST", "/api/2.0/workspace-files/import-file/Shared%2Fraw.bin?overwrite=true", content).status);
    const Json notebook{
        {"path", "/Shared/notebook"}, {"content", base64_encode(content)}, {"language", "PYTHON"}, {"overwrite", true}};
    statuses.push_back(send("POST", "/api/2.0/workspace/import", notebook.dump()).status);
    return statuses;
  }

  /// True where each of them still holds `content`, a notebook below its header.
  [[nodiscard]] bool hold(const std::string& content) {
    const auto ends_with_it = [&](const std::string& target) {
      const Reply reply = send("GET", target, "");
      const auto body = parse_json(test::reply_text(reply));
      const auto bytes =
          body ? base64_decode(string_or(*body, body->contains("data") ? "data" : "content", "")) : std::nullopt;
      return reply.status == 200 && bytes && bytes->ends_with(content);
    };
    const Reply file = send("GET", "/api/2.0/fs/files" + std::string(k_volume), "");
    return file.status == 200 && file.file && file.file->length() == content.size() &&
           ends_with_it("/api/2.0/dbfs/read?path=/form") && ends_with_it("/api/2.0/dbfs/read?path=/blocks") &&
           ends_with_it("/api/2.0/workspace/export?path=/Shared/raw.bin") &&
           ends_with_it("/api/2.0/workspace/export?path=/Shared/notebook");
  }

 private:
  static constexpr std::string_view k_volume = "/Volumes/main/default/files/upload";

  Reply send(const std::string& method, const std::string& target, const std::string& body) {
    const HeaderList headers{
        {"Content-Type", body.starts_with("--XX") ? "multipart/form-data; boundary=XX" : "text/json"}};
    return workspace_->handle({.method = method, .target = target, .headers = headers, .body = body}, Door::embedded);
  }

  /// The first status that is not 200, else 200.
  int write_blocks(const std::string& content) {
    const Reply created = send("POST", "/api/2.0/dbfs/create", R"({"path":"/blocks","overwrite":true})");
    if (created.status != 200) return created.status;
    const Json handle = parse_json(created.body)->at("handle");
    for (std::size_t at = 0; at < content.size(); at += 500'000) {
      const Json block{{"handle", handle}, {"data", base64_encode(content.substr(at, 500'000))}};
      if (const Reply added = send("POST", "/api/2.0/dbfs/add-block", block.dump()); added.status != 200)
        return added.status;
    }
    return send("POST", "/api/2.0/dbfs/close", Json{{"handle", handle}}.dump()).status;
  }

  std::filesystem::path folder_;
  std::unique_ptr<Workspace> workspace_;
};

void let_files_grow_to(rlim_t size) {
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = std::min(size, limit.rlim_max);
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

bool all_succeeded(const std::vector<int>& statuses) {
  return std::ranges::all_of(statuses, [](int status) { return status == 200 || status == 204; });
}

/// The number of the first thing that went wrong; 0 where nothing did.
int write_without_room(const std::filesystem::path& folder) {
  ::signal(SIGXFSZ, SIG_IGN);
  Files files(folder);
  if (!files.is_open()) return 1;
  if (!all_succeeded(files.write("old"))) return 2;
  let_files_grow_to(k_room);
  const auto statuses = files.write(std::string(3 * k_room, 'n'));
  if (!std::ranges::all_of(statuses, [](int status) { return status == 500; })) return 3;
  if (!files.hold("old")) return 4;
  let_files_grow_to(RLIM_INFINITY);
  if (!all_succeeded(files.write("new"))) return 5;
  if (!files.hold("new")) return 6;
  return 0;
}

/// What there is no room for is told to be too much for the disk. The number of the first thing that went wrong.
int fill_a_small_disk(const std::filesystem::path& folder) {
  constexpr int k_no_rights = 100;
  if (::unshare(CLONE_NEWNS) != 0 || ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    return k_no_rights;
  if (::mount("none", folder.c_str(), "tmpfs", 0, "size=3m") != 0) return k_no_rights;
  Files files(folder / "ws");
  if (!files.is_open()) return 1;
  if (!all_succeeded(files.write("old"))) return 2;
  const auto statuses = files.write(std::string(4 * k_room, 'n'));
  for (std::size_t i = 0; i < statuses.size(); ++i)
    if (statuses[i] != 507) return 10 + static_cast<int>(i);
  return files.hold("old") ? 0 : 3;
}

}  // namespace

TEST_CASE("files: that the disk is full is told with status 507", "[emulator][files]") {
  const TemporaryFolder folder;
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(fill_a_small_disk(folder.path()));
  int status = -1;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  CHECK((WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 100));
}

TEST_CASE("errors: a full disk is told to clients, other trouble of the disk is not", "[emulator][files]") {
  for (const int number : {ENOSPC, EDQUOT}) {
    const Error error = disk_error(number, "writing");
    REQUIRE(error.http);
    CHECK(error.http->status == 507);
    CHECK(error.http->error_code == "INTERNAL_ERROR");
    CHECK(error.message == "The disk that holds the workspace is full: writing failed");
  }
  for (const int number : {EROFS, EACCES})
    CHECK(disk_error(number, "writing").message.find("cannot be changed") != std::string::npos);
  CHECK_FALSE(disk_error(EIO, "writing").http);
}

TEST_CASE("files: on a disk without room a write is an error, and the old file stays", "[emulator][files]") {
  const TemporaryFolder folder;
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(write_without_room(folder.path()));
  int status = -1;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  // What did not fit is gone but for the blocks of the handle that is still open.
  std::size_t left = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path() / "files/staging"))
    if (entry.is_regular_file()) ++left;
  CHECK(left <= 1);
}
