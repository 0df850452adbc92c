// RUN: %check_cotidy --mock %s async-return-in-wrapper %t
// Intent: futures begin at once, and throw on the spot as well as later.
#include <seastar/core/coroutine.hh>
#include <seastar/core/future.hh>
#include <seastar/core/semaphore.hh>

#include <exception>
#include <stdexcept>

seastar::future<int> fetch(int id);
void report(const char *);

seastar::future<int> never_caught(int id) {
  try {
    return fetch(id).then([](int n) { return n + 1; });
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: the handler does not see a failure of 'future::then': its task is returned out of the try block before it is done [async-return-in-wrapper]
    // CHECK-NOTES: :[[@LINE+1]]:5: note: the handler is left behind here
  } catch (const std::exception &) {
    return seastar::make_ready_future<int>(0);
  }
}

// What is thrown on the spot becomes a failed future.
seastar::future<int> passed_on(int id) {
  try {
    return fetch(id);
  } catch (...) {
    return seastar::make_exception_future<int>(std::current_exception());
  }
}
seastar::future<int> ready(int id) {
  try {
    return seastar::make_ready_future<int>(id);
  } catch (...) {
    return seastar::make_ready_future<int>(0);
  }
}

class client {
public:
  seastar::future<int> ask(int id) {
    int n = co_await fetch(id);
    _last = n;
    co_return n;
  }

private:
  int _last = 0;
};
seastar::future<int> ask(int id) {
  client c;
  return c.ask(id);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'c' is gone when this function returns, while the task of 'client::ask' still uses it [async-return-in-wrapper]
  // CHECK-NOTES: :[[@LINE-3]]:10: note: 'c' is declared here
}
