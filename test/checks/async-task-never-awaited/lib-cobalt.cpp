// RUN: %check_cotidy %s async-task-never-awaited %t -- -isystem %mock
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/cobalt.hpp>
#include <vector>

namespace asio = boost::asio;
namespace cobalt = boost::cobalt;

cobalt::promise<void> start();
cobalt::task<int> number();

cobalt::promise<void> held(asio::steady_timer &timer) {
  auto started = start();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'started' holds a task that is never awaited, so nobody sees its result or its exception [async-task-never-awaited]
  auto lazy = number();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'lazy' holds a task that is never awaited, so its body never runs
  std::vector<cobalt::promise<void>> all;
  // CHECK-MESSAGES: :[[@LINE-1]]:38: warning: 'all' holds tasks that are never awaited, so nobody sees their results or their exceptions
  all.push_back(start());
  co_return;
}

cobalt::promise<int> fine(cobalt::wait_group &group,
                          asio::steady_timer &timer) {
  auto started = start();
  auto lazy = number();
  co_await started;
  auto detached = start();
  detached.detach();
  auto cancelled = start();
  cancelled.cancel();
  auto grouped = start();
  group.push_back(std::move(grouped));
  std::vector<cobalt::promise<void>> all;
  all.push_back(start());
  co_await cobalt::join(all);
  auto wait = timer.async_wait(cobalt::use_op);
  co_await wait;
  co_return co_await std::move(lazy);
}
