#include "emulator/journal/request_note.hpp"

#include "dbc/base/json.hpp"

namespace dbc::emulator {
namespace {

/// The path of a target; of the absolute form, which may hold a password, nothing before it.
std::string_view path_of(std::string_view target) {
  if (const auto scheme = target.find("://"); !target.starts_with('/') && scheme != std::string_view::npos) {
    const auto slash = target.find('/', scheme + 3);
    target = slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
  }
  return target.substr(0, target.find_first_of("?#"));
}

std::string text_of(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

/// What an error's body says, in either of the two forms that there are.
void read_reason(const Reply& reply, JournalEntry& entry) {
  const auto body = parse_json(reply.body);
  if (!body || !body->is_object()) return;
  for (const std::string_view key : {"error_code", "scimType"})
    if (const Json* code = find_member(*body, key); code != nullptr && entry.error_code.empty())
      entry.error_code = text_of(*code);
  for (const std::string_view key : {"message", "detail"})
    if (const Json* message = find_member(*body, key); message != nullptr && entry.message.empty())
      entry.message = text_of(*message);
}

}  // namespace

RequestNote::RequestNote(Journal* journal, const Clock& machine_clock)
    : journal_(journal), began_(std::chrono::steady_clock::now()) {
  if (journal_ != nullptr) entry_.at = machine_clock.now();
}

void RequestNote::set_request(const Request& request, Door door) {
  if (journal_ == nullptr) return;
  entry_.method = request.method;
  entry_.path = path_of(request.target);
  entry_.is_embedded = door == Door::embedded;
}

void RequestNote::set_route(const Match& match) {
  if (journal_ == nullptr) return;
  entry_.route = std::string(match.route->verb) + " " + std::string(match.prefix) + std::string(match.route->path);
}

void RequestNote::set_failure(const Error& error) {
  if (error.http || journal_ == nullptr) return;
  for (auto it = error.context.rbegin(); it != error.context.rend(); ++it) entry_.message += *it + ": ";
  entry_.message += error.message;
}

void RequestNote::write(const Reply& reply) {
  if (journal_ == nullptr) return;
  const auto passed = std::chrono::steady_clock::now() - began_;
  entry_.duration = std::chrono::duration_cast<std::chrono::microseconds>(passed);
  entry_.status = reply.status;
  if (reply.status >= 400) read_reason(reply, entry_);
  journal_->add(entry_);
}

}  // namespace dbc::emulator
