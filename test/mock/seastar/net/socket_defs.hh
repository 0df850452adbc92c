// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/net/socket_defs.hh.
#pragma once
#pragma GCC system_header

#include <cstdint>

namespace seastar {
struct ipv4_addr {
  ipv4_addr() noexcept;
  explicit ipv4_addr(uint16_t port) noexcept;
  ipv4_addr(const char *addr, uint16_t port = 0);
};
class socket_address {
public:
  socket_address() noexcept;
  socket_address(uint16_t) noexcept;
  socket_address(ipv4_addr) noexcept;
};
} // namespace seastar
