// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A server that sends back what it gets, compiled without tracking and with
// cotidy's: prints its port, serves the given number of connections, and ends
// when the last of them is closed. runtime_echo_client.cpp asks.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::size_t request_bytes = 512;

asio::awaitable<void> serve(tcp::socket client) {
  client.set_option(tcp::no_delay(true));
  char data[request_bytes];
  try {
    for (;;) {
      const std::size_t size = co_await client.async_read_some(
          asio::buffer(data), asio::use_awaitable);
      co_await asio::async_write(client, asio::buffer(data, size),
                                 asio::use_awaitable);
    }
  } catch (const boost::system::system_error &) {
    // The client has what it wanted.
  }
}

asio::awaitable<void> accept(tcp::acceptor &acceptor, int connections) {
  for (int i = 0; i < connections; ++i)
    asio::co_spawn(acceptor.get_executor(),
                   serve(co_await acceptor.async_accept(asio::use_awaitable)),
                   asio::detached);
}

} // namespace

int main(int count, char **arguments) {
  if (count != 2)
    return 2;
  asio::io_context loop(1);
  tcp::acceptor acceptor(loop, {asio::ip::address_v4::loopback(), 0});
  std::printf("%d\n", int(acceptor.local_endpoint().port()));
  std::fflush(stdout);
  asio::co_spawn(loop, accept(acceptor, std::atoi(arguments[1])),
                 asio::detached);
  loop.run();
}
