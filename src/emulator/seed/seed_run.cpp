#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

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

/// The text of `299 dbc "text"`.
std::string words_of(std::string_view warning) {
  const auto begin = warning.find('"');
  const auto end = warning.rfind('"');
  return std::string(begin == end ? warning : warning.substr(begin + 1, end - begin - 1));
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

/// A `${clusters/etl}` within a text.
struct Mention {
  std::size_t begin = 0;
  std::size_t length = 0;
  std::string name;  ///< clusters/etl
};

/// The first one from a place on. What names no kind of a seed is the text's own business: `${HOME}`, `${var.x}`.
std::optional<Mention> find_mention(const std::string& text, std::size_t from) {
  for (auto begin = text.find("${", from); begin != std::string::npos; begin = text.find("${", begin + 2)) {
    const auto end = text.find('}', begin);
    if (end == std::string::npos) return std::nullopt;
    const std::string name = text.substr(begin + 2, end - begin - 2);
    const SeedKind* kind = find_seed_kind(std::string_view(name).substr(0, name.find('/')));
    if (name.find('/') != std::string::npos && kind != nullptr && !kind->id.empty())
      return Mention{.begin = begin, .length = end + 1 - begin, .name = name};
  }
  return std::nullopt;
}

std::string as_text(const Json& id) { return id.is_string() ? id.get<std::string>() : id.dump(); }

}  // namespace

bool SeedRun::begin_object(const std::string& name) {
  const int before = begun_[name]++;
  workspace_.derive_ids_from(before == 0 ? name : name + "#" + std::to_string(before + 1));
  return before == 0;
}

Result<Json> SeedRun::send(std::string_view method, const std::string& target, const Json& body) {
  const Reply reply = workspace_.handle(
      {.method = std::string(method), .target = target, .body = body.is_null() ? std::string{} : body.dump()},
      Door::embedded);
  if (reply.status >= 400) return refusal(reply);
  if (const auto warning = header(reply.headers, "Warning"); !warning.empty()) warnings_.push_back(words_of(warning));
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

Result<Json> SeedRun::id_of(const std::string& name) const {
  const auto found = ids_.find(name);
  if (found != ids_.end()) return found->second;
  return Error{.kind = ErrorKind::input, .message = "no earlier file of the seed is called " + name + ".json"};
}

Result<void> SeedRun::fill_in(Json& value) const {
  if (value.is_structured())
    for (auto& member : value) DBC_CHECK(fill_in(member));
  if (!value.is_string()) return {};
  std::string text = value.get<std::string>();
  for (auto mention = find_mention(text, 0); mention; mention = find_mention(text, mention->begin)) {
    DBC_TRY(const Json id, id_of(mention->name));
    if (mention->length == text.size()) {
      value = id;
      return {};
    }
    const std::string written = as_text(id);
    text.replace(mention->begin, mention->length, written);
    mention->begin += written.size();
  }
  value = std::move(text);
  return {};
}

}  // namespace dbc::emulator
