#include "dbc/embedded/embedded_transport.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "dbc/base/files.hpp"
#include "dbc/config/usable_names.hpp"
#include "dbc/emulator/workspace.hpp"
#include "dbc/emulator/workspaces_place.hpp"

namespace dbc::embedded {
namespace {

constexpr std::size_t k_part_size = 256U << 10U;

/// Hands the request's body on part by part, as far as it is wanted.
Result<void> pass_body(const net::Request& request, emulator::Exchange& exchange) {
  if (!exchange.wants_body()) return {};
  if (!request.body_source) {
    (void)exchange.write(request.body);
    return {};
  }
  std::string part(std::min(k_part_size, request.body_source->size.value_or(k_part_size)), '\0');
  while (true) {
    DBC_TRY(const std::size_t got, request.body_source->read(part.data(), part.size()));
    if (got == 0 || !exchange.write(std::string_view(part).substr(0, got))) return {};
  }
}

/// Hands a body that lies in a file on part by part.
Result<void> pass_file(const emulator::FileBody& file, const net::BodySink& sink) {
  std::string part(std::min<std::uint64_t>(k_part_size, file.length()), '\0');
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
  explicit EmbeddedTransport(std::shared_ptr<emulator::Workspace> workspace) : workspace_(std::move(workspace)) {}

  [[nodiscard]] Result<net::Response> send(const net::Request& request) override {
    const auto exchange =
        workspace_->begin({.method = request.method, .target = request.target, .headers = request.headers.fields()},
                          body_size_of(request), emulator::Door::embedded);
    DBC_CHECK(pass_body(request, *exchange));
    return pass_reply(exchange->finish(), request);
  }

 private:
  std::shared_ptr<emulator::Workspace> workspace_;
};

}  // namespace

Result<std::filesystem::path> workspace_folder(std::string_view name, const config::Environment& environment) {
  DBC_CHECK(config::check_workspace_name(name));
  if (const auto place = emulator::workspaces_place(environment)) return *place / name;
  return Error{.kind = ErrorKind::config,
               .message = "neither DBC_DATA_HOME, XDG_DATA_HOME nor HOME is set",
               .hint = "Set one of them"};
}

Result<std::filesystem::path> make_folder(std::string_view name, const config::Environment& environment) {
  DBC_TRY(auto folder, workspace_folder(name, environment));
  DBC_CHECK(make_folders(folder, 0700));
  return folder;
}

bool has_folder(std::string_view name, const config::Environment& environment) {
  const auto folder = workspace_folder(name, environment);
  std::error_code ignored;
  return folder && std::filesystem::exists(*folder, ignored);
}

std::vector<std::string> workspace_names(const config::Environment& environment) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry :
       std::filesystem::directory_iterator(emulator::workspaces_place(environment).value_or(""), ignored))
    if (auto name = entry.path().filename().string(); config::check_workspace_name(name) && entry.is_directory(ignored))
      names.push_back(std::move(name));
  std::ranges::sort(names);
  return names;
}

Result<EmbeddedDoors> open_embedded(std::string_view name, const config::Environment& environment) {
  DBC_TRY(auto folder, workspace_folder(name, environment));
  DBC_TRY(auto opened, emulator::Workspace::open({.folder = std::move(folder), .leave_log = true}));
  const std::shared_ptr<emulator::Workspace> workspace = std::move(opened);
  return EmbeddedDoors([workspace] { return std::make_unique<EmbeddedTransport>(workspace); });
}

}  // namespace dbc::embedded
