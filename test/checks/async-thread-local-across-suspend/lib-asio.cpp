// RUN: %check_cotidy %s async-thread-local-across-suspend %t -- -isystem %mock
// RUN: %check_cotidy %s async-thread-local-across-suspend %t -- -isystem %mock -DSTANDALONE
// Intent: awaits of Asio operations suspend, this_coro does not.
#ifdef STANDALONE
#include <asio.hpp>
#else
#include <boost/asio.hpp>
namespace asio = boost::asio;
#endif

struct Buffers {
  void give_back();
};
thread_local Buffers buffers;

asio::awaitable<void> send() {
  Buffers &mine = buffers;
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: 'mine' refers to 'buffers' of this thread
  co_await asio::post(asio::use_awaitable);
  mine.give_back();
}
asio::awaitable<void> ask() {
  Buffers &mine = buffers;
  auto executor = co_await asio::this_coro::executor;
  mine.give_back();
}
