#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "dbc/emulator/workspace.hpp"
#include "emulator/http/target.hpp"
#include "emulator/services/runs/run_launcher.hpp"
#include "support/temporary_folder.hpp"

// Any request to a workspace is answered, and never with a failure of the workspace itself. Requests meet what earlier
// ones left, as those of clients do. Input: method and target, a line feed, content type, a line feed, body.

using namespace dbc;
using namespace dbc::emulator;

namespace {

constexpr int k_requests = 2000;  // to one workspace, before it grows slow

/// A workspace, and a new one now and then.
Workspace& workspace() {
  static std::unique_ptr<test::TemporaryFolder> folder;
  static std::unique_ptr<Workspace> current;
  static int requests = 0;
  if (requests++ % k_requests != 0) return *current;
  current.reset();
  folder = std::make_unique<test::TemporaryFolder>();
  auto opened = Workspace::open({.folder = folder->path() / "ws", .launcher = &unexecuted_runs(), .id_seed = 1});
  if (!opened) std::abort();
  current = std::move(*opened);
  return *current;
}

std::string_view take(std::string_view& input, char end) {
  const auto part = input.substr(0, input.find(end));
  input.remove_prefix(std::min(input.size(), part.size() + 1));
  return part;
}

[[noreturn]] void fail(const Request& request, const Reply& reply, const char* what) {
  std::fprintf(stderr, "%s: %s %s\n%s\n=> %d %s\n", what, request.method.c_str(), request.target.c_str(),
               request.body.c_str(), reply.status, reply.body.c_str());
  std::abort();
}

void check(const Request& request, const Reply& reply) {
  if (reply.status < 200 || reply.status > 599) fail(request, reply, "no status");
  if (reply.status == 500) fail(request, reply, "the workspace failed");
  if (reply.file || reply.body.empty() || reply.content_type != "application/json") return;
  if (!is_utf8(reply.body) || !parse_json(reply.body)) fail(request, reply, "no JSON");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  auto head = take(input, '\n');
  Request request{.method = std::string(take(head, ' ')), .target = std::string(head)};
  if (const auto type = take(input, '\n'); !type.empty()) request.headers.emplace_back("Content-Type", type);
  request.body = input;
  // A server takes no other, and the client has none.
  if (!std::ranges::all_of(request.method, [](char c) { return c >= 'A' && c <= 'Z'; })) return 0;
  check(request, workspace().handle(request, Door::embedded));
  return 0;
}
