// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The same eight bots, and cutlery with a lock. A count is read and written
// while nobody else can, so the kitchen ends as it began: 100 and 100.
// print() takes no lock: it runs before the threads start and after they end.

#include <deque>
#include <iostream>
#include <mutex>
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
    std::lock_guard<std::mutex> guard(lock_);
    knives_ += knives;
    forks_ += forks;
  }

  void print(const char *when) const {
    std::cout << when << ": " << knives_ << " knives, " << forks_ << " forks\n";
  }

private:
  std::mutex lock_;
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
