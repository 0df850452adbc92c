// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A whole evening on one loop: waiters lay a table, queue an order and wait for
// it with a time limit; two cooks take orders from the queue.
//
// What goes wrong, although there is only one thread: a count is read before an
// await and written back after it; a cook looks whether there is soup, awaits,
// and takes it; and a cook who fails is gone without a word.
// What you see: two tables eat the one soup, so -1 are left; each flambe costs
// a cook, so the last three tables wait in vain; and the drawer ends with more
// cutlery than the cafe owns.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <variant>

namespace asio = boost::asio;
using asio::awaitable;
using asio::co_spawn;
using asio::detached;
using asio::use_awaitable;
using boost::system::error_code;
using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;

namespace {

template <typename T>
using Queue = asio::experimental::channel<void(error_code, T)>;

struct KitchenFire : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Order {
  std::string dish;
  std::shared_ptr<Queue<std::string>> hatch; // where the waiter waits for it
};

awaitable<void> delay(std::chrono::milliseconds time) {
  asio::steady_timer timer(co_await asio::this_coro::executor, time);
  co_await timer.async_wait(use_awaitable);
}

void rethrow(std::exception_ptr error) {
  if (error)
    std::rethrow_exception(error);
}

class Cafe {
public:
  explicit Cafe(const asio::any_io_executor &loop) : orders_(loop, 10) {}

  awaitable<void> wait_table(int table, std::string dish) {
    co_await lay_table();
    const auto executor = co_await asio::this_coro::executor;
    const auto hatch = std::make_shared<Queue<std::string>>(executor, 1);
    Order order{dish, hatch};
    co_await orders_.async_send({}, order, use_awaitable);

    asio::steady_timer patience(executor, 150ms);
    const std::variant<std::string, std::monostate> meal =
        co_await (hatch->async_receive(use_awaitable) ||
                  patience.async_wait(use_awaitable));
    const std::string *served = std::get_if<std::string>(&meal);
    std::cout << "table " << table << " wanted " << dish << ": "
              << (served ? *served : "waited in vain, left hungry") << '\n';
    cutlery_ += 2;
  }

  awaitable<void> cook() {
    for (;;) {
      const Order order = co_await orders_.async_receive(use_awaitable);
      const std::string plate = co_await prepare(order.dish);
      co_await order.hatch->async_send({}, plate, use_awaitable);
    }
  }

  awaitable<void> close_at(std::chrono::milliseconds time) {
    co_await delay(time);
    orders_.close();
  }

  void print() const {
    std::cout << "cutlery " << cutlery_ << " of 20, soups left " << soups_
              << '\n';
  }

private:
  awaitable<void> lay_table() {
    const int in_drawer = cutlery_;
    co_await delay(5ms);
    // BUG: other waiters took cutlery meanwhile; this puts theirs back.
    cutlery_ = in_drawer - 2; // expect: async-lost-update
  }

  awaitable<std::string> prepare(std::string dish) {
    if (dish == "flambe")
      throw KitchenFire("the pan caught fire");
    if (dish == "soup") {
      if (soups_ == 0)
        co_return "sold out";
      co_await delay(20ms);
      // BUG: the other cook may have ladled out the last one meanwhile.
      --soups_; // expect: async-check-then-act
    }
    co_return "here you are";
  }

  Queue<Order> orders_;
  int cutlery_ = 20;
  int soups_ = 1;
};

} // namespace

int main() {
  asio::io_context loop;
  Cafe cafe(loop.get_executor());
  for (int cook = 1; cook <= 2; ++cook)
    // BUG: what a cook throws goes to detached, which drops it.
    co_spawn(loop, cafe.cook(), detached); // expect: async-swallowed-exception
  int table = 0;
  for (const char *dish : {"soup", "soup", "flambe", "flambe", "bread"})
    co_spawn(loop, cafe.wait_table(++table, dish), rethrow);
  co_spawn(loop, cafe.close_at(400ms), rethrow);
  loop.run();
  cafe.print();
}
