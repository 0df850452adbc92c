// RUN: %check_cotidy %s async-task-reused %t
// Intent: the second get() of a future throws.
#include <future>
#include <utility>

extern int number;
int work();

void found() {
  std::future<int> f = std::async(work);
  number = f.get() + f.get();
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: 'f' is asked for its result a second time, but the first call took its result [async-task-reused]
  std::future<void> g = std::async([] {});
  g.get();
  g.get();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'g' is asked for its result a second time
  auto h = std::async(work);
  auto shared = h.share();
  auto moved = std::move(f);
  number = moved.get();
}

void fine(std::shared_future<int> s) {
  std::future<int> f = std::async(work);
  f.wait();
  while (f.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
    ;
  number = f.get();
  if (f.valid())
    number = f.get();
  number = s.get() + s.get();
  std::promise<int> promise;
  f = promise.get_future();
  number = f.get();
}
