// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls that wait, made where a loop could run. A program that is linked with
// this library, or started with it in LD_PRELOAD, calls these functions instead
// of those of the C library, which they call in turn. Outside of a callback,
// and with the debug mode off, each costs a branch.
//
// Each name separately: within the C library one function does not call another
// through here. What only sometimes waits, such as read() or a mutex, is left
// to the clock.

#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cotidy/abi.h"
#include "runtime.hpp"
#include <cerrno>
#include <csignal>

namespace {

template <class Function> Function *next(const char *name) {
  return reinterpret_cast<Function *>(dlsym(RTLD_NEXT, name));
}

bool in_callback() {
  return cotidy_mode() && cotidy_this_slot &&
         cotidy_in_callback(cotidy_this_slot) &&
         !cotidy::detail::at_work::now();
}

class blocking_call {
public:
  explicit blocking_call(const char *name, bool waits = true)
      : active_(waits && in_callback()) {
    if (active_) {
      call_.call = name;
      cotidy_blocking_begin(&call_);
    }
  }
  ~blocking_call() {
    if (active_)
      cotidy_blocking_end(&call_);
  }

private:
  const bool active_;
  cotidy_blocking call_{};
};

// Between callbacks a wait for events is what a loop does for a living.
class event_wait {
public:
  explicit event_wait(int timeout)
      : active_(cotidy_mode() && cotidy_this_slot), waits_(timeout != 0) {
    if (active_ && waits_)
      cotidy_wait_begin();
  }
  ~event_wait() {
    if (active_ && waits_)
      cotidy_wait_end();
    else if (active_)
      cotidy::detail::polled();
  }

private:
  const bool active_;
  const bool waits_;
};

// ThreadSanitizer's own versions of these functions call ours, and meanwhile it
// sees what is accessed, but not what is locked.
#ifdef __SANITIZE_THREAD__
extern "C" {
void AnnotateIgnoreReadsBegin(const char *file, int line);
void AnnotateIgnoreReadsEnd(const char *file, int line);
void AnnotateIgnoreWritesBegin(const char *file, int line);
void AnnotateIgnoreWritesEnd(const char *file, int line);
}
struct unseen_by_tsan {
  unseen_by_tsan() {
    AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
    AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
  }
  ~unseen_by_tsan() {
    AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
    AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
  }
  unseen_by_tsan(const unseen_by_tsan &) = delete;
};
#else
struct unseen_by_tsan {};
#endif

bool is_blocking(int file) {
  return in_callback() && !(fcntl(file, F_GETFL) & O_NONBLOCK);
}

} // namespace

#define COTIDY_NEXT(name)                                                      \
  [[maybe_unused]] const unseen_by_tsan unseen{};                              \
  static auto *const real = next<decltype(name)>(#name)

#pragma GCC visibility push(default)
extern "C" {

unsigned sleep(unsigned seconds) {
  COTIDY_NEXT(sleep);
  const blocking_call call("sleep");
  return real(seconds);
}

int usleep(useconds_t time) {
  COTIDY_NEXT(usleep);
  const blocking_call call("usleep");
  return real(time);
}

int nanosleep(const timespec *time, timespec *rest) {
  COTIDY_NEXT(nanosleep);
  const blocking_call call("nanosleep");
  return real(time, rest);
}

int clock_nanosleep(clockid_t clock, int flags, const timespec *time,
                    timespec *rest) {
  COTIDY_NEXT(clock_nanosleep);
  const blocking_call call("clock_nanosleep");
  return real(clock, flags, time, rest);
}

int poll(pollfd *files, nfds_t count, int timeout) {
  COTIDY_NEXT(poll);
  const blocking_call call("poll", timeout != 0);
  return real(files, count, timeout);
}

int select(int count, fd_set *read, fd_set *write, fd_set *except,
           timeval *timeout) {
  COTIDY_NEXT(select);
  const blocking_call call("select",
                           !timeout || timeout->tv_sec || timeout->tv_usec);
  return real(count, read, write, except, timeout);
}

int epoll_wait(int file, epoll_event *events, int count, int timeout) {
  COTIDY_NEXT(epoll_wait);
  const event_wait wait(timeout); // inside a callback that is a nested run
  return real(file, events, count, timeout);
}

int epoll_pwait(int file, epoll_event *events, int count, int timeout,
                const sigset_t *signals) {
  COTIDY_NEXT(epoll_pwait);
  const event_wait wait(timeout);
  return real(file, events, count, timeout, signals);
}

int getaddrinfo(const char *node, const char *service, const addrinfo *hints,
                addrinfo **result) {
  COTIDY_NEXT(getaddrinfo);
  const blocking_call call("getaddrinfo");
  return real(node, service, hints, result);
}

hostent *gethostbyname(const char *name) {
  COTIDY_NEXT(gethostbyname);
  const blocking_call call("gethostbyname");
  return real(name);
}

int connect(int file, const sockaddr *address, socklen_t size) {
  COTIDY_NEXT(connect);
  const blocking_call call("connect", is_blocking(file));
  return real(file, address, size);
}

int accept(int file, sockaddr *address, socklen_t *size) {
  COTIDY_NEXT(accept);
  const blocking_call call("accept", is_blocking(file));
  return real(file, address, size);
}

int pthread_join(pthread_t thread, void **result) {
  COTIDY_NEXT(pthread_join);
  const blocking_call call("pthread_join");
  return real(thread, result);
}

int sem_wait(sem_t *semaphore) {
  COTIDY_NEXT(sem_wait);
  const blocking_call call("sem_wait");
  return real(semaphore);
}

pid_t waitpid(pid_t child, int *status, int flags) {
  COTIDY_NEXT(waitpid);
  const blocking_call call("waitpid", !(flags & WNOHANG));
  return real(child, status, flags);
}

int system(const char *command) {
  COTIDY_NEXT(system);
  const blocking_call call("system");
  return real(command);
}

int fsync(int file) {
  COTIDY_NEXT(fsync);
  const blocking_call call("fsync");
  return real(file);
}

int fdatasync(int file) {
  COTIDY_NEXT(fdatasync);
  const blocking_call call("fdatasync");
  return real(file);
}

} // extern "C"
#pragma GCC visibility pop
