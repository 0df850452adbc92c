// RUN: %check_cotidy --config '{CheckOptions: {async-check-then-act.AllowMembers: "app::Room::quiet_", async-check-then-act.SerializedBy: "alone", async-check-then-act.RevalidateCalls: "alive"}}' %s async-check-then-act %t
// Intent: each option, by what it silences.
#include "Inputs/task.h"

namespace app {
bool alive();
bool is_open();
class Room {
public:
  task<> allowed() {
    if (!quiet_)
      quiet_ = co_await fetch();
  }
  task<> one_at_a_time() {
    co_await alone([this]() -> task<> {
      if (!loud_)
        loud_ = co_await fetch();
    });
  }
  task<> looks_again() {
    if (loud_)
      co_return;
    co_await tick();
    if (alive())
      loud_ = 1;
  }
  // No longer one of those.
  task<> looks_elsewhere() {
    if (loud_)
      co_return;
    co_await tick();
    if (is_open())
      loud_ = 1;
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'loud_' is written because of a test before a suspension
  }

private:
  std::optional<int> quiet_;
  std::optional<int> loud_;
};
} // namespace app
