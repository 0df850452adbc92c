// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// State that several tasks share: `knives = knives - 4` with a suspension
// between the read and the write loses what others did meanwhile. Declared as
// watched<int>, the value tells the debug mode who reads and who writes it.
//
//   cotidy::watched<int> knives{100, "knives"};
//
// A write that does not depend on what was read before says so: set(0).
#ifndef COTIDY_WATCHED_HPP
#define COTIDY_WATCHED_HPP

#include "cotidy/abi.h"
#include <utility>

namespace cotidy {

// The accesses are calls of their own, so that the address they return to is
// the line of the user.
#define COTIDY_ACCESS __attribute__((noinline))
#define COTIDY_CALLER __builtin_return_address(0)

template <class T> class watched {
public:
  explicit watched(T value = {}, const char *name = "a watched value")
      : value_(std::move(value)),
        watch_(cotidy_mode() ? cotidy_watch_create(name) : nullptr) {}
  ~watched() {
    if (watch_)
      cotidy_watch_destroy(watch_);
  }
  watched(const watched &) = delete;

  COTIDY_ACCESS operator T() const { return read(COTIDY_CALLER); }
  COTIDY_ACCESS T get() const { return read(COTIDY_CALLER); }

  COTIDY_ACCESS watched &operator=(T value) {
    note_write(COTIDY_CALLER);
    value_ = std::move(value);
    return *this;
  }
  COTIDY_ACCESS watched &operator=(const watched &other) {
    T value = other.read(COTIDY_CALLER);
    note_write(COTIDY_CALLER);
    value_ = std::move(value);
    return *this;
  }

  // Read and write at once: nobody comes in between.
  template <class U> COTIDY_ACCESS watched &operator+=(const U &change) {
    return update(COTIDY_CALLER, [&](T &value) { value += change; });
  }
  template <class U> COTIDY_ACCESS watched &operator-=(const U &change) {
    return update(COTIDY_CALLER, [&](T &value) { value -= change; });
  }
  COTIDY_ACCESS watched &operator++() {
    return update(COTIDY_CALLER, [](T &value) { ++value; });
  }
  COTIDY_ACCESS watched &operator--() {
    return update(COTIDY_CALLER, [](T &value) { --value; });
  }
  COTIDY_ACCESS void set(T value) {
    update(COTIDY_CALLER, [&](T &old) { old = std::move(value); });
  }

private:
  T read(const void *caller) const {
    if (watch_)
      cotidy_watch_read(watch_, caller);
    return value_;
  }
  void note_write(const void *caller) {
    if (watch_)
      cotidy_watch_write(watch_, caller);
  }
  template <class Change> watched &update(const void *caller, Change change) {
    read(caller);
    note_write(caller);
    change(value_);
    return *this;
  }

  T value_;
  cotidy_watch *watch_;
};

#undef COTIDY_ACCESS
#undef COTIDY_CALLER

} // namespace cotidy

#endif
