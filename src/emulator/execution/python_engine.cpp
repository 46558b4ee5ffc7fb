#include "emulator/execution/python_engine.hpp"

#include "emulator/execution/python_work.hpp"

namespace dbc::emulator {
namespace {

class PythonEngine final : public TaskEngine {
 public:
  explicit PythonEngine(RunScene& scene) : scene_(scene), calls_(scene) {}

  std::unique_ptr<Work> begin(TaskAttempt attempt, OnEnd on_end) override {
    auto work = std::make_unique<PythonWork>(scene_, calls_, std::move(attempt), std::move(on_end));
    work->begin();
    return work;
  }

 private:
  RunScene& scene_;
  DriverCalls calls_;
};

}  // namespace

std::unique_ptr<TaskEngine> make_python_engine(RunScene& scene) { return std::make_unique<PythonEngine>(scene); }

}  // namespace dbc::emulator
