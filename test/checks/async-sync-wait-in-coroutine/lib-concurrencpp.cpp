// RUN: %check_cotidy %s async-sync-wait-in-coroutine %t -- -isystem %mock
#include <concurrencpp/concurrencpp.h>
#include <utility>

concurrencpp::result<int> count();

concurrencpp::result<int> inCoroutine() {
  int n = count().get();
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: 'get' keeps the thread that runs coroutine 'inCoroutine' until the result is ready [async-sync-wait-in-coroutine]
  concurrencpp::result<int> more = count();
  more.wait();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'wait' keeps the thread
  co_return n + co_await more;
}
// Its own thread of the pool may be blocked.
concurrencpp::result<int> onPool(concurrencpp::thread_pool_executor &pool) {
  co_await concurrencpp::resume_on(pool);
  co_return count().get();
}
int main() { return inCoroutine().get(); }
