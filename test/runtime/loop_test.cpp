// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The event loop, feature by feature, with the debug mode off.

#include <gtest/gtest.h>
#include <sys/socket.h>

#include "cotidy/loop.hpp"

using namespace std::chrono_literals;
using cotidy::loop;
using cotidy::task;

namespace {

task<int> value(int number) { co_return number; }

task<int> late(int number, loop::clock::duration time = 1ms) {
  co_await cotidy::sleep_for(time);
  co_return number;
}

task<> fails() {
  co_await cotidy::yield();
  throw std::runtime_error("no");
}

task<> forever() {
  for (;;)
    co_await cotidy::sleep_for(1h);
}

// Notes how a task that waits for ever ends.
task<> noting(std::vector<std::string> &notes, std::string name) {
  try {
    co_await cotidy::sleep_for(1h);
  } catch (const cotidy::cancelled &) {
    notes.push_back(name + " cancelled");
    throw;
  }
}

TEST(Loop, RunsATaskAndReturnsItsResult) {
  EXPECT_EQ(loop().run(value(42)), 42);
  EXPECT_EQ(loop().run(late(43)), 43);
}

TEST(Loop, ThrowsTheExceptionOfItsTask) {
  EXPECT_THROW(loop().run(fails()), std::runtime_error);
}

TEST(Loop, ATaskRunsOnlyWhenItIsAwaited) {
  bool ran = false;
  const auto body = [&]() -> task<> {
    ran = true;
    co_return;
  };
  {
    const task<> never = body();
  }
  EXPECT_FALSE(ran);
  loop().run(body());
  EXPECT_TRUE(ran);
}

TEST(Loop, ResultsNeedNotBeCopied) {
  const auto make = []() -> task<std::unique_ptr<int>> {
    co_return std::make_unique<int>(7);
  };
  const auto outer = [&]() -> task<int> { co_return *co_await make(); };
  EXPECT_EQ(loop().run(outer()), 7);
}

TEST(Loop, DeepRecursion) {
  struct deep {
    static task<int> down(int depth) {
      // Not in one expression: GCC 12 awaits in both arms of a conditional.
      if (depth == 0)
        co_return 0;
      co_return 1 + co_await down(depth - 1);
    }
  };
  EXPECT_EQ(loop().run(deep::down(1000)), 1000);
}

// Python's asyncio finds that out at run time.
TEST(Loop, ATaskIsNoCallback) {
  static_assert(!std::is_constructible_v<std::function<void()>, task<>>);
  static_assert(
      !std::is_invocable_v<decltype(&loop::call_soon), loop &, task<>>);
}

TEST(Loop, CallsInOrder) {
  loop l;
  std::string order;
  l.call_soon([&] { order += 'a'; });
  l.call_soon([&] { order += 'b'; });
  l.run();
  EXPECT_EQ(order, "ab");
}

TEST(Loop, CallsLater) {
  loop l;
  std::string order;
  const auto second = l.call_later(4ms, [&] { order += 'b'; });
  const auto first = l.call_later(2ms, [&] { order += 'a'; });
  auto never = l.call_later(3ms, [&] { order += 'x'; });
  never.cancel();
  l.run();
  EXPECT_EQ(order, "ab");
}

TEST(Loop, CallsFromOtherThreads) {
  loop l;
  cotidy::event called;
  std::thread other;
  const auto body = [&]() -> task<> {
    other = std::thread([&] { l.call_soon_threadsafe([&] { called.set(); }); });
    co_await called.wait();
  };
  l.run(body());
  other.join();
  EXPECT_TRUE(called.is_set());
}

TEST(Loop, SpawnedTasksRunBesideEachOther) {
  std::string order;
  const auto writes = [&](char letter) -> task<> {
    for (int i = 0; i < 3; ++i) {
      order += letter;
      co_await cotidy::yield();
    }
  };
  const auto body = [&]() -> task<> {
    loop &own = co_await cotidy::this_loop;
    const auto a = own.spawn(writes('a'), "a");
    const auto b = own.spawn(writes('b'), "b");
    co_await a;
    co_await b;
  };
  loop().run(body());
  EXPECT_EQ(order, "ababab");
}

TEST(Loop, SpawnedResultsCanBeAwaitedTwice) {
  const auto body = []() -> task<int> {
    const auto handle = (co_await cotidy::this_loop).spawn(late(5));
    const int first = co_await handle;
    co_return first + co_await handle;
  };
  EXPECT_EQ(loop().run(body()), 10);
}

TEST(Loop, RunReturnsWhenNothingIsLeft) {
  loop l;
  const auto handle = l.spawn(late(1));
  l.run();
  EXPECT_TRUE(handle.done());
  EXPECT_EQ(handle.result(), 1);
}

TEST(Loop, PendingTasksEndWithTheirLoop) {
  std::optional<cotidy::spawned<>> handle;
  {
    loop l;
    handle = l.spawn(forever());
    l.run(late(1));
  }
  EXPECT_FALSE(handle->done());
}

TEST(Loop, CancelIsDeliveredWhereTheTaskWaits) {
  std::vector<std::string> notes;
  const auto body = [&]() -> task<> {
    auto handle = (co_await cotidy::this_loop).spawn(noting(notes, "task"));
    co_await cotidy::yield();
    handle.cancel();
    EXPECT_FALSE(handle.done());
    try {
      co_await handle;
      ADD_FAILURE();
    } catch (const cotidy::cancelled &) {
    }
  };
  loop().run(body());
  EXPECT_EQ(notes, std::vector<std::string>{"task cancelled"});
}

TEST(Loop, CancelReachesTheInnermostTask) {
  std::vector<std::string> notes;
  const auto outer = [&]() -> task<> { co_await noting(notes, "inner"); };
  const auto body = [&]() -> task<> {
    auto handle = (co_await cotidy::this_loop).spawn(outer());
    co_await cotidy::yield();
    handle.cancel();
    EXPECT_THROW(co_await handle, cotidy::cancelled);
  };
  loop().run(body());
  EXPECT_EQ(notes.size(), 1u);
}

TEST(Loop, TasksSeeThatTheyAreCancelled) {
  bool seen = false;
  const auto counts = [&]() -> task<> {
    const std::stop_token stop = co_await cotidy::this_stop_token;
    co_await cotidy::run_in_executor([] {});
    seen = stop.stop_requested();
  };
  const auto body = [&]() -> task<> {
    auto handle = (co_await cotidy::this_loop).spawn(counts());
    co_await cotidy::yield();
    handle.cancel();
    co_await handle;
  };
  loop().run(body());
  EXPECT_TRUE(seen);
}

TEST(Loop, ExecutorRunsOnAnotherThread) {
  const auto body = []() -> task<bool> {
    const auto id = co_await cotidy::run_in_executor(
        [] { return std::this_thread::get_id(); });
    co_return id != std::this_thread::get_id();
  };
  EXPECT_TRUE(loop().run(body()));
}

TEST(Loop, ExecutorPassesExceptionsOn) {
  const auto body = []() -> task<> {
    co_await cotidy::run_in_executor([] { throw std::logic_error("no"); });
  };
  EXPECT_THROW(loop().run(body()), std::logic_error);
}

TEST(Loop, EventLetsAllPass) {
  loop l;
  cotidy::event go;
  int passed = 0;
  const auto passes = [&]() -> task<> {
    co_await go.wait();
    ++passed;
  };
  const auto a = l.spawn(passes());
  const auto b = l.spawn(passes());
  l.call_soon([&] { go.set(); });
  l.run();
  EXPECT_EQ(passed, 2);
}

TEST(Loop, SemaphoreLimits) {
  loop l;
  cotidy::semaphore places(2);
  int inside = 0;
  int most = 0;
  const auto enters = [&]() -> task<> {
    co_await places.acquire();
    most = std::max(most, ++inside);
    co_await cotidy::yield();
    --inside;
    places.release();
  };
  std::vector<cotidy::spawned<>> all;
  for (int i = 0; i < 6; ++i)
    all.push_back(l.spawn(enters()));
  l.run();
  EXPECT_EQ(most, 2);
}

TEST(Loop, ACancelledWaiterTakesNoPlace) {
  loop l;
  cotidy::semaphore places(0);
  const auto enters = [&]() -> task<> { co_await places.acquire(); };
  auto first = l.spawn(enters());
  const auto second = l.spawn(enters());
  l.call_soon([&] {
    first.cancel();
    places.release();
  });
  l.run();
  EXPECT_TRUE(second.done());
  EXPECT_THROW(first.result(), cotidy::cancelled);
}

TEST(Loop, MutexIsHeldAcrossSuspensions) {
  loop l;
  cotidy::mutex lock;
  std::string order;
  const auto writes = [&](char letter) -> task<> {
    const auto guard = co_await lock.lock();
    order += letter;
    co_await cotidy::yield();
    order += letter;
  };
  const auto a = l.spawn(writes('a'));
  const auto b = l.spawn(writes('b'));
  l.run();
  EXPECT_EQ(order, "aabb");
}

TEST(Loop, QueueHasRoomForSome) {
  loop l;
  cotidy::queue<int> numbers(2);
  std::size_t most = 0;
  const auto produces = [&]() -> task<> {
    for (int i = 1; i <= 10; ++i) {
      co_await numbers.push(i);
      most = std::max(most, numbers.size());
    }
  };
  const auto consumes = [&]() -> task<int> {
    int sum = 0;
    for (int i = 0; i < 10; ++i)
      sum += co_await numbers.pop();
    co_return sum;
  };
  const auto producer = l.spawn(produces());
  EXPECT_EQ(l.run(consumes()), 55);
  EXPECT_EQ(most, 2u);
  EXPECT_TRUE(numbers.try_push(1));
  EXPECT_TRUE(numbers.try_push(2));
  EXPECT_FALSE(numbers.try_push(3));
}

TEST(Loop, DescriptorsAreWaitedFor) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
  const auto reads = [&]() -> task<char> {
    char letter = 0;
    co_await cotidy::readable(ends[0]);
    EXPECT_EQ(read(ends[0], &letter, 1), 1);
    co_return letter;
  };
  const auto writes = [&]() -> task<> {
    co_await cotidy::writable(ends[1]);
    EXPECT_EQ(write(ends[1], "x", 1), 1);
  };
  loop l;
  const auto writer = l.spawn(writes());
  EXPECT_EQ(l.run(reads()), 'x');
  // Nothing is left behind: the next wait begins anew.
  const auto waits = [&]() -> task<> { co_await cotidy::readable(ends[0]); };
  EXPECT_THROW(l.run(cotidy::with_timeout(1ms, waits())), cotidy::timed_out);
  close(ends[0]);
  close(ends[1]);
}

TEST(Loop, GroupWaitsForItsTasks) {
  int done = 0;
  const auto counts = [&]() -> task<> {
    co_await cotidy::sleep_for(1ms);
    ++done;
  };
  const auto body = [&]() -> task<> {
    co_await cotidy::with_task_group([&](cotidy::task_group &group) -> task<> {
      group.spawn(counts());
      group.spawn(counts());
      co_return;
    });
    EXPECT_EQ(done, 2);
  };
  loop().run(body());
  EXPECT_EQ(done, 2);
}

TEST(Loop, AFailureCancelsTheGroup) {
  std::vector<std::string> notes;
  const auto body = [&]() -> task<> {
    co_await cotidy::with_task_group([&](cotidy::task_group &group) -> task<> {
      group.spawn(noting(notes, "other"));
      group.spawn(fails());
      co_return;
    });
  };
  EXPECT_THROW(loop().run(body()), std::runtime_error);
  EXPECT_EQ(notes, std::vector<std::string>{"other cancelled"});
}

TEST(Loop, CancellingAGroupCancelsItsTasks) {
  std::vector<std::string> notes;
  const auto grouped = [&]() -> task<> {
    co_await cotidy::with_task_group([&](cotidy::task_group &group) -> task<> {
      group.spawn(noting(notes, "one"));
      group.spawn(noting(notes, "two"));
      co_await cotidy::sleep_for(1h);
    });
  };
  const auto body = [&]() -> task<> {
    auto handle = (co_await cotidy::this_loop).spawn(grouped());
    co_await cotidy::sleep_for(1ms);
    handle.cancel();
    EXPECT_THROW(co_await handle, cotidy::cancelled);
  };
  loop().run(body());
  EXPECT_EQ(notes.size(), 2u);
}

TEST(Loop, WhenAllReturnsAllResults) {
  const auto body = []() -> task<int> {
    const auto [a, b, nothing] = co_await cotidy::when_all(
        late(1, 3ms), value(2), []() -> task<> { co_return; }());
    co_return a * 10 + b;
  };
  EXPECT_EQ(loop().run(body()), 12);
}

TEST(Loop, WhenAnyReturnsTheFirstAndCancelsTheOthers) {
  std::vector<std::string> notes;
  const auto body = [&]() -> task<std::size_t> {
    const auto first =
        co_await cotidy::when_any(noting(notes, "slow"), late(3));
    co_return first.index();
  };
  EXPECT_EQ(loop().run(body()), 1u);
  EXPECT_EQ(notes, std::vector<std::string>{"slow cancelled"});
}

TEST(Loop, TimeoutCancels) {
  std::vector<std::string> notes;
  EXPECT_THROW(loop().run(cotidy::with_timeout(2ms, noting(notes, "late"))),
               cotidy::timed_out);
  EXPECT_EQ(notes, std::vector<std::string>{"late cancelled"});
  EXPECT_EQ(loop().run(cotidy::with_timeout(1h, late(8))), 8);
}

TEST(Loop, ALoopPerThread) {
  std::atomic<int> sum = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&, i] { sum += loop().run(late(i)); });
  for (std::thread &each : threads)
    each.join();
  EXPECT_EQ(sum, 6);
}

} // namespace
