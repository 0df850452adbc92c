// RUN: %check_cotidy %s async-raii-across-suspend %t -- -isystem %mock
// RUN: %check_cotidy %s async-raii-across-suspend %t -- -isystem %mock -DSTANDALONE
// Intent: awaits of Asio operations suspend, this_coro does not.
#ifdef STANDALONE
#include <asio.hpp>
#else
#include <boost/asio.hpp>
namespace asio = boost::asio;
#endif

thread_local int request_id = 0;
class RequestScope {
public:
  explicit RequestScope(int id) : before_(request_id) { request_id = id; }
  RequestScope(const RequestScope &) = delete;
  ~RequestScope() { request_id = before_; }

private:
  int before_;
};

asio::awaitable<void> serve(int id) {
  RequestScope scope(id);
  // CHECK-MESSAGES: :[[@LINE-1]]:16: warning: 'scope' is bound to the thread that made it
  co_await asio::post(asio::use_awaitable);
}
asio::awaitable<void> ask(int id) {
  RequestScope scope(id);
  auto executor = co_await asio::this_coro::executor;
}
asio::awaitable<void> in_turn(asio::steady_timer &timer, int id) {
  co_await timer.async_wait(asio::use_awaitable);
  RequestScope scope(id);
}
