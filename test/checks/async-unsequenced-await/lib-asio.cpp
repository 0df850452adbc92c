// RUN: %check_cotidy %s async-unsequenced-await %t -- -isystem %mock
// RUN: %check_cotidy %s async-unsequenced-await %t -- -isystem %mock -DSTANDALONE
// Intent: awaits of Asio operations suspend, this_coro does not.
#ifdef STANDALONE
#include <asio.hpp>
#else
#include <boost/asio.hpp>
namespace asio = boost::asio;
#endif

asio::awaitable<int> fetch();
void use(int, int);
template <class Executor> int place(int, Executor);

class Counter {
public:
  asio::awaitable<void> add() {
    value_ = value_ + co_await fetch();
    // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: 'value_' is read
  }
  asio::awaitable<void> pass() {
    use(value_, co_await fetch());
    // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'value_' is read
  }
  asio::awaitable<void> ask() {
    place(value_, co_await asio::this_coro::executor);
  }
  asio::awaitable<void> safe() { value_ += co_await fetch(); }
  void reset() { value_ = 0; }

private:
  int value_ = 0;
};
