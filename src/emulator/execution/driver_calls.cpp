#include "emulator/execution/driver_calls.hpp"

#include "emulator/http/reply.hpp"

namespace dbc::emulator {
namespace {

Json as_answer(const Reply& reply) {
  if (!reply.file) return {{"status", reply.status}, {"body", reply.body}};
  std::string text(reply.file->length(), '\0');
  std::size_t got = 0;
  while (got < text.size()) {
    const auto part = reply.file->read(got, text.data() + got, text.size() - got);
    if (!part || *part == 0) break;
    got += *part;
  }
  text.resize(got);
  return {{"status", reply.status}, {"body", text}};
}

}  // namespace

std::string user_of_run(const RunScene& scene) {
  const Json* run_as = find_member(scene.run_settings, "run_as");
  if (run_as == nullptr || !run_as->is_object() || run_as->empty()) return scene.run.creator;
  return run_as->front().is_string() ? run_as->front().get<std::string>() : scene.run.creator;
}

Result<Workspace*> DriverCalls::workspace() {
  if (!workspace_) {
    DBC_TRY(workspace_,
            Workspace::open(
                {.folder = scene_.workspace_folder(), .launcher = &scene_.launcher, .user = user_of_run(scene_)}));
  }
  return workspace_.get();
}

Json DriverCalls::answer(const Json& call, std::int64_t task_run_id) {
  const auto opened = workspace();
  if (!opened) return as_answer(error_reply(opened.error()));
  const Json* body = find_member(call, "body");
  Request request{.method = string_or(call, "method", "GET"),
                  .target = string_or(call, "path", "/"),
                  .caller_task_run_id = task_run_id};
  if (body != nullptr && !body->is_null()) {
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = json_text(*body);
  }
  return as_answer((*opened)->handle(request, Door::embedded));
}

}  // namespace dbc::emulator
