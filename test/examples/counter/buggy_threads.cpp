// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Four threads count up and four count down, equally often.
//
// What goes wrong: reading, adding and writing are three steps, and another
// thread may do its own between them. The yield only makes it frequent: without
// it, ++ does the same thing less often.
// What you see: hardly ever 0, and another number in every run.

#include <functional>
#include <iostream>
#include <thread>
#include <vector>

namespace {

class Counter {
public:
  void add(int change) {
    const int seen = value_;
    std::this_thread::yield();
    // BUG: overwrites whatever the other threads wrote since the read.
    value_ = seen + change; // expect: async-unsynchronized-shared-state
  }

  int value() const { return value_; }

private:
  int value_ = 0;
};

void count(Counter &counter, int change) {
  for (int i = 0; i < 5'000; ++i)
    counter.add(change);
}

} // namespace

int main() {
  Counter counter;
  std::vector<std::thread> threads;
  for (int pair = 0; pair < 4; ++pair) {
    threads.emplace_back(count, std::ref(counter), +1);
    threads.emplace_back(count, std::ref(counter), -1);
  }
  for (std::thread &thread : threads)
    thread.join();
  std::cout << "should be 0: " << counter.value() << '\n';
}
