// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The same pair with the sentinel sent: both are done, and the loop ends by
// itself, because nothing is left to wait for.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <iostream>
#include <optional>

namespace asio = boost::asio;
using asio::awaitable;
using asio::use_awaitable;
using boost::system::error_code;
using namespace std::chrono_literals;

namespace {

using Item = std::optional<int>;
using Queue = asio::experimental::channel<void(error_code, Item)>;

constexpr Item no_item; // the sentinel

void rethrow(std::exception_ptr error) {
  if (error)
    std::rethrow_exception(error);
}

awaitable<void> produce(Queue &queue) {
  for (int number = 1; number <= 3; ++number) {
    std::cout << "produced " << number << '\n';
    co_await queue.async_send({}, number, use_awaitable);
  }
  co_await queue.async_send({}, no_item, use_awaitable);
  std::cout << "the producer is done\n";
}

awaitable<void> consume(Queue &queue) {
  while (const Item item = co_await queue.async_receive(use_awaitable))
    std::cout << "consumed " << *item << '\n';
  std::cout << "the consumer is done\n";
}

} // namespace

int main() {
  asio::io_context loop;
  Queue queue(loop);
  asio::co_spawn(loop, produce(queue), rethrow);
  asio::co_spawn(loop, consume(queue), rethrow);
  loop.run_for(300ms);
  if (!loop.stopped())
    std::cout << "still waiting after 300 ms, giving up\n";
}
