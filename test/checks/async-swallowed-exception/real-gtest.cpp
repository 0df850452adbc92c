// RUN: %check_cotidy %s async-swallowed-exception %t -std=c++20 -- -isystem %mock
// Intent: a wait that a test expects to throw gives no result with an error.
#include <folly/futures/Future.h>
#include <gtest/gtest.h>

#include <chrono>

using namespace std::chrono_literals;

TEST(Framework, ExpectsThrow) {
  folly::Promise<int> promise;
  EXPECT_THROW(promise.getSemiFuture().getTry(1s), folly::FutureTimeout);
}
TEST(Framework, ExpectsSuccess) {
  folly::Promise<int> promise;
  EXPECT_NO_THROW(promise.getSemiFuture().getTry(1s));
  // CHECK-MESSAGES: :[[@LINE-1]]:19: warning: the error that
}
