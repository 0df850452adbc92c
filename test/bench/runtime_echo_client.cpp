// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Asks two servers in turn, and prints for each pair of turns the CPU time that
// either server used for a request, in nanoseconds:
//
//   runtime_echo_client CONNECTIONS PAIRS PORT PID PORT PID
//
// A turn is some milliseconds, in which the machine is much the same for both,
// and long enough that a server finds its caches as it left them. Knows nothing
// of Asio or of the debug mode.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <vector>

namespace {

constexpr int requests = 256; // in a turn
constexpr int warm_up = 4;    // turns
constexpr std::size_t request_bytes = 512;

int connect_to(int port) {
  const int file = socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(std::uint16_t(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(file, reinterpret_cast<sockaddr *>(&address), sizeof address))
    throw std::runtime_error("no connection");
  return file;
}

class server {
public:
  server(int port, pid_t process, int connections) {
    if (clock_getcpuclockid(process, &cpu_clock_) != 0)
      throw std::runtime_error("no clock");
    for (int i = 0; i < connections; ++i)
      files_.push_back(connect_to(port));
  }

  // Returns the nanoseconds of a request.
  double take_turn() const {
    const double before = cpu_time();
    int asked = 0;
    while (asked < requests) {
      for (const int file : files_)
        ask(file);
      for (const int file : files_)
        await_answer(file);
      asked += int(files_.size());
    }
    return (cpu_time() - before) / asked;
  }

private:
  double cpu_time() const {
    timespec now;
    clock_gettime(cpu_clock_, &now);
    return double(now.tv_sec) * 1e9 + double(now.tv_nsec);
  }
  static void ask(int file) {
    const char data[request_bytes] = {};
    if (send(file, data, sizeof data, 0) != ssize_t(sizeof data))
      throw std::runtime_error("a short write");
  }
  static void await_answer(int file) {
    char data[request_bytes];
    for (std::size_t got = 0; got < sizeof data;) {
      const ssize_t size = recv(file, data, sizeof data - got, 0);
      if (size <= 0)
        throw std::runtime_error("a short answer");
      got += std::size_t(size);
    }
  }

  clockid_t cpu_clock_ = 0;
  std::vector<int> files_;
};

} // namespace

int main(int count, char **arguments) {
  if (count != 7)
    return 2;
  const int connections = std::atoi(arguments[1]);
  const int pairs = std::atoi(arguments[2]);
  const server first(std::atoi(arguments[3]), std::atoi(arguments[4]),
                     connections);
  const server second(std::atoi(arguments[5]), std::atoi(arguments[6]),
                      connections);
  for (int i = -warm_up; i < pairs; ++i) {
    // Neither is always the first of a pair.
    std::array<double, 2> took;
    if (i % 2) {
      took[0] = first.take_turn();
      took[1] = second.take_turn();
    } else {
      took[1] = second.take_turn();
      took[0] = first.take_turn();
    }
    if (i >= 0)
      std::printf("%.1f %.1f\n", took[0], took[1]);
  }
}
