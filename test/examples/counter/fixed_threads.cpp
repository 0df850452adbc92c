// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The same eight threads with an atomic counter: fetch_add reads, adds and
// writes in one step that no other thread can enter. The result is 0.

#include <atomic>
#include <functional>
#include <iostream>
#include <thread>
#include <vector>

namespace {

class Counter {
public:
  void add(int change) { value_.fetch_add(change); }

  int value() const { return value_.load(); }

private:
  std::atomic<int> value_ = 0;
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
