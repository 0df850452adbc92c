// RUN: %check_cotidy --mock %s async-loop-without-suspend %t
// Intent: each deliberate silence is a case with a name.
#include "handwritten/task.hpp"

#include <optional>
#include <vector>

std::optional<int> try_pop();
task<int> next();
task<> handle(int);
event &something();

// Case: suspends-on-every-way
task<> every_way() {
  for (;;) {
    int item = co_await next();
    if (item == 0)
      continue;
    co_await handle(item);
  }
}
task<> both_branches() {
  while (true) {
    if (std::optional<int> item = try_pop())
      co_await handle(*item);
    else
      co_await something();
  }
}

// Case: computes-and-ends
task<int> computes(int n) {
  while (true) {
    if (n % 7 == 0)
      co_return n;
    n = n * 3 + 1;
  }
}

// Case: loop-with-a-condition
task<> bounded(const std::vector<int> &items) {
  for (int item : items)
    if (item)
      co_await handle(item);
  while (std::optional<int> item = try_pop())
    co_await handle(*item);
}

// Case: synchronous-generator
generator<int> numbers() {
  for (int n = 0;; ++n)
    co_yield n;
}
