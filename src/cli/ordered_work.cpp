#include "dbc/cli/ordered_work.hpp"

#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

#include "dbc/base/thrown_error.hpp"

namespace dbc::cli {
namespace {

enum class State {
  waiting,
  running,
  done,
};

struct Node {
  Job job;
  State state = State::waiting;
  Result<Finished> outcome = Finished{};

  [[nodiscard]] bool has_failed() const { return state == State::done && !outcome; }
};

/// An exception may not leave a thread.
Result<Finished> guarded(const Job& job, Lane& lane) {
  try {
    return job(lane);
  } catch (...) {
    return thrown_error();
  }
}

/// The nodes lie in the order of delivery: what a job begets is put right behind it.
class Work {
 public:
  Work(Job root, ClientFactory factory, api::Client* first, const WorkOptions& options)
      : factory_(std::move(factory)), options_(options) {
    nodes_.push_back({.job = std::move(root)});
    lanes_.push_back(std::make_unique<Lane>(factory_, first));
  }
  ~Work() { stop(); }
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;

  /// The outcome of the next job in order; nothing at the end.
  std::optional<Result<Finished>> next();
  /// Begins nothing more and waits for what is under way.
  void stop();
  /// Of what was finished but not handed out; call after stop().
  [[nodiscard]] Tally left_over() const;

 private:
  using Place = std::list<Node>::iterator;

  [[nodiscard]] std::optional<Place> find_waiting();
  void run_here(std::unique_lock<std::mutex>& lock, Place place, Lane& lane);
  void work(Lane& lane);
  [[nodiscard]] Result<Finished> insert_behind(Place place, Result<Finished> outcome);
  void hire();
  bool begin_thread();

  ClientFactory factory_;
  WorkOptions options_;
  std::mutex mutex_;
  std::condition_variable something_waits_;
  std::condition_variable something_done_;
  std::list<Node> nodes_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool stopping_ = false;
};

std::optional<Work::Place> Work::find_waiting() {
  std::size_t seen = 0;
  for (auto place = nodes_.begin(); place != nodes_.end() && seen < options_.look_ahead; ++place, ++seen) {
    if (place->has_failed()) return std::nullopt;
    if (place->state == State::waiting) return place;
  }
  return std::nullopt;
}

void Work::run_here(std::unique_lock<std::mutex>& lock, Place place, Lane& lane) {
  place->state = State::running;
  const Job job = std::move(place->job);
  lock.unlock();
  auto outcome = guarded(job, lane);
  lock.lock();
  place->outcome = insert_behind(place, std::move(outcome));
  place->state = State::done;
  hire();
  something_waits_.notify_all();
  something_done_.notify_one();
}

Result<Finished> Work::insert_behind(Place place, Result<Finished> outcome) {
  if (!outcome) return outcome;
  try {
    std::list<Node> next;
    for (auto& job : outcome->next) next.push_back({.job = std::move(job)});
    nodes_.splice(std::next(place), next);
  } catch (...) {
    return thrown_error();
  }
  outcome->next.clear();
  return outcome;
}

/// Threads are begun when there is something for them to do.
void Work::hire() {
  if (options_.width < 2 || stopping_) return;
  std::size_t waiting = 0;
  for (auto place = nodes_.begin(); place != nodes_.end() && waiting < options_.width; ++place)
    if (place->state == State::waiting) ++waiting;
  for (std::size_t needed = waiting; needed > idle_ && threads_.size() < options_.width; --needed) {
    if (!begin_thread()) return;
  }
}

/// Where the system allows no further thread, the work goes on with those there are, be it only the calling one.
bool Work::begin_thread() {
  try {
    if (threads_.size() == lanes_.size()) lanes_.push_back(std::make_unique<Lane>(factory_));
    threads_.reserve(options_.width);
    threads_.emplace_back([this, lane = lanes_[threads_.size()].get()] { work(*lane); });
    return true;
  } catch (const std::exception&) {
    options_.width = threads_.size();
    return false;
  }
}

void Work::work(Lane& lane) {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (const auto place = find_waiting()) {
      run_here(lock, *place, lane);
      continue;
    }
    ++idle_;
    something_waits_.wait(lock);
    --idle_;
  }
}

std::optional<Result<Finished>> Work::next() {
  std::unique_lock lock(mutex_);
  if (nodes_.empty()) return std::nullopt;
  // The first job of all runs here: most work is a single job, and needs no thread. So do all where there is none.
  if (threads_.empty()) run_here(lock, nodes_.begin(), *lanes_.front());
  something_done_.wait(lock, [this] { return nodes_.front().state == State::done; });
  auto outcome = std::move(nodes_.front().outcome);
  nodes_.pop_front();
  if (!outcome) stopping_ = true;
  something_waits_.notify_all();  // the look-ahead has moved
  return outcome;
}

void Work::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  something_waits_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

Tally Work::left_over() const {
  Tally tally;
  for (const auto& node : nodes_)
    if (node.state == State::done && node.outcome) tally += node.outcome->tally;
  return tally;
}

}  // namespace

Result<api::Client*> Lane::open(api::Client*& client, std::unique_ptr<api::Client>& owner) const {
  if (client == nullptr) {
    DBC_TRY(owner, factory_());
    client = owner.get();
  }
  return client;
}

Tally& Tally::operator+=(const Tally& other) {
  done += other.done;
  skipped += other.skipped;
  failed += other.failed;
  return *this;
}

WorkReport run_ordered(Job root, ClientFactory factory, api::Client* first, const WorkOptions& options,
                       const std::function<Result<void>(const Finished&)>& deliver) {
  Work work(std::move(root), std::move(factory), first, options);
  WorkReport report;
  while (auto outcome = work.next()) {
    auto delivered = *outcome ? deliver(**outcome) : Result<void>((*outcome).error());
    if (*outcome) report.tally += (*outcome)->tally;
    if (delivered) continue;
    report.error = std::move(delivered).error();
    break;
  }
  work.stop();
  const Tally rest = work.left_over();
  report.tally += rest;
  report.after_failure = rest.done;
  return report;
}

}  // namespace dbc::cli
