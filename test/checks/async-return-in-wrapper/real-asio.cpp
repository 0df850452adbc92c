// RUN: %check_cotidy %s async-return-in-wrapper %t
// Intent: the same with the installed Boost.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <mutex>

namespace asio = boost::asio;
using asio::ip::tcp;

asio::awaitable<std::size_t> receive(tcp::socket &socket, char *data);
void report(const char *);
std::mutex mutex;

asio::awaitable<std::size_t> read(tcp::socket &socket, char *data) {
  try {
    return receive(socket, data);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: the handler does not see a failure of 'receive': its task is returned out of the try block before it is done [async-return-in-wrapper]
    // CHECK-NOTES: :[[@LINE+1]]:5: note: the handler is left behind here
  } catch (const std::exception &e) {
    report(e.what());
  }
  return receive(socket, data);
}

asio::awaitable<std::size_t> locked(tcp::socket &socket, char *data) {
  std::lock_guard lock(mutex);
  return receive(socket, data);
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'lock' is gone before the task of 'receive' runs, and has covered nothing [async-return-in-wrapper]
  // CHECK-NOTES: :[[@LINE-3]]:19: note: 'lock' is declared here
}

asio::awaitable<std::size_t> awaits(tcp::socket &socket, char *data) {
  try {
    co_return co_await receive(socket, data);
  } catch (const std::exception &e) {
    report(e.what());
  }
  co_return 0;
}
