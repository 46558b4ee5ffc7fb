#include "dbc/base/clock.hpp"

#include <thread>

namespace dbc {

void ThreadSleeper::sleep_for(std::chrono::milliseconds duration) { std::this_thread::sleep_for(duration); }

}  // namespace dbc
