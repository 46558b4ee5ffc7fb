#include "command_fixture.hpp"

#include "dbc/base/files.hpp"
#include "dbc/base/random.hpp"
#include "dbc/commands/registry.hpp"

namespace dbc::test {
namespace {

class FakeTransport final : public net::Transport {
 public:
  explicit FakeTransport(FakeService& service) : service_(service) {}
  [[nodiscard]] Result<net::Response> send(const net::Request& request) override {
    DBC_TRY(const net::Request whole, with_whole_body(request));
    DBC_TRY(net::Response response, answer(whole));
    if (!request.sink || response.status / 100 != 2) return response;
    if (request.check_head) DBC_CHECK(request.check_head(response));
    DBC_CHECK(request.sink(response.body));
    response.body.clear();
    return response;
  }

 private:
  Result<net::Response> answer(const net::Request& whole) {
    const std::lock_guard lock(service_.mutex);
    service_.requests.push_back(whole);
    if (service_.answer) return service_.answer(whole);
    if (service_.replies.empty())
      return Error{.kind = ErrorKind::network, .message = "the script has no further reply"};
    auto response = std::move(service_.replies.front());
    service_.replies.pop_front();
    return response;
  }

  /// Reads a streamed body in odd portions, and without the lock: its source may ask the service itself.
  static Result<net::Request> with_whole_body(net::Request request) {
    if (!request.body_source) return request;
    char buffer[777];
    while (true) {
      DBC_TRY(const std::size_t got, request.body_source->read(buffer, sizeof buffer));
      if (got == 0) break;
      request.body.append(buffer, got);
    }
    if (request.body_source->size && *request.body_source->size != request.body.size())
      return Error{.kind = ErrorKind::internal, .message = "the body is not as long as announced"};
    return request;
  }

  FakeService& service_;
};

}  // namespace

CommandFixture::CommandFixture() : home_(std::filesystem::temp_directory_path() / ("dbc-test-" + random_hex(8))) {
  std::filesystem::create_directory(home_);
  std::filesystem::create_directories(home_ / ".local/share/dbc/workspaces/test");  // else the first use tells of it
  environment["HOME"] = home_.string();
  environment["DATABRICKS_HOST"] = "local:test";
}

CommandFixture::~CommandFixture() {
  std::error_code ignored;
  std::filesystem::remove_all(home_, ignored);
}

FakeService& CommandFixture::use_fake_service() {
  service_ = std::make_unique<FakeService>();
  return *service_;
}

Outcome CommandFixture::run(const std::vector<std::string>& words, const std::string& program) {
  return run_tree(commands::tree_for(program), words, program);
}

Outcome CommandFixture::run_tree(const cli::Group& root, const std::vector<std::string>& words,
                                 const std::string& program) {
  output::StringStream out(shown_);
  output::StringStream err(shown_);
  const auto next_line = [this]() -> std::optional<std::string> {
    if (typed_.empty()) return std::nullopt;
    auto line = typed_.front();
    typed_.pop_front();
    return line;
  };
  cli::Surroundings surroundings{.out = &out,
                                 .err = &err,
                                 .input = {.read_line = next_line,
                                           .read_hidden_line = next_line,
                                           .read_all = [this]() -> Result<std::string> { return piped_; },
                                           .is_terminal = terminal_},
                                 .environment = [this](std::string_view name) -> std::optional<std::string> {
                                   const auto it = environment.find(name);
                                   return it == environment.end() ? std::nullopt : std::optional(it->second);
                                 },
                                 .clock = &time,
                                 .sleeper = &time,
                                 .program = program};
  if (service_ != nullptr)
    surroundings.transport = [this]() -> Result<std::unique_ptr<net::Transport>> {
      return std::unique_ptr<net::Transport>(std::make_unique<FakeTransport>(*service_));
    };
  const int code = cli::dispatch(root, words, surroundings);
  return {.exit_code = code, .out = out.text(), .err = err.text()};
}

std::string CommandFixture::write_file(const std::string& name, const std::string& content) const {
  const auto path = home_ / name;
  const auto written = write_file_atomically(path, content, 0600);
  return written ? path.string() : "";
}

std::string CommandFixture::read(const std::string& name) const { return read_file(home_ / name).value(); }

}  // namespace dbc::test
