// RUN: %check_cotidy %s async-raii-across-suspend %t -- -isystem %mock
// Intent: what belongs to whoever waits, and not to the thread, may be held.
#include <seastar/core/coroutine.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/semaphore.hh>
#include <seastar/util/defer.hh>

seastar::future<> flush();

seastar::future<> holds(seastar::gate &gate, seastar::semaphore &sem) {
  auto holder = gate.hold();
  auto units = seastar::consume_units(sem, 1);
  auto cleanup = seastar::defer([&sem]() noexcept { sem.signal(); });
  co_await flush();
}
