// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the thread of a loop pays when its stack is taken, in nanoseconds:
// `runtime_capture WHAT`. It signals itself, so that the delivery is in the
// figure and the wait for it is not.

#include <sys/syscall.h>
#include <unistd.h>

#include "slot.hpp"
#include "snapshot.hpp"
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>

using namespace cotidy::detail;

namespace {

constexpr int rounds = 2'000;
unsigned char copied[slice_bytes];

void send(int signal) { syscall(SYS_tgkill, getpid(), gettid(), signal); }

using duration = std::chrono::duration<double, std::nano>;

template <class Call> duration time_of(Call call) {
  const auto before = std::chrono::steady_clock::now();
  call();
  return std::chrono::steady_clock::now() - before;
}

double capture() {
  slot_list slots;
  thread_slot &slot = slots.add(false);
  cotidy_this_slot = &slot;
  const int signal = install_snapshot_handler(0);
  duration total{};
  for (int i = 0; i < rounds; ++i) {
    slot.stack.request(0);
    total += time_of([&] { send(signal); });
    if (!slot.stack.take())
      return -1;
  }
  cotidy_this_slot = nullptr;
  return total.count() / rounds;
}

// The same signal and the same bytes with nothing around them.
double signal_and_copy() {
  struct sigaction action = {};
  action.sa_sigaction = [](int, siginfo_t *, void *) {};
  action.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
  sigaction(SIGRTMIN + 5, &action, nullptr);
  const auto *stack = static_cast<unsigned char *>(__builtin_frame_address(0));
  duration total{};
  for (int i = 0; i < rounds; ++i)
    total += time_of([&] {
      send(SIGRTMIN + 5);
      std::memcpy(copied, stack, sizeof copied);
      asm volatile("" ::: "memory");
    });
  return total.count() / rounds;
}

// With as much stack above it as is ever copied.
__attribute__((noinline)) double deep(double (*measure)()) {
  volatile unsigned char used[slice_bytes + 4096];
  std::memset(const_cast<unsigned char *>(used), 1, sizeof used);
  const double result = measure();
  return used[17] ? result : -1;
}

} // namespace

int main(int count, char **arguments) {
  const bool both = count == 2;
  std::printf("%.3f\n", deep(both && !std::strcmp(arguments[1], "capture")
                                 ? capture
                                 : signal_and_copy));
}
