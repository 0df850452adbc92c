// RUN: %check_cotidy %s async-swallowed-exception %t -- -std=c++20 -isystem %mock
// Intent: every deliberate silence, each with its name.
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <cppcoro/operation_cancelled.hpp>

#include <coroutine>
#include <cstdio>
#include <exception>
#include <functional>
#include <future>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>

namespace asio = boost::asio;
using asio::as_tuple;
using asio::awaitable;
using asio::deferred;
using asio::detached;
using asio::redirect_error;
using asio::use_awaitable;
using asio::ip::tcp;

void log(const char *text);
void second_way();
awaitable<void> unknown();
awaitable<int> number();

// Case: detached-body-that-catches
awaitable<void> catches(tcp::socket &socket) {
  char data[8];
  try {
    co_await socket.async_read_some(asio::buffer(data), use_awaitable);
  } catch (const std::exception &error) {
    log(error.what());
  }
}
awaitable<void> catches_as_a_whole(tcp::socket &socket) try {
  char data[8];
  co_await socket.async_read_some(asio::buffer(data), use_awaitable);
} catch (...) {
  log("failed");
}
void detached_body_that_catches(asio::io_context &loop, tcp::socket &socket) {
  co_spawn(loop, catches(socket), detached);
  co_spawn(loop, catches_as_a_whole(socket), detached);
}

// Case: detached-body-that-cannot-fail
awaitable<void> hello() {
  std::puts("hello");
  co_return;
}
void detached_body_that_cannot_fail(asio::io_context &loop) {
  co_spawn(loop, hello(), detached);
}

// Case: detached-body-not-visible
void detached_body_not_visible(asio::io_context &loop) {
  co_spawn(loop, unknown(), detached);
}

// Case: detached-body-awaits-the-unknown
awaitable<void> awaits_unknown() { co_await unknown(); }
void detached_body_awaits_the_unknown(asio::io_context &loop) {
  co_spawn(loop, awaits_unknown(), detached);
}

// Case: detached-errors-as-values
awaitable<void> errors_as_values(tcp::socket &socket) {
  char data[8];
  auto [error, size] =
      co_await socket.async_read_some(asio::buffer(data), as_tuple(use_awaitable));
  boost::system::error_code other;
  co_await socket.async_read_some(asio::buffer(data),
                                  redirect_error(use_awaitable, other));
  if (error || other)
    log("failed");
}
void detached_errors_as_values(asio::io_context &loop, tcp::socket &socket) {
  co_spawn(loop, errors_as_values(socket), detached);
}

// Case: detached-timer
awaitable<void> waits(asio::steady_timer &timer) {
  co_await timer.async_wait(use_awaitable);
  co_await asio::post(use_awaitable);
}
void detached_timer(asio::io_context &loop, asio::steady_timer &timer) {
  co_spawn(loop, waits(timer), detached);
}

// Case: detached-signal
awaitable<void> until_signal(asio::signal_set &signals) {
  co_await signals.async_wait(use_awaitable);
}
void detached_signal(asio::io_context &loop, asio::signal_set &signals) {
  co_spawn(loop, until_signal(signals), detached);
}

// Case: detached-catches-what-it-throws
awaitable<void> throws_and_catches(int n) {
  try {
    if (n < 0)
      throw std::invalid_argument("negative");
    co_await unknown();
  } catch (const std::logic_error &) {
    log("negative");
  }
}
void detached_catches_what_it_throws(asio::io_context &loop) {
  co_spawn(loop, throws_and_catches(1), detached);
}

// Case: detached-one-of-two
awaitable<void> one_of_two(tcp::socket &socket, asio::steady_timer &timer) {
  using namespace asio::experimental::awaitable_operators;
  co_await (hello() || catches(socket));
}
void detached_one_of_two(asio::io_context &loop, tcp::socket &socket,
                         asio::steady_timer &timer) {
  co_spawn(loop, one_of_two(socket, timer), detached);
}

// Case: noexcept-coroutine
awaitable<void> promises_nothing() noexcept { co_await unknown(); }
void noexcept_coroutine(asio::io_context &loop) {
  co_spawn(loop, promises_nothing(), detached);
}

// Case: noexcept-callee
int checked(int n) noexcept {
  if (n < 0)
    throw std::invalid_argument("ends the program");
  return n;
}
awaitable<void> calls_noexcept() {
  checked(1);
  co_return;
}
void noexcept_callee(asio::io_context &loop) {
  co_spawn(loop, calls_noexcept(), detached);
}

// Case: handler-looks-at-its-exception
awaitable<void> fails() {
  throw std::runtime_error("fails");
  co_return;
}
void rethrow(std::exception_ptr error) {
  if (error)
    std::rethrow_exception(error);
}
void handler_looks_at_its_exception(asio::io_context &loop) {
  co_spawn(loop, fails(), rethrow);
  co_spawn(loop, fails(), [](std::exception_ptr error) { rethrow(error); });
  co_spawn(loop, fails(), [](auto error) { rethrow(error); });
}

// Case: handler-ignores-what-cannot-happen
void handler_ignores_what_cannot_happen(asio::io_context &loop) {
  co_spawn(loop, hello(), [](std::exception_ptr) { std::puts("done"); });
}

// Case: spawned-and-awaited
awaitable<void> spawned_and_awaited(asio::io_context &loop) {
  co_await co_spawn(loop, fails(), use_awaitable);
}

// Case: cancellation-dropped-on-purpose
awaitable<void> cancellation_dropped_on_purpose(asio::steady_timer &timer) {
  try {
    co_await unknown();
  } catch (const cppcoro::operation_cancelled &) {
  }
  try {
    co_await timer.async_wait(use_awaitable);
  } catch (...) {
  }
}

// Case: expected-by-a-test
awaitable<void> expected_by_a_test() {
  bool thrown = false;
  try {
    co_await fails();
  } catch (const std::runtime_error &) {
    thrown = true;
  }
  if (!thrown)
    log("did not throw");
}

// Case: handler-that-logs
awaitable<void> handler_that_logs() {
  try {
    co_await unknown();
  } catch (...) {
    log("failed");
  }
}

// Case: handler-that-returns-a-value
awaitable<int> handler_that_returns_a_value() {
  try {
    co_return co_await number();
  } catch (...) {
    co_return -1;
  }
}

// Case: handler-with-a-comment
awaitable<void> handler_with_a_comment() {
  try {
    co_await unknown();
  } catch (...) {
    // The peer may be gone already.
  }
}

// Case: handler-that-rethrows
awaitable<void> handler_that_rethrows() {
  try {
    co_await unknown();
  } catch (...) {
    throw;
  }
}

// Case: narrow-handler
struct not_found : std::runtime_error {
  using std::runtime_error::runtime_error;
};
awaitable<void> narrow_handler() {
  try {
    co_await unknown();
  } catch (const not_found &) {
  }
}

// Case: nothing-awaited-in-the-try
awaitable<void> nothing_awaited_in_the_try(std::string text) {
  int value = 0;
  try {
    value = std::stoi(text);
  } catch (...) {
  }
  if (value)
    co_await unknown();
}

// Case: retry
awaitable<void> retry_until_it_works() {
  for (;;) {
    try {
      co_await unknown();
      co_return;
    } catch (...) {
    }
  }
}

// Case: success-is-a-flag
awaitable<bool> success_is_a_flag() {
  bool done = false;
  try {
    co_await unknown();
    done = true;
  } catch (...) {
  }
  co_return done;
}

// Case: failure-is-an-empty-optional
awaitable<std::optional<int>> failure_is_an_empty_optional() {
  std::optional<int> result;
  try {
    result = co_await number();
  } catch (...) {
  }
  co_return result;
}

// Case: failure-ends-the-loop
awaitable<void> failure_ends_the_loop() {
  for (;;) {
    try {
      co_await unknown();
    } catch (...) {
      break;
    }
  }
}

// Case: promise-that-terminates
struct fire_and_forget {
  struct promise_type {
    fire_and_forget get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void unhandled_exception() { std::terminate(); }
    void return_void() {}
  };
};
fire_and_forget promise_that_terminates() { throw 1; co_return; }

// Case: promise-with-a-comment
struct best_effort {
  struct promise_type {
    best_effort get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void unhandled_exception() { /* telemetry may be lost */ }
    void return_void() {}
  };
};
best_effort promise_with_a_comment() { co_return; }

// Case: promise-of-coroutines-that-cannot-fail
struct probe {
  struct promise_type {
    probe get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void unhandled_exception() {}
    void return_void() {}
  };
  static probe go() { co_return; }
};

// Case: discarded-timer-error
awaitable<void> discarded_timer_error(asio::steady_timer &timer) {
  co_await timer.async_wait(as_tuple(use_awaitable));
  boost::system::error_code error;
  co_await timer.async_wait(redirect_error(use_awaitable, error));
}

// Case: error-cast-to-void
awaitable<void> error_cast_to_void(tcp::socket &socket) {
  char data[8];
  (void)co_await socket.async_read_some(asio::buffer(data), as_tuple(use_awaitable));
}

// Case: error-named-to-be-ignored
awaitable<void> error_named_to_be_ignored(tcp::socket &socket) {
  char data[8];
  boost::system::error_code ignored;
  co_await socket.async_read_some(asio::buffer(data),
                                  redirect_error(use_awaitable, ignored));
  auto [_, size] =
      co_await socket.async_read_some(asio::buffer(data), as_tuple(use_awaitable));
  std::printf("%zu", size);
}

// Case: error-told-by-the-size
awaitable<void> error_told_by_the_size(tcp::socket &socket) {
  char data[8];
  for (;;) {
    auto [error, size] =
        co_await socket.async_read_some(asio::buffer(data), as_tuple(use_awaitable));
    if (size == 0)
      break;
  }
}

// Case: future-asked
void future_asked(asio::io_context &loop) {
  std::future<void> done = co_spawn(loop, fails(), asio::use_future);
  done.wait();
  done.get();
}

// Case: future-as-a-signal
void future_as_a_signal(std::promise<void> &ready) {
  std::future<void> signal = ready.get_future();
  signal.wait();
}

// Case: future-of-what-cannot-fail
void future_of_what_cannot_fail() {
  std::future<void> done = std::async([] { std::puts("done"); });
  done.wait();
}

// Case: callback-with-a-comment
void subscribe(std::function<void(std::exception_ptr)> failed);
void callback_with_a_comment() {
  subscribe([](std::exception_ptr) { /* reported by the callee */ });
}

// Case: success-that-was-reached-otherwise
awaitable<bool> success_that_was_reached_otherwise() {
  try {
    co_await unknown();
  } catch (...) {
    log("the first way failed");
    second_way();
  }
  co_return true;
}

// Case: failure-is-logged-and-returned
awaitable<bool> failure_is_logged_and_returned() {
  try {
    co_await unknown();
    co_return true;
  } catch (...) {
    log("failed");
  }
  co_return false;
}

// Case: failure-is-counted
awaitable<bool> failure_is_counted(int &failures) {
  try {
    co_await unknown();
  } catch (...) {
    ++failures;
  }
  co_return true;
}

// Case: exception-kept-and-rethrown
awaitable<void> exception_kept_and_rethrown() {
  std::exception_ptr failure;
  try {
    co_await unknown();
  } catch (...) {
    failure = std::current_exception();
  }
  co_await hello();
  if (failure)
    std::rethrow_exception(failure);
}

// Case: guarded-when-spawned
awaitable<void> guarded(awaitable<void> inner) {
  try {
    co_await std::move(inner);
  } catch (const std::exception &error) {
    log(error.what());
  }
}
void guarded_when_spawned(asio::io_context &loop) {
  co_spawn(loop, guarded(fails()), detached);
}

// Case: throw-in-a-nested-lambda
awaitable<void> throw_in_a_nested_lambda() {
  std::function<void()> later = [] { throw std::runtime_error("later"); };
  subscribe([later](std::exception_ptr) { later(); });
  co_return;
}
void spawn_throw_in_a_nested_lambda(asio::io_context &loop) {
  co_spawn(loop, throw_in_a_nested_lambda(), detached);
}

// Case: virtual-call
struct source {
  virtual awaitable<void> next() {
    throw std::logic_error("not implemented");
    co_return;
  }
};
awaitable<void> virtual_call(source &from) { co_await from.next(); }
void spawn_virtual_call(asio::io_context &loop, source &from) {
  co_spawn(loop, virtual_call(from), detached);
}

// Case: seastar-like-future-asked
struct future {
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<>);
  void await_resume();
  bool failed() const noexcept;
  std::exception_ptr get_exception();
  void ignore_ready_future();
  template <class F> future then_wrapped(F) { return {}; }
  template <class F> future handle_exception(F) { return {}; }
};
future write();
void seastar_like_future_asked() {
  (void)write().then_wrapped([](future done) {
    if (done.failed())
      rethrow(done.get_exception());
  });
  (void)write().then_wrapped([](future done) { done.ignore_ready_future(); });
  (void)write().then_wrapped([](future ignored) {});
}

// Case: continuation-that-recovers
future load_default();
void continuation_that_recovers() {
  (void)write().handle_exception(
      [](std::exception_ptr) { return load_default(); });
  (void)write().handle_exception([](std::exception_ptr) { return false; });
  (void)write().handle_exception([](std::exception_ptr error) {
    rethrow(error);
    return true;
  });
}

// Case: second-net
awaitable<void> second_net() {
  bool thrown = false;
  try {
    try {
      co_await fails();
    } catch (const std::logic_error &) {
      thrown = true;
    }
  } catch (...) {
  }
  if (!thrown)
    log("did not throw");
}

// Case: throws-again-what-a-handler-caught
template <class Callback> awaitable<void> then(awaitable<void> task, Callback callback) {
  try {
    co_await std::move(task);
  } catch (const std::exception &) {
    callback();
  }
}
void throws_again_what_a_handler_caught(asio::io_context &loop) {
  co_spawn(loop, then(unknown(), [] { throw; }), detached);
}

// Case: tested-failure-that-leaves
template <class T> struct expected_value {
  bool has_value() const;
  explicit operator bool() const;
  T &operator*();
  std::error_code error() const;
};
awaitable<expected_value<std::string>> find();
void use(const std::string &text);
awaitable<void> tested_failure_that_leaves() {
  auto found = co_await find();
  if (!found) {
    log("not found");
    co_return;
  }
  use(*found);
}

// Case: tested-failure-that-is-made-good
awaitable<void> tested_failure_that_is_made_good() {
  auto found = co_await find();
  if (!found) {
    log("not found");
    *found = "default";
  }
  use(*found);
}

// Case: tested-again-before-the-use
awaitable<void> tested_again_before_the_use() {
  auto found = co_await find();
  if (!found)
    log("not found");
  if (found)
    use(*found);
}

// Case: number-beside-an-error
awaitable<std::size_t> number_beside_an_error(tcp::socket &socket) {
  char data[8];
  auto [error, size] = co_await socket.async_read_some(
      asio::buffer(data), as_tuple(use_awaitable));
  if (error)
    log("failed");
  co_return size;
}

// Case: log-only-handler-that-no-caller-waits-for
awaitable<void> logs_at_the_end(tcp::socket &socket) {
  char data[8];
  try {
    co_await socket.async_read_some(asio::buffer(data), use_awaitable);
  } catch (const std::exception &error) {
    log(error.what());
  }
}
awaitable<void> calls_it(tcp::socket &socket) { co_await logs_at_the_end(socket); }

// Case: noexcept-coroutine-that-catches
awaitable<void> noexcept_that_catches(tcp::socket &socket) noexcept {
  char data[8];
  try {
    co_await socket.async_read_some(asio::buffer(data), use_awaitable);
  } catch (...) {
    log("failed");
  }
}

// Case: kept-by-a-lambda-and-rethrown-outside
void kept_by_a_lambda(tcp::socket &socket) {
  std::exception_ptr failure;
  auto run = [&]() -> awaitable<void> {
    char data[8];
    try {
      co_await socket.async_read_some(asio::buffer(data), use_awaitable);
    } catch (...) {
      failure = std::current_exception();
    }
  };
  asio::io_context loop;
  asio::co_spawn(loop, run(), boost::asio::detached);
  loop.run();
  if (failure)
    std::rethrow_exception(failure);
}

// Case: failed-future-consumed-later
std::exception_ptr last_error;
void failed_future_consumed_later(future done, bool quiet) {
  if (done.failed()) {
    log("failed");
    if (!quiet)
      log("really");
  }
  last_error = done.get_exception();
}

// Case: failed-future-handed-on
void keep(future done);
future failed_future_handed_on(future done) {
  if (done.failed()) {
    log("failed");
    return done;
  }
  return write();
}
void failed_future_kept(future done) {
  if (!done.failed())
    return;
  keep(std::move(done));
}

// Case: failed-future-ends-the-program
void failed_future_ends_the_program(future done) {
  if (done.failed())
    std::terminate();
  keep(std::move(done));
}

// Case: failed-future-tells-with-another-exception
void failed_future_tells(future done) {
  if (done.failed())
    throw std::runtime_error("no answer");
  keep(std::move(done));
}

// Case: failed-future-of-a-caller
bool failed_future_of_a_caller(const future &done) {
  if (done.failed())
    log("failed");
  return !done.failed();
}
int failed_futures_of_a_caller(const std::function<bool(const future &)> &);
int failed_futures_counted() {
  return failed_futures_of_a_caller(
      [](const future &done) { return done.failed(); });
}

// Case: failed-future-behind-a-reference
void failed_future_behind_a_reference(future done) {
  future &same = done;
  if (done.failed())
    log("failed");
  same.ignore_ready_future();
}

// Case: future-that-has-not-failed
void future_that_has_not_failed(future done) {
  if (done.failed())
    log("failed");
  if (done.failed())
    done.ignore_ready_future();
}

// Case: missing-value-behind-a-branch-that-may-end
[[noreturn]] void give_up(const std::error_code &);
void tell(const std::error_code &);
void throw_for(const std::error_code &);
bool answered = false;
awaitable<void> missing_value_given_up() {
  auto found = co_await find();
  if (!found)
    give_up(found.error());
  use(*found);
}
awaitable<void> missing_value_thrown() {
  auto found = co_await find();
  if (!found)
    throw_for(found.error());
  use(*found);
}

// Case: missing-value-remembered-in-a-flag
awaitable<void> missing_value_remembered() {
  auto found = co_await find();
  if (!found) {
    tell(found.error());
    answered = true;
  }
  if (answered)
    co_return;
  use(*found);
}

// Case: missing-value-put-there
void put_default(expected_value<std::string> &);
awaitable<void> missing_value_put_there() {
  auto found = co_await find();
  if (!found)
    put_default(found);
  use(*found);
}

// Case: missing-value-only-under-a-condition
awaitable<void> missing_value_under_a_condition(bool verbose) {
  auto found = co_await find();
  if (!found)
    tell(found.error());
  if (verbose)
    use(*found);
}

// Case: value-that-throws-when-it-is-missing
template <class T> struct outcome {
  bool has_value() const;
  T &value();
  std::error_code error() const;
};
awaitable<outcome<std::string>> look_up();
awaitable<std::string> value_that_throws() {
  auto found = co_await look_up();
  if (!found.has_value())
    tell(found.error());
  co_return found.value();
}
awaitable<std::string> value_that_throws_into_a_variable() {
  auto found = co_await look_up();
  if (!found.has_value())
    tell(found.error());
  std::string text = std::move(found.value());
  co_return text;
}
awaitable<void> value_that_throws_after_a_log() {
  auto found = co_await look_up();
  if (!found.has_value())
    log("not found");
  use(found.value());
}

// Case: harmless-failure-logged-and-the-rest-thrown
awaitable<void> removes_what_may_be_gone(tcp::socket &socket) {
  char data[8];
  try {
    co_await socket.async_read_some(asio::buffer(data), use_awaitable);
  } catch (const std::system_error &error) {
    if (error.code() != std::errc::no_such_file_or_directory)
      throw;
    log("it is gone already");
  }
}
awaitable<bool> waits_for_the_rest(tcp::socket &socket) {
  try {
    co_await removes_what_may_be_gone(socket);
  } catch (const std::exception &) {
    co_return false;
  }
  co_return true;
}

// Case: success-that-is-not-reported-after-a-failure
struct response {
  void set_success();
  void set_error();
  bool is_success() const;
};
void answer_leaves(asio::steady_timer &timer, response &answer) {
  timer.async_wait([&answer](const boost::system::error_code &error) {
    if (error) {
      log("failed");
      return;
    }
    answer.set_success();
  });
  timer.async_wait([&answer](const boost::system::error_code &error) {
    if (error) {
      log("failed");
      answer.set_error();
    }
    answer.set_success();
  });
  timer.async_wait([&answer](const boost::system::error_code &error) {
    if (error)
      log("failed");
    if (!error)
      answer.set_success();
  });
  timer.async_wait([&answer](const boost::system::error_code &error) {
    if (error)
      log("failed");
    else
      answer.set_success();
  });
  timer.async_wait([&answer](const boost::system::error_code &error) {
    if (error)
      log("failed");
    if (answer.is_success())
      log("fine");
    answer.is_success();
  });
}
