// RUN: %check_cotidy %s async-transitive-blocking-call %t -- -isystem %mock
#include <fstream>
#include <seastar/core/coroutine.hh>
#include <seastar/core/thread.hh>

seastar::future<> flush();
void parse() { std::ifstream config("config.yaml"); }
void wait() { flush().get(); }

seastar::future<> inCoroutine() {
  parse();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: 'parse' blocks the thread that runs coroutine 'inCoroutine', because it calls the constructor of 'std::ifstream' [async-transitive-blocking-call]
  co_await flush();
}
void parseOther() { std::ifstream config("other.yaml"); }
seastar::future<> inContinuation() {
  return flush().then([] { parseOther(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: 'parseOther' blocks the thread that runs this lambda, because it calls the constructor of 'std::ifstream'
}
// A thread may wait for futures, also in what it calls.
seastar::future<> inThread() {
  return seastar::async([] { wait(); });
}
// The finding stands in the function itself.
seastar::future<> reads() {
  std::ifstream config("config.yaml");
  return flush();
}
seastar::future<> callsReads() { co_await reads(); }
