// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Eight bots, one thread each, lay tables with cutlery from one kitchen and
// bring all of it back. The kitchen should end as it began.
//
// What goes wrong: a bot reads the counts, adds, and writes. Two bots that read
// the same counts both write their own sum, and one of the two changes is gone.
// The yield only makes it frequent; += has the same gap between read and write.
// What you see: hardly ever 100 and 100, and other numbers in every run.

#include <deque>
#include <iostream>
#include <thread>
#include <vector>

namespace {

class Cutlery {
public:
  Cutlery(int knives, int forks) : knives_(knives), forks_(forks) {}

  void give(Cutlery &to, int knives, int forks) {
    change(-knives, -forks);
    to.change(knives, forks);
  }

  void change(int knives, int forks) {
    const int knives_now = knives_ + knives;
    const int forks_now = forks_ + forks;
    std::this_thread::yield();
    // BUG: overwrites what the other bots wrote since the counts were read.
    knives_ = knives_now; // expect: async-unsynchronized-shared-state
    forks_ = forks_now;   // expect: async-unsynchronized-shared-state
  }

  void print(const char *when) const {
    std::cout << when << ": " << knives_ << " knives, " << forks_ << " forks\n";
  }

private:
  int knives_;
  int forks_;
};

class Bot {
public:
  explicit Bot(Cutlery &kitchen) : kitchen_(kitchen) {}

  void work(int tables) {
    for (int table = 0; table < tables; ++table) {
      kitchen_.give(own_, 4, 4);
      own_.give(kitchen_, 4, 4);
    }
  }

private:
  Cutlery &kitchen_;
  Cutlery own_{0, 0};
};

} // namespace

int main() {
  Cutlery kitchen(100, 100);
  kitchen.print("before the service");

  std::deque<Bot> bots;
  for (int bot = 0; bot < 8; ++bot)
    bots.emplace_back(kitchen);
  std::vector<std::thread> shifts;
  for (Bot &bot : bots)
    shifts.emplace_back(&Bot::work, &bot, 2'000);
  for (std::thread &shift : shifts)
    shift.join();

  kitchen.print("after the service ");
}
