// RUN: %check_cotidy --mock %s async-dangling-this %t
// Intent: tasks that a scope runs, and objects that tasks outlive.
#include <cppcoro/async_scope.hpp>
#include <cppcoro/sync_wait.hpp>
#include <cppcoro/task.hpp>

#include <memory>
#include <vector>

cppcoro::task<> step();

class Job : public std::enable_shared_from_this<Job> {
public:
  cppcoro::task<> run() {
    co_await step();
    ++steps_;
  }
  cppcoro::task<> run_all(cppcoro::async_scope &scope) {
    scope.spawn(run());
    co_await step();
  }

private:
  int steps_ = 0;
};

// A lazy task that is kept, and awaited when its object is gone.
cppcoro::task<> later() {
  auto task = Job().run();
  // CHECK-NOTES: :[[@LINE-1]]:15: warning: the temporary that 'Job::run' is called on is gone at the end of the statement, before the coroutine is done [async-dangling-this]
  // CHECK-NOTES: :[[@LINE-16]]:5: note: the coroutine may suspend here
  // CHECK-NOTES: :[[@LINE-16]]:7: note: and its object is used here
  co_await step();
  co_await std::move(task);
}
cppcoro::task<> at_once() { co_await Job().run(); }

class Jobs {
public:
  void add() {
    Job job;
    tasks_.push_back(job.run());
    // CHECK-NOTES: :[[@LINE-1]]:22: warning: 'job' is gone at the end of its scope, while 'Job::run' may still use it [async-dangling-this]
    // CHECK-NOTES: :[[@LINE-3]]:9: note: 'job' is declared here
    // CHECK-NOTES: :[[@LINE-30]]:5: note: the coroutine may suspend here
    // CHECK-NOTES: :[[@LINE-30]]:7: note: and its object is used here
  }
  void add_kept() { tasks_.push_back(job_.run()); }

private:
  Job job_;
  std::vector<cppcoro::task<>> tasks_;
};

void waits() {
  Job job;
  cppcoro::sync_wait(job.run());
}
