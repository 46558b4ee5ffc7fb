#include "emulator/activity/request_tally.hpp"

#include <chrono>

#include "dbc/catalog/catalog.hpp"
#include "emulator/http/target.hpp"

namespace dbc::emulator {
namespace {

/// The ring holds the requests of a much longer time, however fast they come.
constexpr std::chrono::milliseconds k_pause{20};
/// For an entry whose number is given and that is still being written: its process may have been killed.
constexpr int k_most_waits = 50;
/// Far more than a workspace serves.
constexpr std::size_t k_most_endpoints = 5000;

/// What was asked for, as the catalogue names it, also where the workspace does not serve it.
EndpointUse use_of(const JournalEntry& entry) {
  EndpointUse use{.method = entry.method, .endpoint = entry.path};
  if (!entry.route.empty()) use.endpoint = entry.route.substr(entry.route.find(' ') + 1);
  if (use.endpoint.size() > 1 && use.endpoint.ends_with('/')) use.endpoint.pop_back();
  const auto target = parse_target(entry.path);
  const auto* endpoint = target ? catalog::find_endpoint(entry.method, target->segments) : nullptr;
  if (endpoint == nullptr) return use;
  if (entry.route.empty()) use.endpoint = endpoint->path;
  use.call = std::string(endpoint->service) + "." + std::string(endpoint->method);
  return use;
}

std::string reason_of(const JournalEntry& entry) {
  const bool has_both = !entry.error_code.empty() && !entry.message.empty();
  return entry.error_code + (has_both ? ": " : "") + entry.message;
}

}  // namespace

RequestTally::RequestTally(std::unique_ptr<Journal> journal)
    : journal_(std::move(journal)),
      seen_(journal_->newest()),
      follower_([this](const std::stop_token& stop) { follow(stop); }) {}

void RequestTally::follow(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    look(Patience::some);
    (void)wake_.wait_for(lock, stop, k_pause, [] { return false; });
  }
}

void RequestTally::end() {
  follower_.request_stop();
  if (follower_.joinable()) follower_.join();
  look(Patience::none);
}

void RequestTally::look(Patience patience) {
  const auto newest = journal_->newest();
  const auto oldest = newest > Journal::k_capacity ? newest - Journal::k_capacity : 0;
  for (const auto& entry : journal_->after(seen_, Journal::k_capacity)) {
    const bool is_next = entry.number == seen_ + 1;
    const bool is_overwritten = seen_ < oldest;
    if (!is_next && !is_overwritten && patience == Patience::some && ++waits_ < k_most_waits) return;
    lost_ += entry.number - seen_ - 1;
    seen_ = entry.number;
    waits_ = 0;
    add(entry);
  }
}

/// A request to a known route is told by that alone. What nobody serves may have any path, of which no end is kept.
EndpointUse& RequestTally::use_for(const JournalEntry& entry) {
  std::string key = entry.method + " " + entry.route;
  EndpointUse fresh;
  if (entry.route.empty()) {
    fresh = use_of(entry);
    key = fresh.method + " " + fresh.endpoint;
  }
  if (const auto known = places_.find(key); known != places_.end()) return uses_[known->second];
  if (!entry.route.empty()) fresh = use_of(entry);
  if (uses_.size() >= k_most_endpoints) {
    fresh = EndpointUse{.endpoint = "others"};
    key = fresh.endpoint;
  }
  const auto [place, is_new] = places_.try_emplace(key, uses_.size());
  if (is_new) uses_.push_back(std::move(fresh));
  return uses_[place->second];
}

void RequestTally::add(const JournalEntry& entry) {
  EndpointUse& use = use_for(entry);
  ++use.statuses[entry.status];
  use.duration += entry.duration;
  if (entry.status >= 400) use.reasons.try_emplace(entry.status, reason_of(entry));
}

}  // namespace dbc::emulator
