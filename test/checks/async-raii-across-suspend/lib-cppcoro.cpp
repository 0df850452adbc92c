// RUN: %check_cotidy %s async-raii-across-suspend %t -- -isystem %mock
// Intent: cppcoro's tasks suspend; its locks and scopes belong to coroutines.
#include <cppcoro/async_mutex.hpp>
#include <cppcoro/task.hpp>

namespace pybind11 {
class gil_scoped_acquire {
public:
  gil_scoped_acquire();
  ~gil_scoped_acquire();
};
} // namespace pybind11

cppcoro::task<int> fetch();

cppcoro::task<int> python() {
  pybind11::gil_scoped_acquire gil;
  // CHECK-MESSAGES: :[[@LINE-1]]:32: warning: 'gil' is bound to the thread that made it
  co_return co_await fetch();
}
cppcoro::task<int> own_lock(cppcoro::async_mutex &mutex) {
  auto lock = co_await mutex.scoped_lock_async();
  co_return co_await fetch();
}
