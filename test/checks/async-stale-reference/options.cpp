// RUN: %check_cotidy --config '{CheckOptions: {async-stale-reference.AllowMembers: "app::Room::quiet_", async-stale-reference.SerializedBy: "alone"}}' %s async-stale-reference %t
// Intent: each option, by what it silences.
#include "Inputs/task.h"

namespace app {
class Room {
public:
  void add() {
    quiet_.push_back(1);
    loud_.push_back(1);
  }
  task<> all() {
    for (int each : quiet_)
      co_await fetch(each);
    for (int each : loud_)
      // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: this loop goes through 'loud_'
      co_await fetch(each);
  }
  task<> one_at_a_time() {
    co_await alone([this]() -> task<> {
      for (int each : loud_)
        co_await fetch(each);
    });
  }

private:
  std::vector<int> quiet_;
  std::vector<int> loud_;
};
} // namespace app
