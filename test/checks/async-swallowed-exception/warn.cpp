// RUN: %check_cotidy %s async-swallowed-exception %t
// Intent: an exception or error that ends in silence is reported where the
// silence is, with a tasks library that no model knows.
#include <coroutine>
#include <exception>

template <class T> struct result_of {
  T value;
  void return_value(T v) { value = v; }
  T take() { return value; }
};
template <> struct result_of<void> {
  void return_void() {}
  void take() {}
};

template <class T = void> struct task {
  struct promise_type : result_of<T> {
    std::exception_ptr error;
    task get_return_object();
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void unhandled_exception() { error = std::current_exception(); }
  };
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>);
  T await_resume() {
    if (coroutine.promise().error)
      std::rethrow_exception(coroutine.promise().error);
    return coroutine.promise().take();
  }
  std::coroutine_handle<promise_type> coroutine;
};

// Starts at once; a dropped one runs on.
struct job {
  struct promise_type {
    std::exception_ptr error;
    job get_return_object();
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void unhandled_exception() { error = std::current_exception(); }
    void return_void() {}
  };
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>);
  void await_resume() {
    if (coroutine.promise().error)
      std::rethrow_exception(coroutine.promise().error);
  }
  std::coroutine_handle<promise_type> coroutine;
};

#include <functional>
#include <stdexcept>
#include <string>
#include <system_error>

task<std::string> fetch(int id);
task<> store(std::string text);
task<std::error_code> flush();
void use(std::string);

task<> empty_catch_all() {
  try {
    co_await store("a");
    // CHECK-MESSAGES: :[[@LINE+2]]:5: warning: the handler does nothing about the exception of 'store' [async-swallowed-exception]
    // CHECK-MESSAGES: :[[@LINE-2]]:5: note: 'store' is awaited here and may fail
  } catch (...) {
  }
}

task<int> broad_type_and_void_cast() {
  std::string text;
  try {
    text = co_await fetch(1);
  } catch (const std::exception &error) {
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the handler does nothing about the exception of 'fetch'
    (void)error;
  }
  co_return text.size();
}

task<> next_item() {
  for (int id = 0; id < 3; ++id) {
    try {
      use(co_await fetch(id));
    } catch (std::exception &) {
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the handler does nothing about the exception of 'fetch'
      continue;
    }
  }
}

task<> plain_return() {
  try {
    co_await store("b");
  } catch (...) {
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the handler does nothing about the exception of 'store'
    co_return;
  }
  use("b");
}

task<> second_handler() {
  try {
    co_await store("c");
  } catch (const std::logic_error &error) {
    use(error.what());
  } catch (...) {
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the handler does nothing about the exception of 'store'
  }
}

task<> reminder_is_no_explanation() {
  try {
    co_await store("d");
  } catch (...) {
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the handler does nothing about the exception of 'store'
    // BUG
  }
}

template <class T> task<> generic(T value) {
  try {
    co_await store(value);
  } catch (...) {
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the handler does nothing about the exception of 'store'
  }
}
template task<> generic(const char *);

struct oneway {
  struct promise_type {
    oneway get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void unhandled_exception() {}
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'unhandled_exception' of 'promise_type' is empty, so the exceptions of its coroutines are lost
    void return_void() {}
  };
};

// Its own coroutine, or anybody else's, may fail.
struct failing_probe {
  struct promise_type {
    failing_probe get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void unhandled_exception() {}
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'unhandled_exception' of 'promise_type' is empty, so the exceptions of its coroutines are lost
    void return_void() {}
  };
  static failing_probe go() {
    throw 1;
    co_return;
  }
};
struct open_probe {
  struct promise_type {
    open_probe get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void unhandled_exception() {}
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'unhandled_exception' of 'promise_type' is empty, so the exceptions of its coroutines are lost
    void return_void() {}
  };
  static open_probe go() { co_return; }
};
open_probe elsewhere() { co_return; }

template <class T> struct keeper {
  struct promise_type {
    std::exception_ptr kept;
    keeper get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void unhandled_exception() { kept = std::current_exception(); }
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'unhandled_exception' of 'promise_type' keeps the exception in 'kept', and nothing reads it
    void return_value(T) {}
  };
};
keeper<int> keeps() { co_return 1; }

task<> discarded_error() {
  co_await flush();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the error that 'flush' returns is thrown away
}

task<> unread_error() {
  std::error_code result = co_await flush();
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: nothing looks at 'result', which gets the error of 'flush'
}

void subscribe(int event, std::function<void(std::exception_ptr)> failed);

void empty_callback() {
  subscribe(1, [](std::exception_ptr) {});
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: the callback given to 'subscribe' does nothing about the exception it gets
  subscribe(2, [](std::exception_ptr error) { (void)error; });
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: the callback given to 'subscribe' does nothing about the exception it gets
}

void check(int value) {
  if (value < 0)
    throw std::runtime_error("negative");
}

job refresh(int value) {
  check(value);
  co_return;
}

void start() {
  refresh(1);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: an exception that leaves 'refresh' is lost: its task is dropped [async-swallowed-exception]
  // CHECK-MESSAGES: :[[@LINE-7]]:3: note: 'check' is called here
  // CHECK-MESSAGES: :[[@LINE-12]]:5: note: an exception is thrown here, and nothing on the way out catches it
  // CHECK-MESSAGES: :[[@LINE+1]]:9: note: 'refresh' is also started here, with nobody to see its exception
  (void)refresh(2);
}

namespace log_ns {
void log_error(const char *text);
}

task<bool> logs_then_lies() {
  try {
    co_await store("e");
  } catch (const std::exception &error) {
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the failure of 'store' is reported as success
    log_ns::log_error(error.what());
  }
  co_return true;
}

task<bool> lies_in_the_handler() {
  try {
    co_await store("f");
    co_return true;
  } catch (...) {
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the failure of 'store' is reported as success
    log_ns::log_error("f");
    co_return true;
  }
}

task<std::error_code> lies_with_an_error_code() {
  try {
    co_await store("g");
  } catch (...) {
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the failure of 'store' is reported as success
    log_ns::log_error("g");
  }
  co_return std::error_code();
}

task<> keeps_and_forgets() {
  std::exception_ptr failure;
  try {
    co_await store("h");
  } catch (...) {
    failure = std::current_exception();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: nothing looks at 'failure', which keeps the exception
  }
}

template <class T> class outcome {
public:
  bool has_value() const;
  T &value();
  int error() const;
};
task<outcome<int>> compute();

task<> discards_an_outcome() {
  co_await compute();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the error that 'compute' returns is thrown away
}

// A future that counts it as an error when nobody asks for its exception.
struct future {
  struct promise_type {
    future get_return_object();
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void unhandled_exception();
    void return_void();
  };
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
  void get();
  void wait();
  bool failed() const noexcept;
  std::exception_ptr get_exception();
  void ignore_ready_future();
  template <class F> future then_wrapped(F) { return {}; }
  template <class F> future handle_exception(F) { return {}; }
};
future make_ready_future();
future write();

future fails_later() {
  co_await write();
  throw std::runtime_error("disk full");
}

struct timer {
  void set_callback(std::function<void()>);
};

void in_a_timer(timer &each_second) {
  each_second.set_callback([] { (void)fails_later(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:39: warning: an exception that leaves 'fails_later' is lost: its task is dropped
}

future only_asks_whether() {
  future done = fails_later();
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: nothing takes the exception out of 'done', so it is lost
  if (done.failed())
    log_ns::log_error("failed");
  co_return;
}

future only_waits() {
  future done = fails_later();
  done.wait();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the future of 'fails_later' is only waited for, so the exception in it is lost
  co_return;
}

future continuations() {
  co_await write().then_wrapped([](future done) {
    // CHECK-MESSAGES: :[[@LINE-1]]:43: warning: nothing takes the exception out of 'done', so it is lost
    if (done.failed())
      log_ns::log_error("failed");
  });
  co_await write().then_wrapped([](future) {});
  // CHECK-MESSAGES: :[[@LINE-1]]:42: warning: nothing takes the exception out of this future, so it is lost
  co_await write().handle_exception(
      [](std::exception_ptr) { return make_ready_future(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the callback given to 'future::handle_exception' does nothing about the exception it gets
  co_await write().handle_exception([](const std::exception &) { return true; });
  // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: the callback given to 'future::handle_exception' does nothing about the exception it gets
}

struct service {
  virtual future run();
};
struct failing_service final : service {
  future run() override {
    throw std::logic_error("not implemented");
    co_return;
  }
};
void known_type(failing_service &it) {
  (void)it.run();
  // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: an exception that leaves 'failing_service::run' is lost: its task is dropped
}

template <class... A> struct std::coroutine_traits<void, A...> {
  struct promise_type {
    void get_return_object() {}
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void unhandled_exception() noexcept {}
    // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: 'unhandled_exception' of 'promise_type' is empty, so the exceptions of its coroutines are lost
    void return_void() {}
  };
};
void coroutine_without_a_type() { co_await write(); }
