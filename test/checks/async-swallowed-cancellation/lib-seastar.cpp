// RUN: %check_cotidy --mock %s async-swallowed-cancellation %t
// Intent: an abort source that is handed to a wait ends it.
#include <seastar/core/abort_source.hh>
#include <seastar/core/coroutine.hh>
#include <seastar/core/future.hh>
#include <seastar/core/sleep.hh>

#include <chrono>

void report(const char *);
seastar::future<> poll();

class service {
public:
  seastar::future<> run() {
    while (true) {
      try {
        co_await seastar::sleep_abortable(std::chrono::seconds(1), _as);
        co_await poll();
      } catch (...) {
      // CHECK-NOTES: :[[@LINE-1]]:9: warning: this handler also catches the cancellation of 'sleep_abortable', and the endless loop goes on [async-swallowed-cancellation]
      // CHECK-NOTES: :[[@LINE-6]]:5: note: the loop begins here
      // CHECK-NOTES: :[[@LINE-5]]:9: note: 'sleep_abortable' is awaited here, and ends with an exception when it is cancelled
        report("failed");
      }
    }
  }
  seastar::future<> run_until_aborted() {
    while (!_as.abort_requested()) {
      try {
        co_await seastar::sleep_abortable(std::chrono::seconds(1), _as);
        co_await poll();
      } catch (...) {
        report("failed");
      }
    }
  }
  seastar::future<> run_until_aborted_inside() {
    while (true) {
      try {
        co_await seastar::sleep_abortable(std::chrono::seconds(1), _as);
      } catch (const seastar::sleep_aborted &) {
        co_return;
      } catch (...) {
        report("failed");
      }
    }
  }

private:
  seastar::abort_source _as;
};
