// RUN: %check_cotidy %s async-capture-escape %t
// Intent: references to locals in what Asio runs later.
#include <boost/asio.hpp>

#include <string>

namespace net = boost::asio;
void use(const std::string &text);

void posts(net::io_context &loop) {
  std::string text = "hello";
  net::post(loop, [&text] { use(text); });
  // CHECK-MESSAGES: :[[@LINE-1]]:21: warning: 'text' is captured by reference and may be gone when this lambda runs [async-capture-escape]
}
void spawns(net::io_context &loop) {
  int count = 0;
  net::co_spawn(
      loop,
      [&count]() -> net::awaitable<void> {
      // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'count' is captured by reference and may be gone when this lambda runs
        ++count;
        co_return;
      },
      net::detached);
}

void copies(net::io_context &loop) {
  std::string text = "hello";
  net::post(loop, [text] { use(text); });
}
void runs() {
  std::string text = "hello";
  net::io_context loop;
  net::post(loop, [&text] { use(text); });
  loop.run();
}
