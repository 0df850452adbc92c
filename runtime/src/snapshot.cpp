// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "snapshot.hpp"

#include <pthread.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <ucontext.h>
#include <unistd.h>

#include "slot.hpp"
#include <algorithm>
#include <cerrno>
#include <csignal>

// Sanitizers would call a copy of somebody else's stack an error, and replace
// memcpy by one that checks.
#if defined(__clang__)
#define COTIDY_UNCHECKED                                                       \
  __attribute__((no_sanitize("address", "thread", "undefined"), noinline))
#else
#define COTIDY_UNCHECKED                                                       \
  __attribute__((no_sanitize("address,thread,undefined"), noinline))
#endif

namespace cotidy::detail {
namespace {

std::atomic<snapshot *> foreign_target = nullptr;
std::atomic<pid_t> foreign_tid = 0;

COTIDY_UNCHECKED void copy_words(unsigned char *to, std::uintptr_t from,
                                 std::size_t size) noexcept {
  const auto *source = reinterpret_cast<const std::uint64_t *>(from);
  auto *target = reinterpret_cast<std::uint64_t *>(to);
  const std::size_t words = size / sizeof(std::uint64_t);
  constexpr std::size_t at_once = 8;
  std::size_t i = 0;
  for (; i + at_once <= words; i += at_once) {
    for (std::size_t j = 0; j < at_once; ++j)
      target[i + j] = source[i + j];
    asm volatile("" ::: "memory"); // else this loop becomes a memcpy again
  }
  for (; i < words; ++i) {
    target[i] = source[i];
    asm volatile("" ::: "memory");
  }
}

COTIDY_UNCHECKED void copy_registers(const ucontext_t &context,
                                     std::uint64_t *to) noexcept {
#if defined(__x86_64__)
  constexpr int dwarf_order[register_count] = {
      REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI,
      REG_RBP, REG_RSP, REG_R8,  REG_R9,  REG_R10, REG_R11,
      REG_R12, REG_R13, REG_R14, REG_R15, REG_RIP};
  for (int i = 0; i < register_count; ++i)
    to[i] = std::uint64_t(context.uc_mcontext.gregs[dwarf_order[i]]);
#else
  for (int i = 0; i < 31; ++i)
    to[i] = context.uc_mcontext.regs[i];
  to[sp_register] = context.uc_mcontext.sp;
  to[pc_register] = context.uc_mcontext.pc;
#endif
}

// Page by page, by the kernel: the stack may end anywhere, and its thread may
// be gone.
void copy_pages(stack_slice &slice) noexcept {
  while (slice.size < slice_bytes) {
    const std::uint64_t at = slice.from + slice.size;
    const std::size_t left =
        std::min<std::size_t>(slice_bytes - slice.size, 4096 - at % 4096);
    const iovec local = {slice.bytes + slice.size, left};
    const iovec remote = {reinterpret_cast<void *>(at), left};
    // As wide as the kernel reads them: of an int on the stack the upper half
    // may be anything.
    if (syscall(SYS_process_vm_readv, long(getpid()), &local, 1L, &remote, 1L,
                0L) != long(left))
      return;
    slice.size += left;
  }
}

void handle_signal(int, siginfo_t *, void *context) {
  const int error = errno;
  if (cotidy_slot *slot = cotidy_this_slot)
    static_cast<thread_slot *>(slot)->stack.fill(context, slot);
  else if (foreign_tid.load(std::memory_order_acquire) ==
           pid_t(syscall(SYS_gettid)))
    if (snapshot *target = foreign_target.load(std::memory_order_acquire))
      target->fill(context, nullptr);
  errno = error;
}

bool is_free(int signal) {
  struct sigaction old;
  return sigaction(signal, nullptr, &old) == 0 &&
         !(old.sa_flags & SA_SIGINFO) && old.sa_handler == SIG_DFL;
}

} // namespace

COTIDY_UNCHECKED described_callback
running_callback(const cotidy_slot &slot) noexcept {
  described_callback result{};
  if (const std::uint64_t running =
          __atomic_load_n(&slot.running, __ATOMIC_RELAXED)) {
    result.name = reinterpret_cast<const char *>(running & ~COTIDY_MARK);
    return result;
  }
  if (slot.detailed == slot.begun)
    static_cast<cotidy_details &>(result) = *slot.details;
  result.name = slot.name;
  return result;
}

bool snapshot::request(std::uint64_t epoch, std::uint64_t running) {
  const state before = state_.load(std::memory_order_acquire);
  if (before == state::requested || before == state::filling)
    return false;
  epoch_ = epoch;
  running_ = running;
  has_callback_ = false;
  state_.store(state::requested, std::memory_order_release);
  return true;
}

void snapshot::withdraw() {
  state expected = state::requested;
  state_.compare_exchange_strong(expected, state::missed);
}

std::unique_ptr<stack_slice> snapshot::take() {
  if (state_.load(std::memory_order_acquire) != state::filled)
    return nullptr;
  std::unique_ptr<stack_slice> result = std::move(slice_);
  slice_ = std::make_unique<stack_slice>();
  state_.store(state::idle, std::memory_order_release);
  return result;
}

COTIDY_UNCHECKED void snapshot::fill(const void *ucontext,
                                     const cotidy_slot *slot) noexcept {
  state expected = state::requested;
  if (!state_.compare_exchange_strong(expected, state::filling))
    return; // a signal of somebody else, or one that is late
  if (slot && epoch_ &&
      (running_ ? __atomic_load_n(&slot->running, __ATOMIC_RELAXED) != running_
                : slot->begun != epoch_)) {
    state_.store(state::missed, std::memory_order_release);
    return;
  }
  if (slot && cotidy_in_callback(slot)) {
    callback_ = running_callback(*slot);
    has_callback_ = true;
  }
  stack_slice &slice = *slice_;
  copy_registers(*static_cast<const ucontext_t *>(ucontext), slice.registers);
  slice.has_all_registers = true;
  const std::uintptr_t sp = slice.registers[sp_register] & ~std::uintptr_t(7);
  slice.from = sp;
  slice.size = 0;
  if (sp < stack_end_ && stack_end_ - sp < (std::uintptr_t(1) << 30)) {
    slice.size = std::min<std::size_t>(slice_bytes, stack_end_ - sp);
    copy_words(slice.bytes, sp, slice.size);
  } else {
    // Another stack than the thread's own, such as a fiber's: where it ends
    // only the kernel knows.
    copy_pages(slice);
  }
  state_.store(state::filled, std::memory_order_release);
}

std::uintptr_t end_of_this_stack() {
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0)
    return 0;
  void *lowest = nullptr;
  std::size_t size = 0;
  pthread_attr_getstack(&attributes, &lowest, &size);
  pthread_attr_destroy(&attributes);
  return reinterpret_cast<std::uintptr_t>(lowest) + size;
}

int install_snapshot_handler(int wanted) {
  int signal = wanted;
  for (int next = SIGRTMAX - 1; !signal && next > SIGRTMIN; --next)
    if (is_free(next))
      signal = next;
  if (!signal)
    return 0;
  struct sigaction action = {};
  action.sa_sigaction = handle_signal;
  action.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
  return sigaction(signal, &action, nullptr) == 0 ? signal : 0;
}

std::unique_ptr<stack_slice> copy_from_outside(std::uint64_t sp,
                                               std::uint64_t pc) {
  auto slice = std::make_unique<stack_slice>();
  slice->registers[sp_register] = sp;
  slice->registers[pc_register] = pc;
  slice->from = sp;
  copy_pages(*slice);
  return slice->size ? std::move(slice) : nullptr;
}

void set_foreign_snapshot(pid_t tid, snapshot *target) {
  foreign_target.store(target, std::memory_order_release);
  foreign_tid.store(tid, std::memory_order_release);
}

} // namespace cotidy::detail
