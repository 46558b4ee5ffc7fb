#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "emulator/files/descriptor.hpp"
#include "emulator/seed/seed_kinds.hpp"

namespace dbc::emulator {
namespace {

Error refusal(const Reply& reply) {
  std::string text = std::to_string(reply.status);
  if (const auto body = parse_json(reply.body); body && body->is_object())
    for (const std::string_view key : {"error_code", "message", "detail"})
      if (const auto said = string_or(*body, key, ""); !said.empty()) text += (key == "error_code" ? " " : ": ") + said;
  return {.kind = ErrorKind::input, .message = text};
}

Result<void> pass_file(const SeedEntry& entry, Exchange& exchange) {
  const Descriptor file(::open(entry.file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return system_error(errno, "reading it");
  std::string part(1U << 20U, '\0');
  while (true) {
    const ssize_t got = ::read(file.get(), part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error(errno, "reading it");
    if (got == 0 || !exchange.write(std::string_view(part).substr(0, static_cast<std::size_t>(got)))) return {};
  }
}

/// "clusters/etl" of "${clusters/etl}"; empty where the text is no such reference.
std::string reference_in(const std::string& text) {
  if (!text.starts_with("${") || !text.ends_with('}')) return {};
  std::string name = text.substr(2, text.size() - 3);
  return name.find_first_of("{}") == std::string::npos && name.find('/') != std::string::npos ? name : std::string{};
}

}  // namespace

Result<Json> SeedRun::send(std::string_view method, const std::string& target, const Json& body) {
  const Reply reply = workspace_.handle(
      {.method = std::string(method), .target = target, .body = body.is_null() ? std::string{} : body.dump()},
      Door::embedded);
  if (reply.status >= 400) return refusal(reply);
  const auto parsed = parse_json(reply.body);
  return parsed ? *parsed : Json::object();
}

Result<void> SeedRun::send_content(Request head, const SeedEntry& entry, std::string_view before,
                                   std::string_view after) {
  const auto exchange = workspace_.begin(std::move(head), std::nullopt, Door::embedded);
  if (exchange->wants_body() && (before.empty() || exchange->write(before))) {
    if (entry.file.empty())
      (void)exchange->write(entry.text);
    else
      DBC_CHECK(pass_file(entry, *exchange));
    if (!after.empty()) (void)exchange->write(after);
  }
  const Reply reply = exchange->finish();
  if (reply.status >= 400) return refusal(reply);
  return {};
}

Result<void> SeedRun::fill_in(Json& value) const {
  if (value.is_structured())
    for (auto& member : value) DBC_CHECK(fill_in(member));
  if (!value.is_string()) return {};
  const std::string name = reference_in(value.get<std::string>());
  if (name.empty()) return {};
  const auto found = ids_.find(name);
  if (found == ids_.end())
    return Error{.kind = ErrorKind::input, .message = "no earlier file of the seed is called " + name + ".json"};
  value = found->second;
  return {};
}

}  // namespace dbc::emulator
