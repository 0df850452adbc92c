// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Unwinding inside a signal handler crashes programs: an exception may be in
// flight, a lock of the unwinder may be held. The handler therefore only copies
// registers and a slice of the stack; a normal thread unwinds the copy.
//
// No allocation, no lock, no output in anything the handler calls.
#ifndef COTIDY_SRC_SNAPSHOT_HPP
#define COTIDY_SRC_SNAPSHOT_HPP

#include <sys/types.h>

#include "cotidy/abi.h"
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace cotidy::detail {

#if defined(__x86_64__)
inline constexpr int register_count = 17; // of DWARF: rax ... r15, rip
inline constexpr int pc_register = 16;
inline constexpr int sp_register = 7;
inline constexpr int fp_register = 6;
#elif defined(__aarch64__)
inline constexpr int register_count = 33; // x0 ... x30, sp, pc
inline constexpr int pc_register = 32;
inline constexpr int sp_register = 31;
inline constexpr int fp_register = 29;
#else
#error "cotidy knows the registers of x86-64 and arm64"
#endif

inline constexpr std::size_t slice_bytes = 32 * 1024;

struct stack_slice {
  std::uint64_t registers[register_count] = {};
  // Taken from outside: only pc and sp are known.
  bool has_all_registers = false;
  std::uint64_t from = 0; // the address of bytes[0]
  std::size_t size = 0;
  alignas(16) unsigned char bytes[slice_bytes];
};

// A callback as it is described while it runs.
struct described_callback : cotidy_details {
  const char *name = nullptr;
};
// What a thread does, told by itself: also by its signal handler.
described_callback running_callback(const cotidy_slot &slot) noexcept;

// One request at a time; the requester and the handler take turns.
class snapshot {
public:
  enum class state { idle, requested, filling, filled, missed };

  explicit snapshot(std::uintptr_t stack_end) : stack_end_(stack_end) {}

  // By the watchdog. `epoch` is that of the callback that is wanted, or 0 for
  // whatever the thread does; `running` is its word when it is not counted.
  // False while the handler is at work.
  bool request(std::uint64_t epoch, std::uint64_t running = 0);
  // What the handler left; null until it ran, or when it came too late.
  std::unique_ptr<stack_slice> take();
  state current() const { return state_.load(std::memory_order_acquire); }
  void withdraw();

  // In the handler, on the thread itself.
  void fill(const void *ucontext, const cotidy_slot *slot) noexcept;

  // The description of the callback that was running, valid once filled.
  const described_callback &callback() const { return callback_; }
  bool has_callback() const { return has_callback_; }

private:
  std::atomic<state> state_ = state::idle;
  std::uint64_t epoch_ = 0;
  std::uint64_t running_ = 0;
  std::uintptr_t stack_end_;
  bool has_callback_ = false;
  described_callback callback_{};
  std::unique_ptr<stack_slice> slice_ = std::make_unique<stack_slice>();
};

// The end of the stack of this thread, 0 when the system does not say.
std::uintptr_t end_of_this_stack();

// Installs the handler for `wanted`, or for a free real-time signal. Returns
// the signal, 0 when there is none.
int install_snapshot_handler(int wanted);

// Of a thread that is known to wait in the kernel, without waking it.
std::unique_ptr<stack_slice> copy_from_outside(std::uint64_t sp,
                                               std::uint64_t pc);

// Where threads without a slot leave their stack, one after the other.
void set_foreign_snapshot(pid_t tid, snapshot *target);

} // namespace cotidy::detail

#endif
