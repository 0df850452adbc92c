// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The same evening. Counts change in one step, with no await between looking
// and taking; a cook who fails tells the waiter and takes the next order; and
// any other exception ends in rethrow(), not in silence.
// What you see: one table gets the soup, the other hears that it is sold out,
// nobody waits in vain, and all the cutlery is back.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
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
      const auto [closed, order] =
          co_await orders_.async_receive(asio::as_tuple(use_awaitable));
      if (closed)
        co_return;
      std::string plate;
      try {
        plate = co_await prepare(order.dish);
      } catch (const KitchenFire &fire) {
        plate = std::string("sorry, ") + fire.what();
      }
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
    cutlery_ -= 2;
    co_await delay(5ms);
  }

  awaitable<std::string> prepare(std::string dish) {
    if (dish == "flambe")
      throw KitchenFire("the pan caught fire");
    if (dish == "soup") {
      if (soups_ == 0)
        co_return "sold out";
      --soups_;
      co_await delay(20ms);
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
    co_spawn(loop, cafe.cook(), rethrow);
  int table = 0;
  for (const char *dish : {"soup", "soup", "flambe", "flambe", "bread"})
    co_spawn(loop, cafe.wait_table(++table, dish), rethrow);
  co_spawn(loop, cafe.close_at(400ms), rethrow);
  loop.run();
  cafe.print();
}
