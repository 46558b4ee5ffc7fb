#include "emulator/execution/driver_calls.hpp"

#include "dbc/base/text.hpp"
#include "dbc/base/utf8.hpp"
#include "emulator/execution/run_rights.hpp"
#include "emulator/http/error_code.hpp"
#include "emulator/http/reply.hpp"

namespace dbc::emulator {
namespace {

/// What the supervisor holds in memory for a task.
constexpr std::uint64_t k_most_bytes = 64 << 20;

Result<std::string> content_of(const Reply& reply) {
  if (!reply.file) return reply.body;
  if (reply.file->length() > k_most_bytes)
    return api_error(ErrorCode::invalid_parameter_value,
                     "The reply has more than " + std::to_string(k_most_bytes) +
                         " bytes: a task reads such files as files, below /dbfs, /Volumes and /Workspace");
  std::string text(reply.file->length(), '\0');
  std::size_t got = 0;
  while (got < text.size()) {
    const auto part = reply.file->read(got, text.data() + got, text.size() - got);
    if (!part || *part == 0) break;
    got += *part;
  }
  text.resize(got);
  return text;
}

Json as_answer(const Reply& reply) {
  const auto content = content_of(reply);
  if (!content) return as_answer(error_reply(content.error()));
  return {{"status", reply.status}, {"body", as_utf8(*content)}};
}

/// For a client that speaks HTTP: every byte, and the headers that tell what they are.
Json as_exact_answer(const Reply& reply) {
  const auto content = content_of(reply);
  if (!content) return as_exact_answer(error_reply(content.error()));
  Json headers = Json::array({{"Content-Type", reply.content_type}});
  for (const auto& [name, value] : reply.headers) headers.push_back({name, value});
  return {{"status", reply.status}, {"headers", headers}, {"content", base64_encode(*content)}};
}

/// The body of a call: JSON as `body`, or any bytes as `content`, in base64.
Result<Request> request_of(const Json& call) {
  Request request{.method = string_or(call, "method", "GET"), .target = string_or(call, "path", "/")};
  if (const Json* content = find_member(call, "content"); content != nullptr && content->is_string()) {
    auto bytes = base64_decode(content->get_ref<const std::string&>());
    if (!bytes) return invalid_parameter("The content of a call is not base64");
    request.body = std::move(*bytes);
    if (auto type = string_or(call, "content_type", ""); !type.empty())
      request.headers.emplace_back("Content-Type", std::move(type));
  } else if (const Json* body = find_member(call, "body"); body != nullptr && !body->is_null()) {
    request.headers.emplace_back("Content-Type", "application/json");
    request.body = json_text(*body);
  }
  return request;
}

}  // namespace

Result<Workspace*> DriverCalls::workspace() {
  if (!workspace_) {
    DBC_TRY(workspace_,
            Workspace::open(
                {.folder = scene_.workspace_folder(), .launcher = &scene_.launcher, .user = user_of_run(scene_)}));
  }
  return workspace_.get();
}

Json DriverCalls::answer(const Json& call, std::int64_t task_run_id) {
  const bool is_exact = find_member(call, "content") != nullptr;
  const auto shown = [is_exact](const Reply& reply) { return is_exact ? as_exact_answer(reply) : as_answer(reply); };
  const auto opened = workspace();
  if (!opened) return shown(error_reply(opened.error()));
  auto request = request_of(call);
  if (!request) return shown(error_reply(request.error()));
  request->caller_task_run_id = task_run_id;
  return shown((*opened)->handle(*request, Door::embedded));
}

}  // namespace dbc::emulator
