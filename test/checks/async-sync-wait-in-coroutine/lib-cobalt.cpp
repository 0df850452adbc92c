// RUN: %check_cotidy %s async-sync-wait-in-coroutine %t -- -isystem %mock
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/cobalt.hpp>

namespace asio = boost::asio;
namespace cobalt = boost::cobalt;

cobalt::task<int> number();

cobalt::promise<int> waits(asio::io_context &context) {
  int sum = cobalt::run(number());
  // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: 'run' keeps the thread that runs coroutine 'waits' until the task is done [async-sync-wait-in-coroutine]
  sum += cobalt::spawn(context, number(), asio::use_future).get();
  // CHECK-MESSAGES: :[[@LINE-1]]:61: warning: 'get' keeps the thread that runs coroutine 'waits' until the future is ready
  co_return sum;
}

cobalt::promise<int> fine() { co_return co_await number(); }

int main() { return cobalt::run(number()); }
