// RUN: %check_cotidy %s async-task-never-awaited %t -- -isystem %mock
#include <QCoroLazyTask>
#include <QCoroTask>
#include <vector>

QCoro::Task<> save();
QCoro::Task<int> count();
QCoro::LazyTask<int> lazy();

QCoro::Task<> held() {
  auto saving = save();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'saving' holds a task that is never awaited, so nobody sees its result or its exception [async-task-never-awaited]
  auto counting = lazy();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'counting' holds a task that is never awaited, so its body never runs
  co_return;
}

QCoro::Task<int> fine() {
  auto saving = save();
  auto counting = count();
  co_await saving;
  auto continued = count();
  continued.then([](int) {});
  std::vector<QCoro::Task<>> several;
  several.push_back(save());
  for (auto &each : several)
    co_await each;
  co_return co_await counting;
}
