// RUN: %check_cotidy %s async-unawaited-task %t
#include <future>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

void work();
std::future<int> submit();

void futures() {
  std::async(std::launch::async, work);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the future returned by 'async' is dropped, so its destructor waits for it here [async-unawaited-task]
  (void)std::async(std::launch::async, work);
  submit();
  std::promise<int>().get_future();
  std::async(std::launch::async, work).wait();
  auto kept = std::async(work);
}
