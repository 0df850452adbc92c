// RUN: %check_cotidy %s async-dangling-argument %t -- -isystem %mock
// Intent: arguments that go before the tasks of libcoro that refer to them.
#include <coro/task.hpp>
#include <coro/thread_pool.hpp>

#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

coro::task<void> tick();
std::string name();
void use(std::string_view text);
coro::task<void> send(const std::string &text) {
  co_await tick();
  use(text);
}
coro::task<void> send_view(std::string_view text) {
  co_await tick();
  use(text);
}

coro::task<void> kept() {
  auto task = send("hello");
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: this temporary is gone before the task that refers to it is done [async-dangling-argument]
  co_await tick();
  co_await std::move(task);
}
coro::task<void> returned() {
  std::string text = name();
  return send_view(text);
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'text' is gone before the task that refers to it is done
}

coro::task<void> awaited() {
  co_await send("hello");
  std::string text = name();
  auto task = send_view(text);
  co_await std::move(task);
}
coro::task<void> passes_on(const std::string &text) { return send(text); }

// A message on the console waits for no task.
struct session {
  int bytes = 0;
};
coro::task<void> serve(const std::shared_ptr<session> &s) {
  co_await tick();
  ++s->bytes;
}
coro::task<void> serve_owned(std::shared_ptr<session> s) {
  co_await tick();
  ++s->bytes;
}
coro::task<void> accepts(coro::thread_pool &pool) {
  for (;;) {
    co_await tick();
    auto s = std::make_shared<session>();
    pool.spawn_detached(serve(s));
    // CHECK-MESSAGES: :[[@LINE-1]]:31: warning: 's' is gone before the task that refers to it is done
    pool.spawn_detached(serve_owned(s));
    std::cerr << "a client\n";
  }
}
