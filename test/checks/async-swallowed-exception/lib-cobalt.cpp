// RUN: %check_cotidy %s async-swallowed-exception %t -- -isystem %mock
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/cobalt.hpp>
#include <iostream>
#include <stdexcept>

namespace asio = boost::asio;
namespace cobalt = boost::cobalt;

cobalt::promise<void> save();
cobalt::task<void> fails() {
  co_await save();
  throw std::runtime_error("disk full");
}
cobalt::task<void> accepts(asio::ip::tcp::acceptor &acceptor) {
  co_await acceptor.async_accept(cobalt::use_op);
}
cobalt::promise<void> eager() {
  co_await save();
  throw std::runtime_error("disk full");
}

cobalt::promise<bool> handlers(cobalt::channel<int> &channel) {
  try {
    co_await save();
  } catch (...) {
  }
  // CHECK-MESSAGES: :[[@LINE-2]]:5: warning: the handler does nothing about the exception of 'save' [async-swallowed-exception]
  co_await cobalt::as_result(eager());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the error that 'as_result' returns is thrown away
  try {
    co_await save();
  } catch (const std::exception &error) {
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the failure of 'save' is reported as success
    std::cerr << error.what();
  }
  co_return true;
}

void spawned(asio::io_context &context, asio::ip::tcp::acceptor &acceptor) {
  cobalt::spawn(context, fails(), asio::detached);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: an exception that leaves 'fails' is lost: 'spawn' runs it detached
  cobalt::spawn(context, accepts(acceptor), asio::detached);
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: an exception that leaves 'accepts' is lost: 'spawn' runs it detached
  cobalt::spawn(context, fails(), [](std::exception_ptr) {});
  // CHECK-MESSAGES: :[[@LINE-1]]:35: warning: the completion handler of 'fails' never looks at its exception
}

cobalt::promise<bool> fine(asio::io_context &context) {
  cobalt::spawn(context, fails(), [](std::exception_ptr error) {
    if (error)
      std::rethrow_exception(error);
  });
  auto result = co_await cobalt::as_result(eager());
  co_return result.has_value();
}
