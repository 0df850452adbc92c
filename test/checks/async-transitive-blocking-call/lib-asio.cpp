// RUN: %check_cotidy --mock %s async-transitive-blocking-call %t
// Intent: Asio's synchronous operations below a coroutine, and where pools end the chain.
#include <boost/asio.hpp>

#include <chrono>
#include <string>
#include <thread>

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;

void sendAll(tcp::socket &socket, const std::string &text) {
  asio::write(socket, asio::buffer(text));
}

awaitable<void> greet(tcp::socket &socket) {
  sendAll(socket, "hello");
  // CHECK-NOTES: :[[@LINE-1]]:3: warning: 'sendAll' blocks the thread that runs coroutine 'greet', because it calls 'write' [async-transitive-blocking-call]
  // CHECK-NOTES: :[[@LINE-6]]:3: note: 'write' blocks here
  co_return;
}

class Resolver {
public:
  tcp::endpoint find(const std::string &host) {
    return *resolver_.resolve(host, "80").begin();
  }

private:
  tcp::resolver resolver_;
};

awaitable<void> connects(Resolver &names, tcp::socket &socket) {
  auto peer = names.find("example.org");
  // CHECK-NOTES: :[[@LINE-1]]:21: warning: 'Resolver::find' blocks the thread that runs coroutine 'connects', because it calls 'resolve' [async-transitive-blocking-call]
  // CHECK-NOTES: :[[@LINE-10]]:23: note: 'resolve' blocks here
  co_await socket.async_connect(peer, asio::use_awaitable);
}

int hash(int rounds) {
  std::this_thread::sleep_for(std::chrono::seconds(rounds));
  return rounds;
}

// Case: handed-to-a-pool
awaitable<void> hands(asio::thread_pool &pool) {
  asio::post(pool, [] { hash(3); });
  co_return;
}

// Case: after-moving-to-a-pool
awaitable<int> moves(asio::thread_pool &pool) {
  co_await asio::post(asio::bind_executor(pool, asio::use_awaitable));
  co_return hash(3);
}
