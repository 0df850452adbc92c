// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A server that sends back what it gets, and a client in a process of its own:
// prints the CPU time of the server for each request, in nanoseconds. Compiled
// without tracking and with cotidy's.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr int requests = 20'000;
constexpr std::size_t request_bytes = 512;

asio::awaitable<void> serve(tcp::acceptor &acceptor) {
  tcp::socket client = co_await acceptor.async_accept(asio::use_awaitable);
  client.set_option(tcp::no_delay(true));
  char data[request_bytes];
  for (int i = 0; i < requests; ++i) {
    const std::size_t size = co_await client.async_read_some(
        asio::buffer(data), asio::use_awaitable);
    co_await asio::async_write(client, asio::buffer(data, size),
                               asio::use_awaitable);
  }
}

// Knows nothing of Asio or of the debug mode.
int ask(int port) {
  const int file = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(std::uint16_t(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(file, reinterpret_cast<sockaddr *>(&address), sizeof address))
    return 1;
  char data[request_bytes] = {};
  for (int i = 0; i < requests; ++i) {
    if (send(file, data, sizeof data, 0) != ssize_t(sizeof data))
      return 1;
    for (std::size_t got = 0; got < sizeof data;) {
      const ssize_t size = recv(file, data, sizeof data, 0);
      if (size <= 0)
        return 1;
      got += std::size_t(size);
    }
  }
  return 0;
}

std::chrono::nanoseconds cpu_time() {
  rusage used;
  getrusage(RUSAGE_SELF, &used);
  const auto of = [](const timeval &time) {
    return std::chrono::seconds(time.tv_sec) +
           std::chrono::microseconds(time.tv_usec);
  };
  return of(used.ru_utime) + of(used.ru_stime);
}

} // namespace

int main(int count, char **arguments) {
  if (count == 2)
    return ask(std::atoi(arguments[1]));
  asio::io_context loop(1);
  tcp::acceptor acceptor(loop, {asio::ip::address_v4::loopback(), 0});
  const std::string port = std::to_string(acceptor.local_endpoint().port());
  const pid_t client = fork();
  if (client == 0) {
    unsetenv("COTIDY_DEBUG");
    execl(arguments[0], arguments[0], port.c_str(), nullptr);
    _exit(127);
  }
  asio::co_spawn(loop, serve(acceptor), [](std::exception_ptr error) {
    if (error)
      std::rethrow_exception(error);
  });
  const std::chrono::nanoseconds before = cpu_time();
  loop.run();
  const std::chrono::nanoseconds used = cpu_time() - before;
  int status = 0;
  waitpid(client, &status, 0);
  std::printf("%.3f\n", double(used.count()) / requests);
  return status ? 1 : 0;
}
