// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Programs of libuv. Each does one thing wrong, at the marked line.

#include <unistd.h>

#include "cotidy/uv.hpp"
#include "work.hpp"
#include <cstdio>
#include <map>
#include <string>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
using cotidy::test::compute;

namespace {

class loop {
public:
  loop() { uv_loop_init(&loop_); }
  ~loop() {
    // A handle that is left would make this fail.
    if (const int error = uv_loop_close(&loop_))
      std::printf("the loop is busy: %s\n", uv_strerror(error));
  }
  uv_loop_t *get() { return &loop_; }

private:
  uv_loop_t loop_;
};

// Runs a loop in which `callback` is called once, by a timer.
void with_timer(uv_timer_cb callback) {
  loop own;
  {
    cotidy::uv_watch watched(own.get(), "main");
    uv_timer_t timer;
    uv_timer_init(own.get(), &timer);
    timer.data = &watched;
    uv_timer_start(&timer, callback, 1, 0);
    watched.run(UV_RUN_DEFAULT);
    uv_close(reinterpret_cast<uv_handle_t *>(&timer), nullptr);
    watched.run(UV_RUN_DEFAULT);
  }
}

void slow_timer() {
  with_timer([](uv_timer_t *) {
    compute(150ms); // here: slow-timer
  });
}

void blocking_timer() {
  with_timer([](uv_timer_t *) {
    usleep(2000); // here: blocking-timer
  });
}

void nested_run() {
  with_timer([](uv_timer_t *timer) {
    static_cast<cotidy::uv_watch *>(timer->data)
        ->run(UV_RUN_NOWAIT); // here: nested-run
  });
}

// Runs a loop in which `callback` is called once, because of a message.
void with_message(uv_async_cb callback) {
  loop own;
  cotidy::uv_watch watched(own.get(), "main");
  uv_async_t message;
  uv_async_init(own.get(), &message, callback);
  std::thread sender([&] {
    std::this_thread::sleep_for(5ms);
    uv_async_send(&message);
  });
  watched.run(UV_RUN_DEFAULT);
  sender.join();
}

void close_it(uv_async_t *message) {
  uv_close(reinterpret_cast<uv_handle_t *>(message), nullptr);
}

void slow_message() {
  with_message([](uv_async_t *message) {
    compute(150ms); // here: slow-message
    close_it(message);
  });
}

void slow_tick() {
  loop own;
  cotidy::uv_watch watched(own.get(), "main");
  std::vector<uv_timer_t> timers(30);
  for (uv_timer_t &each : timers) {
    uv_timer_init(own.get(), &each);
    uv_timer_start(
        &each,
        [](uv_timer_t *timer) {
          compute(10ms); // here: slow-tick
          uv_close(reinterpret_cast<uv_handle_t *>(timer), nullptr);
        },
        1, 0);
  }
  watched.run(UV_RUN_DEFAULT);
}

// What a correct program does, also outside of the loop.
void correct() {
  with_timer([](uv_timer_t *) { compute(1ms); });
  with_message(close_it);
  std::this_thread::sleep_for(2ms);
  compute(150ms);
}

const std::map<std::string, void (*)()> scenarios = {
    {"slow-timer", slow_timer}, {"blocking-timer", blocking_timer},
    {"nested-run", nested_run}, {"slow-message", slow_message},
    {"slow-tick", slow_tick},   {"correct", correct},
};

} // namespace

int main(int count, char **arguments) {
  const auto found = scenarios.find(count == 2 ? arguments[1] : "");
  if (found == scenarios.end())
    return 2;
  found->second();
}
