// RUN: %check_cotidy %s async-dangling-argument %t
// Intent: arguments that go before the tasks of Asio that refer to them.
#include <boost/asio.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace net = boost::asio;
using net::awaitable;
awaitable<void> tick();
std::string name();
void use(std::string_view text);
awaitable<void> send(const std::string &text) {
  co_await tick();
  use(text);
}

void spawned(net::io_context &loop) {
  std::string text = name();
  net::co_spawn(loop, send(text), net::detached);
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: 'text' is gone before the task that refers to it is done [async-dangling-argument]
}
awaitable<void> spawned_beside(net::io_context &loop) {
  net::co_spawn(loop, send("hello"), net::detached);
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: this temporary is gone before the task that refers to it is done
  co_await tick();
}
awaitable<void> returned() {
  std::string text = name();
  return send(text);
  // CHECK-MESSAGES: :[[@LINE-1]]:15: warning: 'text' is gone before the task that refers to it is done
}

awaitable<void> awaited() {
  std::string text = name();
  co_await send(text);
  co_await send("hello");
}
void waited() {
  std::string text = name();
  net::io_context loop;
  net::co_spawn(loop, send(text), net::detached);
  loop.run();
}
