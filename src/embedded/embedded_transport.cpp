#include "dbc/embedded/embedded_transport.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "dbc/emulator/workspace.hpp"
#include "dbc/emulator/workspaces_place.hpp"

namespace dbc::embedded {
namespace {

constexpr std::size_t k_part_size = 1U << 20U;

bool is_plain_name(std::string_view name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  };
  return !name.empty() && name.size() <= 64 && !name.starts_with('.') && std::ranges::all_of(name, plain);
}

/// Hands the request's body on part by part, as far as it is wanted.
Result<void> pass_body(const net::Request& request, emulator::Exchange& exchange) {
  if (!exchange.wants_body()) return {};
  if (!request.body_source) {
    (void)exchange.write(request.body);
    return {};
  }
  std::string part(k_part_size, '\0');
  while (true) {
    DBC_TRY(const std::size_t got, request.body_source->read(part.data(), part.size()));
    if (got == 0 || !exchange.write(std::string_view(part).substr(0, got))) return {};
  }
}

/// Hands a body that lies in a file on part by part.
Result<void> pass_file(const emulator::FileBody& file, const net::BodySink& sink) {
  std::string part(k_part_size, '\0');
  for (std::uint64_t at = 0; at < file.length();) {
    DBC_TRY(const std::size_t got, file.read(at, part.data(), part.size()));
    DBC_CHECK(sink(std::string_view(part).substr(0, got)));
    at += got;
  }
  return {};
}

net::Response head_of(const emulator::Reply& reply) {
  net::Response response{.status = reply.status};
  response.headers.add("Content-Type", reply.content_type);
  for (const auto& [name, value] : reply.headers) response.headers.add(name, value);
  return response;
}

Result<net::Response> pass_reply(emulator::Reply reply, const net::Request& request) {
  const net::BodySink& sink = request.sink;
  net::Response response = head_of(reply);
  const auto keep = [&response](std::string_view part) -> Result<void> {
    response.body.append(part);
    return {};
  };
  const bool is_success = reply.status >= 200 && reply.status < 300;
  if (is_success && request.check_head) DBC_CHECK(request.check_head(response));
  const net::BodySink target = sink && is_success ? sink : net::BodySink(keep);
  if (reply.file)
    DBC_CHECK(pass_file(*reply.file, target));
  else if (sink && is_success)
    DBC_CHECK(sink(reply.body));
  else
    response.body = std::move(reply.body);
  return response;
}

std::optional<std::uint64_t> body_size_of(const net::Request& request) {
  if (!request.body_source) return request.body.size();
  if (request.body_source->size) return *request.body_source->size;
  return std::nullopt;
}

class EmbeddedTransport final : public net::Transport {
 public:
  explicit EmbeddedTransport(std::unique_ptr<emulator::Workspace> workspace) : workspace_(std::move(workspace)) {}

  [[nodiscard]] Result<net::Response> send(const net::Request& request) override {
    const auto exchange =
        workspace_->begin({.method = request.method, .target = request.target, .headers = request.headers.fields()},
                          body_size_of(request), emulator::Door::embedded);
    DBC_CHECK(pass_body(request, *exchange));
    return pass_reply(exchange->finish(), request);
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
  if (const auto place = emulator::workspaces_place(environment)) return *place / name;
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
