// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/core/gate.hh.
#pragma once
#pragma GCC system_header

#include "std_forward.hpp"
#include <seastar/core/future.hh>
#include <seastar/core/sstring.hh>

namespace seastar {
class gate_closed_exception : public std::exception {
public:
  const char *what() const noexcept override;
};

class gate {
  size_t _count = 0;

public:
  gate() noexcept {}
  gate(const gate &) = delete;
  gate(gate &&x) noexcept;
  gate &operator=(gate &&x) noexcept;
  virtual ~gate();
  bool try_enter() noexcept;
  void enter();
  void leave() noexcept;
  void check() const;
  future<> close() noexcept;
  size_t get_count() const noexcept;
  bool is_closed() const noexcept;

  class holder {
    gate *_g;

  public:
    holder() noexcept : _g(nullptr) {}
    explicit holder(gate &g) : _g(&g) { _g->enter(); }
    holder(const holder &x) noexcept : _g(x._g) {
      if (_g)
        _g->_count++;
    }
    holder(holder &&x) noexcept : _g(std::exchange(x._g, nullptr)) {}
    ~holder() { release(); }
    holder &operator=(const holder &x) noexcept;
    holder &operator=(holder &&x) noexcept;
    void release() noexcept {
      if (gate *g = std::exchange(_g, nullptr))
        g->leave();
    }
  };
  holder hold() { return holder(*this); }
  std::optional<holder> try_hold() noexcept;
};

class named_gate : public gate {
public:
  named_gate() = default;
  explicit named_gate(sstring name) noexcept;
};

template <typename Func>
futurize_t<std::invoke_result_t<Func>> with_gate(gate &g, Func &&func) {
  internal::not_linked();
}
template <typename Func>
futurize_t<std::invoke_result_t<Func>> try_with_gate(gate &g,
                                                     Func &&func) noexcept {
  internal::not_linked();
}
} // namespace seastar
