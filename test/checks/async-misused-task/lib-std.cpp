// RUN: %check_cotidy %s async-misused-task %t
// Intent: the standard's own futures are values as often as not.
#include <any>
#include <coroutine>
#include <future>
#include <iostream>

template <class... Args> void log(const char *format, const Args &...);
std::future<int> count();

void fine() {
  auto lock = count();
  log("{}", count());
  if (count().valid())
    return;
  std::any box = count().share();
  std::cout << count().get();
}
