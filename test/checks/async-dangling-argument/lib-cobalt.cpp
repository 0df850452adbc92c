// RUN: %check_cotidy %s async-dangling-argument %t -- -isystem %mock
// Intent: arguments that go before the tasks of cobalt that refer to them.
#include <boost/cobalt.hpp>

#include <string>
#include <string_view>
#include <utility>

boost::cobalt::task<void> tick();
std::string name();
void use(std::string_view text);
boost::cobalt::task<void> send(const std::string &text) {
  co_await tick();
  use(text);
}
boost::cobalt::task<void> send_view(std::string_view text) {
  co_await tick();
  use(text);
}

boost::cobalt::task<void> kept() {
  auto task = send("hello");
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: this temporary is gone before the task that refers to it is done [async-dangling-argument]
  co_await tick();
  co_await std::move(task);
}
boost::cobalt::task<void> returned() {
  std::string text = name();
  return send_view(text);
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: 'text' is gone before the task that refers to it is done
}

boost::cobalt::task<void> awaited() {
  co_await send("hello");
  std::string text = name();
  auto task = send_view(text);
  co_await std::move(task);
}
boost::cobalt::task<void> passes_on(const std::string &text) {
  return send(text);
}
