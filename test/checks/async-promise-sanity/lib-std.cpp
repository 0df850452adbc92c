// RUN: %check_cotidy --mock %s async-promise-sanity %t
// Intent: std::future as a coroutine type, made one by the project.
#include <coroutine>
#include <exception>
#include <future>

template <class T, class... Args>
struct std::coroutine_traits<std::future<T>, Args...> {
  struct promise_type : std::promise<T> {
    std::future<T> get_return_object() { return this->get_future(); }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_value(T value) { this->set_value(value); }
    void unhandled_exception() {
      this->set_exception(std::current_exception());
    }
  };
};

std::future<int> number(bool b) {
  co_await std::suspend_never();
  if (b)
    co_return 1;
}
// CHECK-NOTES: :[[@LINE-1]]:1: warning: the end of 'number' can be reached without a 'co_return', which is undefined: its promise has no 'return_void' [async-promise-sanity]
std::future<int> always(bool b) { co_return b ? 1 : 2; }
