#pragma once

#include <functional>
#include <memory>
#include <string>

#include "emulator/execution/process/child.hpp"
#include "emulator/execution/process/event_loop.hpp"
#include "emulator/execution/task_log.hpp"

namespace dbc::emulator {

/// What a process of a run is started with, and who hears of it.
struct ProcessListener {
  std::function<void(Stream stream, std::string_view text)> on_output;
  std::function<void(std::string_view line)> on_message;  ///< a line that came through the channel
  std::function<void(int wait_status)> on_end;            ///< after the last output and message; called once
};

/// A process of a run whose output and messages come through the loop.
class DriverProcess {
 public:
  using Start = std::function<Result<Child>(int out, int err, int channel)>;

  /// `start` gets the descriptors that the process is to have.
  [[nodiscard]] static Result<std::unique_ptr<DriverProcess>> begin(EventLoop& loop, std::chrono::milliseconds grace,
                                                                    ProcessListener listener, const Start& start);
  ~DriverProcess();
  DriverProcess(const DriverProcess&) = delete;
  DriverProcess& operator=(const DriverProcess&) = delete;

  /// Sends a line through the channel; false where the process does not take it.
  bool send(const std::string& line);
  /// Ends it by force, and hears nothing more of it: it does what no driver does. The log says why.
  void give_up(std::string_view why);
  /// Asks it to end; by force after the grace.
  void stop();

 private:
  DriverProcess(EventLoop& loop, std::chrono::milliseconds grace, ProcessListener listener)
      : loop_(loop), grace_(grace), listener_(std::move(listener)) {}
  void listen();
  void read_output(Descriptor& source, Stream stream);
  void read_messages();
  void read_rest();
  void end(int wait_status);

  EventLoop& loop_;
  std::chrono::milliseconds grace_;
  ProcessListener listener_;
  Child child_ = {};
  Descriptor out_ = {};
  Descriptor err_ = {};
  Descriptor channel_ = {};
  std::string unread_ = {};   ///< the beginning of a line
  std::size_t received_ = 0;  ///< bytes, through all of them
  std::optional<EventLoop::TimerId> force_ = {};
  bool has_ended_ = false;
  bool is_given_up_ = false;
};

/// How a program ended that did not say so itself: "The program ended with exit code 3."
[[nodiscard]] std::string describe_end(int wait_status);

}  // namespace dbc::emulator
