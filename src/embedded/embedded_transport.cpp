#include "dbc/embedded/embedded_transport.hpp"

#include <algorithm>
#include <utility>

#include "dbc/emulator/workspace.hpp"

namespace dbc::embedded {
namespace {

constexpr std::size_t k_read_size = 1U << 20U;

bool is_plain_name(std::string_view name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  };
  return !name.empty() && name.size() <= 64 && !name.starts_with('.') && std::ranges::all_of(name, plain);
}

Result<std::string> whole_body(const net::Request& request) {
  if (!request.body_source) return request.body;
  std::string body;
  std::string part(k_read_size, '\0');
  while (true) {
    DBC_TRY(const std::size_t got, request.body_source->read(part.data(), part.size()));
    if (got == 0) return body;
    body.append(part, 0, got);
  }
}

net::Response to_response(emulator::Reply reply) {
  net::Response response{.status = reply.status, .body = std::move(reply.body)};
  response.headers.add("Content-Type", reply.content_type);
  for (const auto& [name, value] : reply.headers) response.headers.add(name, value);
  return response;
}

class EmbeddedTransport final : public net::Transport {
 public:
  explicit EmbeddedTransport(std::unique_ptr<emulator::Workspace> workspace) : workspace_(std::move(workspace)) {}

  [[nodiscard]] Result<net::Response> send(const net::Request& request) override {
    DBC_TRY(std::string body, whole_body(request));
    const emulator::Request asked{.method = request.method,
                                  .target = request.target,
                                  .headers = request.headers.fields(),
                                  .body = std::move(body)};
    auto response = to_response(workspace_->handle(asked, emulator::Door::embedded));
    if (request.sink && response.status >= 200 && response.status < 300) {
      DBC_CHECK(request.sink(response.body));
      response.body.clear();
    }
    return response;
  }

 private:
  std::unique_ptr<emulator::Workspace> workspace_;
};

}  // namespace

Result<std::filesystem::path> workspace_folder(std::string_view name, const config::Environment& environment) {
  if (!is_plain_name(name))
    return Error{.kind = ErrorKind::config,
                 .message = "'" + std::string(name) + "' is not a name for a local workspace",
                 .hint = "Use letters, digits, '-', '_' and '.', at most 64 of them: host = local:NAME"};
  const auto variable = [&](std::string_view key) { return environment(key).value_or(""); };
  if (const auto own = variable("DBC_DATA_HOME"); !own.empty()) return std::filesystem::path(own) / name;
  if (const auto xdg = variable("XDG_DATA_HOME"); !xdg.empty())
    return std::filesystem::path(xdg) / "dbc/workspaces" / name;
  if (const auto home = variable("HOME"); !home.empty())
    return std::filesystem::path(home) / ".local/share/dbc/workspaces" / name;
  return Error{.kind = ErrorKind::config,
               .message = "neither DBC_DATA_HOME, XDG_DATA_HOME nor HOME is set",
               .hint = "Set one of them"};
}

Result<std::unique_ptr<net::Transport>> open_embedded(std::string_view name, const config::Environment& environment) {
  DBC_TRY(auto folder, workspace_folder(name, environment));
  DBC_TRY(auto workspace, emulator::Workspace::open({.folder = std::move(folder)}));
  return std::unique_ptr<net::Transport>(std::make_unique<EmbeddedTransport>(std::move(workspace)));
}

}  // namespace dbc::embedded
