// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Mirrors seastar/net/api.hh.
#pragma once
#pragma GCC system_header

#include <seastar/core/iostream.hh>
#include <seastar/core/seastar.hh>
#include <seastar/net/socket_defs.hh>

namespace seastar {
class connected_socket {
public:
  connected_socket() noexcept;
  connected_socket(connected_socket &&cs) noexcept;
  connected_socket &operator=(connected_socket &&cs) noexcept;
  ~connected_socket();
  input_stream<char> input();
  output_stream<char> output(size_t buffer_size = 8192);
  void set_nodelay(bool nodelay);
  void shutdown_output();
  void shutdown_input();
  future<> wait_input_shutdown();
};
struct accept_result {
  connected_socket connection;
  socket_address remote_address;
};
class server_socket {
public:
  server_socket() noexcept;
  server_socket(server_socket &&ss) noexcept;
  server_socket &operator=(server_socket &&cs) noexcept;
  ~server_socket();
  future<accept_result> accept();
  void abort_accept();
};
struct listen_options {
  bool reuse_address = false;
};
} // namespace seastar
