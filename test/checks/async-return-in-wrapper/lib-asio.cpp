// RUN: %check_cotidy --mock %s async-return-in-wrapper %t
// RUN: %check_cotidy --mock %s async-return-in-wrapper %t -- -DSTANDALONE
// Intent: awaitables of operations and of coroutines.
#include <exception>
#include <mutex>

#ifdef STANDALONE
#include <asio.hpp>
#else
#include <boost/asio.hpp>
namespace asio = boost::asio;
#endif
using asio::ip::tcp;

asio::awaitable<std::size_t> receive(tcp::socket &socket, char *data);
void report(const char *);

asio::awaitable<std::size_t> read(tcp::socket &socket, char *data) {
  try {
    return receive(socket, data);
  } catch (const std::exception &e) {
    report(e.what());
    throw;
  }
}

asio::awaitable<std::size_t> read_or_zero(tcp::socket &socket, char *data) {
  try {
    return receive(socket, data);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: the handler does not see a failure of 'receive': its task is returned out of the try block before it is done [async-return-in-wrapper]
    // CHECK-NOTES: :[[@LINE+1]]:5: note: the handler is left behind here
  } catch (const std::exception &e) {
    report(e.what());
  }
  return receive(socket, data);
}

class Session {
public:
  asio::awaitable<std::size_t> read() {
    std::lock_guard lock(mutex_);
    return receive(socket_, data_);
    // CHECK-NOTES: :[[@LINE-1]]:5: warning: 'lock' is gone before the task of 'receive' runs, and has covered nothing [async-return-in-wrapper]
    // CHECK-NOTES: :[[@LINE-3]]:21: note: 'lock' is declared here
  }

private:
  std::mutex mutex_;
  tcp::socket socket_;
  char data_[64];
};
