// RUN: %check_cotidy %s async-raii-across-suspend %t -- -isystem %mock
// Intent: libcoro's tasks suspend; its locks belong to coroutines.
#include <coro/mutex.hpp>
#include <coro/task.hpp>

namespace pybind11 {
class gil_scoped_release {
public:
  gil_scoped_release();
  ~gil_scoped_release();
};
} // namespace pybind11

coro::task<int> fetch();

coro::task<int> python() {
  pybind11::gil_scoped_release released;
  // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: 'released' is bound to the thread that made it, and is alive while the coroutine is suspended: it takes Python's global lock again for its thread [async-raii-across-suspend]
  co_return co_await fetch();
}
coro::task<int> python_before() {
  {
    pybind11::gil_scoped_release released;
  }
  co_return co_await fetch();
}
coro::task<int> own_lock(coro::mutex &mutex) {
  auto lock = co_await mutex.scoped_lock();
  co_return co_await fetch();
}
