#pragma once

#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "dbc/net/transport.hpp"

namespace dbc::test {

/// Gives prepared outcomes in order and keeps the requests. The record outlives the transport, which a chain owns.
class FakeTransport final : public net::Transport {
 public:
  struct Record {
    std::deque<Result<net::Response>> outcomes = {};
    std::vector<net::Request> requests = {};
  };
  explicit FakeTransport(std::shared_ptr<Record> record) : record_(std::move(record)) {}

  Result<net::Response> send(const net::Request& request) override {
    record_->requests.push_back(request);
    if (record_->outcomes.empty()) return Error{.message = "the test prepared no further outcome"};
    auto outcome = std::move(record_->outcomes.front());
    record_->outcomes.pop_front();
    if (outcome && request.sink && outcome->status / 100 == 2) {
      if (request.check_head) DBC_CHECK(request.check_head(*outcome));
      DBC_CHECK(request.sink(outcome->body));
      outcome->body.clear();
    }
    return outcome;
  }

 private:
  std::shared_ptr<Record> record_;
};

}  // namespace dbc::test
